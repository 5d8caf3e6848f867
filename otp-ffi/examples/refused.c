/*
 * Three refused logins resync a token by themselves, as Duo does: three successive codes within five minutes.
 */
#include <otp.h>
#include <stdio.h>
#include <string.h>

/* A row of the database. Write it where the version that was read still stands: a success in between has changed it. */
struct row {
    otp_state state;
    otp_throttle throttle;
    otp_trail trail;
};

/* After a success the next state is stored, and what led to it is forgotten. */
static otp_result succeed(struct row *row)
{
    otp_result result = otp_throttle_unlock(&row->throttle);
    return result == OTP_OK ? otp_trail_clear(&row->trail) : result;
}

/* A login that was refused adds to the trail, and may bring the token back into step. It stays refused. */
static void learn(const otp_token *token, const otp_policy *policy, struct row *row, const char *typed, uint64_t now)
{
    otp_throttle_fields fields;
    if (policy->automatic == 0 || otp_trail_push(&row->trail, typed, strlen(typed), now, &row->trail) != OTP_OK) {
        return;
    }
    /* A resync never lifts a lock. The login was counted, so nothing is counted here: no attempt. */
    if (otp_throttle_read(&row->throttle, now, &fields) == OTP_OK && fields.lock == OTP_LOCK_NONE
        && otp_trail_resync(token, &row->state, NULL, &row->trail, policy->automatic, OTP_TRAIL_LIMIT, now,
                            &row->state) == OTP_OK
        && succeed(row) == OTP_OK) {
        puts("in step again");
    }
}

static otp_result login(const otp_token *token, const otp_policy *policy, struct row *row, const char *typed,
                        uint64_t now)
{
    size_t length = strlen(typed);
    otp_attempt attempt;
    otp_result result = otp_input_check(token, &typed, &length, 1);
    if (result == OTP_OK) {
        result = otp_attempt_begin(&row->throttle, policy, now, &attempt);
    }
    if (result != OTP_OK) {
        return result;
    }
    row->throttle = attempt.throttle; /* store it, then judge */
    result = otp_verify(token, &row->state, &attempt, typed, length, now, &row->state);
    if (result == OTP_OK) {
        return succeed(row);
    }
    if (result <= OTP_LAST_REFUSAL) { /* anything else is no wrong code, but a fault to be logged */
        learn(token, policy, row, typed, now);
    }
    return result;
}

int main(void)
{
    static const char secret[] = "12345678901234567890";                      /* of RFC 4226 appendix D */
    static const char *const typed[] = {"435478", "303194", "000152", "287422"}; /* of counters 42 to 45 */
    otp_policy policy;
    otp_token *token = NULL;
    otp_result result = OTP_NO_MATCH;
    struct row row;
    bool ready = otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_DUO, &policy) == OTP_OK
        && otp_token_new(OTP_KIND_HOTP_6, &policy, secret, sizeof secret - 1, &token) == OTP_OK
        && otp_state_hotp(0, &row.state) == OTP_OK && succeed(&row) == OTP_OK;

    for (int i = 0; ready && i < 4; i++) {
        result = login(token, &policy, &row, typed[i], 1700000000 + 30 * (uint64_t)i);
        puts(result == OTP_OK ? "welcome" : "rejected");
    }
    otp_token_free(token);
    return result == OTP_OK ? 0 : 1;
}
