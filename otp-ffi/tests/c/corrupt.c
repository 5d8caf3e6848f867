/* What was stored and comes back wrong is refused: corrupt bytes, a state of another kind, an attempt spent twice. */
#include "check.h"

static const uint32_t KINDS[] = {OTP_KIND_HOTP_6, OTP_KIND_TOTP_6, OTP_KIND_YUBIKEY};
static const char OTP_TEXT[] = "dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh";

/* Every byte of every state, set to every value: sound, or refused, and the same wherever it is read. */
static void states(void)
{
    for (size_t k = 0; k < 3; k++) {
        otp_state sound, state, out;
        otp_token *token = make_token(KINDS[k], OTP_PROFILE_RFC, &sound);
        const char *code = KINDS[k] == OTP_KIND_YUBIKEY ? OTP_TEXT : "000000";
        for (size_t at = 0; at < sizeof state.bytes; at++) {
            for (unsigned value = 0; value < 256; value++) {
                otp_state_fields fields;
                otp_result read, checked;
                state = sound;
                state.bytes[at] = (uint8_t)value;
                read = otp_state_read(&state, &fields);
                checked = otp_state_check(&state, sizeof state, &out);
                CHECK(read == checked);
                CHECK(read == OTP_OK || (read >= OTP_STATE_VERSION && read <= OTP_STATE_FIELD));
                CHECK(read != OTP_OK || memcmp(&state, &out, sizeof out) == 0);
                CHECK(otp_state_equal(&state, &sound) == (value == sound.bytes[at]));
                CHECK(otp_state_equal(&state, &state) == (read == OTP_OK));
                if (read != OTP_OK) {
                    EXPECT(read, otp_verify(token, &state, NULL, code, strlen(code), NOW, &out));
                }
            }
        }
        otp_token_free(token);
    }
}

/* A row that belongs to another token's family is a mix-up, and spends nothing. */
static void wrong_kinds(void)
{
    otp_trail trail;
    EXPECT(OTP_OK, otp_trail_clear(&trail));
    EXPECT(OTP_OK, otp_trail_push(&trail, "755224", 6, NOW, &trail));
    EXPECT(OTP_OK, otp_trail_push(&trail, "287082", 6, NOW, &trail));
    for (size_t k = 0; k < 3; k++) {
        otp_state own, other, out;
        otp_token *token = make_token(KINDS[k], OTP_PROFILE_RFC, &own);
        otp_token_free(make_token(KINDS[(k + 1) % 3], OTP_PROFILE_RFC, &other));
        {
            const char *code = KINDS[k] == OTP_KIND_YUBIKEY ? OTP_TEXT : "755224";
            otp_token *tokens[1];
            size_t place;
            otp_attempt attempt = make_attempt();
            tokens[0] = token;
            EXPECT(OTP_WRONG_KIND, otp_verify(token, &other, &attempt, code, strlen(code), NOW, &out));
            if (KINDS[k] == OTP_KIND_YUBIKEY) {
                EXPECT(OTP_NOT_NEEDED, otp_resync(token, &own, &attempt, RFC_CODES, SIX, 2, NOW, &out));
                EXPECT(OTP_NOT_NEEDED, otp_trail_ready(token, &trail, 2, 300, NOW));
                EXPECT(OTP_NOT_NEEDED, otp_trail_resync(token, &own, &attempt, &trail, 2, 300, NOW, &out));
                EXPECT(OTP_WRONG_KIND, otp_state_reset_clock(token, NOW, &out));
            } else {
                EXPECT(OTP_WRONG_KIND, otp_resync(token, &other, &attempt, RFC_CODES, SIX, 2, NOW, &out));
                EXPECT(OTP_WRONG_KIND, otp_trail_resync(token, &other, &attempt, &trail, 2, 300, NOW, &out));
            }
            EXPECT(OTP_WRONG_KIND, otp_lookup(tokens, &other, 1, RFC_CODES, SIX, 2, NOW, &place));
            CHECK(attempt.used == 0);
        }
        otp_token_free(token);
    }
    {
        otp_policy policy;
        otp_token *token = NULL;
        EXPECT(OTP_OK, otp_policy_default(OTP_KIND_YUBIKEY, OTP_PROFILE_RFC, &policy));
        EXPECT(OTP_KIND_MISMATCH, otp_token_new(OTP_KIND_YUBIKEY, &policy, RFC_SECRET, 20, &token));
        EXPECT(OTP_KIND_MISMATCH, otp_token_new(OTP_KIND_HOTP_6, &policy, RFC_SECRET, 20, &token));
    }
}

/* An attempt buys one verdict, whichever call gives it, and only one that was begun does. */
static void attempts(void)
{
    otp_state state, out;
    otp_trail trail;
    otp_token *token = make_token(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &state);
    EXPECT(OTP_OK, otp_trail_clear(&trail));
    EXPECT(OTP_OK, otp_trail_push(&trail, "399871", 6, NOW, &trail));
    EXPECT(OTP_OK, otp_trail_push(&trail, "399871", 6, NOW, &trail));
    for (int first = 0; first < 4; first++) {
        otp_attempt attempt = make_attempt();
        switch (first) {
        case 0: EXPECT(OTP_OK, otp_verify(token, &state, &attempt, "755224", 6, NOW, &out)); break;
        case 1: EXPECT(OTP_NO_MATCH, otp_verify(token, &state, &attempt, "000000", 6, NOW, &out)); break;
        case 2: EXPECT(OTP_OK, otp_resync(token, &state, &attempt, RFC_CODES, SIX, 3, NOW, &out)); break;
        default: EXPECT(OTP_NO_MATCH, otp_trail_resync(token, &state, &attempt, &trail, 2, 300, NOW, &out));
        }
        CHECK(attempt.used == 1);
        EXPECT(OTP_ATTEMPT_USED, otp_verify(token, &state, &attempt, "755224", 6, NOW, &out));
        EXPECT(OTP_ATTEMPT_USED, otp_resync(token, &state, &attempt, RFC_CODES, SIX, 2, NOW, &out));
        EXPECT(OTP_ATTEMPT_USED, otp_trail_resync(token, &state, &attempt, &trail, 2, 300, NOW, &out));
    }
    {
        const otp_attempt sound = make_attempt();
        otp_attempt zeros;
        memset(&zeros, 0, sizeof zeros);
        EXPECT(OTP_ATTEMPT_BYTES, otp_verify(token, &state, &zeros, "755224", 6, NOW, &out));
        EXPECT(OTP_ATTEMPT_BYTES, otp_resync(token, &state, &zeros, RFC_CODES, SIX, 2, NOW, &out));
        EXPECT(OTP_ATTEMPT_BYTES, otp_trail_resync(token, &state, &zeros, &trail, 2, 300, NOW, &out));
        /* Version, mark and zeros; what the throttle may hold is its own to say. Behind them the policy, under which
         * the attempt was begun, must be the token's. */
        for (size_t at = 0; at < sizeof sound; at++) {
            for (unsigned value = 0; value < 256; value++) {
                otp_attempt attempt = sound;
                otp_throttle throttle;
                bool good, used, own;
                ((uint8_t *)&attempt)[at] = (uint8_t)value;
                good = attempt.version == 1 && memcmp(attempt.reserved, sound.reserved, 6) == 0;
                used = good && attempt.used == 1;
                good = good && attempt.used == 0
                    && otp_throttle_check(&attempt.throttle, sizeof throttle, &throttle) == OTP_OK;
                own = memcmp(&attempt.throttle_limit, &sound.throttle_limit, 16) == 0;
                EXPECT(good ? own ? OTP_OK : OTP_WRONG_POLICY : used ? OTP_ATTEMPT_USED : OTP_ATTEMPT_BYTES,
                       otp_verify(token, &state, &attempt, "755224", 6, NOW, &out));
            }
        }
    }
    otp_token_free(token);
}

/* Throttles, trails and policies that nobody wrote. */
static void others(void)
{
    otp_policy policy, changed;
    otp_throttle throttle, bad_throttle;
    otp_throttle_fields fields;
    otp_trail trail, bad_trail;
    otp_attempt attempt;
    otp_state state, out;
    otp_token *token = make_token(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &state), *made = NULL;
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
    EXPECT(OTP_OK, otp_throttle_unlock(&throttle));
    EXPECT(OTP_OK, otp_trail_clear(&trail));

    memset(&bad_throttle, 0, sizeof bad_throttle);
    EXPECT(OTP_THROTTLE_BYTES, otp_throttle_check(&bad_throttle, sizeof bad_throttle, &bad_throttle));
    EXPECT(OTP_THROTTLE_BYTES, otp_throttle_read(&bad_throttle, NOW, &fields));
    EXPECT(OTP_THROTTLE_BYTES, otp_attempt_begin(&bad_throttle, &policy, NOW, &attempt));

    memset(&bad_trail, 0xff, sizeof bad_trail);
    EXPECT(OTP_TRAIL_BYTES, otp_trail_check(&bad_trail, sizeof bad_trail, &bad_trail));
    EXPECT(OTP_TRAIL_BYTES, otp_trail_push(&bad_trail, "755224", 6, NOW, &bad_trail));
    EXPECT(OTP_TRAIL_BYTES, otp_trail_ready(token, &bad_trail, 2, 300, NOW));
    EXPECT(OTP_TRAIL_BYTES, otp_trail_resync(token, &state, NULL, &bad_trail, 2, 300, NOW, &out));

    changed = policy;
    changed.version = 2;
    EXPECT(OTP_POLICY_VERSION, otp_token_new(OTP_KIND_HOTP_6, &changed, RFC_SECRET, 20, &made));
    EXPECT(OTP_POLICY_VERSION, otp_attempt_begin(&throttle, &changed, NOW, &attempt));
    /* It would stop every token for good. */
    changed = policy;
    changed.throttle_stop = 0;
    EXPECT(OTP_ZERO_LIMIT, otp_attempt_begin(&throttle, &changed, NOW, &attempt));
    changed = policy;
    changed.reserved = 1;
    EXPECT(OTP_POLICY_VERSION, otp_token_new(OTP_KIND_HOTP_6, &changed, RFC_SECRET, 20, &made));
    CHECK(made == NULL);
    otp_token_free(token);
}

/* Each set-up that cannot be had. */
static void set_ups(void)
{
    struct { otp_result expected; uint32_t kind; size_t field; uint32_t value; } cases[] = {
        {OTP_ZERO_STEP, OTP_KIND_TOTP_6, offsetof(otp_policy, totp_step), 0},
        {OTP_ZERO_RESYNC_WINDOW, OTP_KIND_HOTP_6, offsetof(otp_policy, hotp_resync_window), 0},
        {OTP_ZERO_LIMIT, OTP_KIND_HOTP_6, offsetof(otp_policy, throttle_limit), 0},
        {OTP_KIND_MISMATCH, OTP_KIND_HOTP_6, offsetof(otp_policy, kind), OTP_KIND_HOTP_8},
        {OTP_AUTOMATIC_RESYNC, OTP_KIND_HOTP_6, offsetof(otp_policy, throttle_limit), 3},
        {OTP_WINDOW_TOO_WIDE, OTP_KIND_HOTP_6, offsetof(otp_policy, hotp_resync_window), UINT32_MAX},
        {OTP_ODDS, OTP_KIND_HOTP_6, offsetof(otp_policy, hotp_look_ahead), 100},
        {OTP_OK, OTP_KIND_HOTP_6, offsetof(otp_policy, hotp_look_ahead), 99},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        otp_policy policy;
        otp_token *made = NULL;
        EXPECT(OTP_OK, otp_policy_default(cases[i].kind, OTP_PROFILE_DUO, &policy));
        memcpy((uint8_t *)&policy + cases[i].field, &cases[i].value, sizeof cases[i].value);
        EXPECT(cases[i].expected, otp_token_new(cases[i].kind, &policy, RFC_SECRET, 20, &made));
        CHECK((made != NULL) == (cases[i].expected == OTP_OK));
        otp_token_free(made);
    }
}

int main(void)
{
    states();
    wrong_kinds();
    attempts();
    others();
    set_ups();
    return 0;
}
