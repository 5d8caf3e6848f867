/*
 * Resync in two requests, as PingID and PingOne do: the form has one field, and a trail keeps the first code.
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

/* First request. The answer is "one more code, please", whatever the code was. */
static otp_result keep_code(const otp_token *token, struct row *row, const char *typed, uint64_t now)
{
    size_t length = strlen(typed);
    otp_result result = otp_input_check(token, &typed, &length, 1);
    if (result == OTP_OK) {
        result = otp_trail_push(&row->trail, typed, length, now, &row->trail);
    }
    return result;
}

/* Second request. OTP_OK means that the token is in step again, not that anybody is logged in. */
static otp_result resync(const otp_token *token, const otp_policy *policy, struct row *row, const char *typed,
                         uint64_t now)
{
    otp_attempt attempt;
    otp_result result = keep_code(token, row, typed, now);
    if (result == OTP_OK) {
        /* OTP_TRAIL_VOID where the first code is too old: ask for one more again. */
        result = otp_trail_ready(token, &row->trail, 2, OTP_TRAIL_LIMIT, now);
    }
    if (result == OTP_OK) {
        result = otp_attempt_begin(&row->throttle, policy, now, &attempt);
    }
    if (result == OTP_OK) {
        row->throttle = attempt.throttle; /* store it, then judge */
        result = otp_trail_resync(token, &row->state, &attempt, &row->trail, 2, OTP_TRAIL_LIMIT, now, &row->state);
    }
    if (result == OTP_OK) {
        result = otp_throttle_unlock(&row->throttle);
    }
    if (result == OTP_OK) {
        result = otp_trail_clear(&row->trail);
    }
    return result;
}

int main(void)
{
    static const char secret[] = "12345678901234567890"; /* of RFC 4226 appendix D */
    const uint64_t now = 1700000000;
    otp_policy policy;
    otp_token *token = NULL;
    otp_state_fields fields;
    struct row row;
    /* The server expects counter 0; the button was pressed 42 times in a pocket. */
    bool done = otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_PINGONE, &policy) == OTP_OK && policy.in_two_requests
        && otp_token_new(OTP_KIND_HOTP_6, &policy, secret, sizeof secret - 1, &token) == OTP_OK
        && otp_state_hotp(0, &row.state) == OTP_OK && otp_throttle_unlock(&row.throttle) == OTP_OK
        && otp_trail_clear(&row.trail) == OTP_OK
        && keep_code(token, &row, "435478", now) == OTP_OK
        && resync(token, &policy, &row, "303194", now + 60) == OTP_OK
        && otp_state_read(&row.state, &fields) == OTP_OK;
    otp_token_free(token);
    if (done) {
        printf("in step again, the next counter is %u\n", (unsigned)fields.counter);
    }
    return done ? 0 : 1;
}
