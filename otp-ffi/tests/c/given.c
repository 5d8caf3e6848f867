/* What each function gives, field by field, and every refusal under its own number. */
#include "check.h"

static void states(void)
{
    otp_state state;
    otp_state_fields fields;
    EXPECT(OTP_OK, otp_state_hotp(UINT64_MAX, &state));
    EXPECT(OTP_OK, otp_state_read(&state, &fields));
    CHECK(fields.family == OTP_FAMILY_HOTP && fields.counter == UINT64_MAX && fields.has_last == 0);
    EXPECT(OTP_OK, otp_state_totp(1, 77, -3, &state));
    EXPECT(OTP_OK, otp_state_read(&state, &fields));
    CHECK(fields.family == OTP_FAMILY_TOTP && fields.has_last == 1 && fields.last_accepted == 77);
    CHECK(fields.drift == -3 && fields.counter == 0);
    EXPECT(OTP_OK, otp_state_yubikey(0x7fff, 0xff, &state));
    EXPECT(OTP_OK, otp_state_read(&state, &fields));
    CHECK(fields.family == OTP_FAMILY_YUBIKEY && fields.usage == 0x7fff && fields.session_use == 0xff);
    CHECK(fields.reserved == 0 && fields.drift == 0);
}

static void clocks(void)
{
    otp_state state, reset;
    otp_state_fields fields;
    otp_policy policy;
    otp_token *token = NULL;
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_TOTP_6, OTP_PROFILE_RFC, &policy));
    policy.totp_t0 = 60;
    EXPECT(OTP_OK, otp_token_new(OTP_KIND_TOTP_6, &policy, RFC_SECRET, 20, &token));
    EXPECT(OTP_OK, otp_state_reset_clock(token, 60 + 10 * 30, &reset));
    EXPECT(OTP_OK, otp_state_read(&reset, &fields));
    CHECK(fields.has_last == 1 && fields.last_accepted == 10 && fields.drift == 0);
    EXPECT(OTP_BEFORE_T0, otp_state_reset_clock(token, 59, &reset));
    EXPECT(OTP_OK, otp_state_totp(0, 0, 0, &state));
    EXPECT(OTP_BEFORE_T0, otp_verify(token, &state, NULL, "000000", 6, 59, &state));
    /* The server's clock ran ahead, so every step of the window is spent. */
    EXPECT(OTP_OK, otp_state_totp(1, 1000, 0, &state));
    EXPECT(OTP_BEHIND_LAST_ACCEPTED, otp_verify(token, &state, NULL, "000000", 6, 60 + 10 * 30, &state));
    EXPECT(OTP_NO_MATCH, otp_verify(token, &state, NULL, "000000", 6, UINT64_MAX, &state));
    otp_token_free(token);
}

/* A short lock, doubled once, then none that ends. */
static void throttles(void)
{
    otp_policy policy;
    otp_throttle throttle;
    otp_throttle_fields fields;
    otp_attempt attempt;
    const uint64_t locks[] = {0, 5, 10, 15};
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
    CHECK(policy.throttle_limit == 10 && policy.throttle_first_lock == 60);
    CHECK(policy.throttle_longest_lock == 3600 && policy.throttle_stop == 100);
    policy.throttle_limit = 2;
    policy.throttle_first_lock = 5;
    policy.throttle_longest_lock = 15;
    policy.throttle_stop = 5;
    EXPECT(OTP_OK, otp_throttle_unlock(&throttle));
    for (uint32_t i = 0; i < 4; i++) {
        uint64_t now = NOW + 100 * i;
        EXPECT(OTP_OK, otp_attempt_begin(&throttle, &policy, now, &attempt));
        throttle = attempt.throttle;
        EXPECT(OTP_OK, otp_throttle_read(&throttle, now, &fields));
        CHECK(fields.attempts == i + 1 && fields.retry_after == locks[i]);
        CHECK(fields.lock == (locks[i] == 0 ? OTP_LOCK_NONE : OTP_LOCK_TIMED));
    }
    EXPECT(OTP_OK, otp_attempt_begin(&throttle, &policy, NOW + 1000, &attempt));
    EXPECT(OTP_OK, otp_throttle_read(&attempt.throttle, UINT64_MAX, &fields));
    CHECK(fields.attempts == 5 && fields.lock == OTP_LOCK_STOPPED && fields.retry_after == 0);
    EXPECT(OTP_LOCKED, otp_attempt_begin(&attempt.throttle, &policy, UINT64_MAX, &attempt));
}

/* The rows of the rules that a caller looks at. */
static void policies(void)
{
    otp_policy policy;
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_8, OTP_PROFILE_DUO, &policy));
    CHECK(policy.kind == OTP_KIND_HOTP_8 && policy.algorithm == OTP_ALGORITHM_SHA1);
    CHECK(policy.hotp_look_ahead == 20 && policy.hotp_resync_window == 1000);
    CHECK(policy.resync == OTP_RESYNC_THREE && policy.automatic == 3 && policy.in_two_requests == 0);
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_TOTP_8, OTP_PROFILE_PINGONE, &policy));
    CHECK(policy.totp_step == 30 && policy.totp_t0 == 0 && policy.totp_behind == 1 && policy.totp_ahead == 1);
    CHECK(policy.totp_resync_behind == 2880 && policy.totp_resync_ahead == 2880);
    CHECK(policy.resync == OTP_RESYNC_TWO && policy.automatic == 0 && policy.in_two_requests == 1);
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_TOTP_6, OTP_PROFILE_DUO, &policy));
    CHECK(policy.resync == OTP_RESYNC_NOT_SUPPORTED);
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_DUO_D100, OTP_PROFILE_RFC, &policy));
    CHECK(policy.resync == OTP_RESYNC_TWO_OR_THREE && policy.hotp_look_ahead == 20);
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_YUBIKEY, OTP_PROFILE_RFC, &policy));
    CHECK(policy.resync == OTP_RESYNC_NOT_NEEDED && policy.version == 1 && policy.reserved == 0);
}

/* Exactly the limit is young enough, whatever it is, and nothing comes from the future. */
static void trails(void)
{
    static const struct { uint64_t limit, age; otp_result expected; } cases[] = {
        {300, 300, OTP_OK}, {300, 301, OTP_TRAIL_VOID}, {0, 0, OTP_OK}, {0, 1, OTP_TRAIL_VOID},
        {1000, 1000, OTP_OK}, {UINT64_MAX, NOW, OTP_OK}};
    otp_state fresh, next, expected;
    otp_trail trail;
    otp_token *token = make_token(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &fresh);
    EXPECT(OTP_OK, otp_state_hotp(6, &expected));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t now = NOW, then = now - cases[i].age;
        EXPECT(OTP_OK, otp_trail_clear(&trail));
        EXPECT(OTP_OK, otp_trail_push(&trail, RFC_CODES[4], 6, then, &trail));
        EXPECT(OTP_OK, otp_trail_push(&trail, RFC_CODES[5], 6, now, &trail));
        EXPECT(cases[i].expected, otp_trail_ready(token, &trail, 2, cases[i].limit, now));
        EXPECT(cases[i].expected, otp_trail_resync(token, &fresh, NULL, &trail, 2, cases[i].limit, now, &next));
        CHECK(cases[i].expected != OTP_OK || otp_state_equal(&next, &expected));
        EXPECT(OTP_TRAIL_VOID, otp_trail_resync(token, &fresh, NULL, &trail, 3, UINT64_MAX, now, &next));
        EXPECT(OTP_TRAIL_VOID, otp_trail_resync(token, &fresh, NULL, &trail, 2, UINT64_MAX, now - 1, &next));
    }
    EXPECT(OTP_OK, otp_trail_push(&trail, "84755224", 8, NOW, &trail));
    EXPECT(OTP_WRONG_LENGTH, otp_trail_ready(token, &trail, 2, 300, NOW));
    EXPECT(OTP_WRONG_LENGTH, otp_trail_resync(token, &fresh, NULL, &trail, 2, 300, NOW, &next));
    otp_token_free(token);
}

/* A pair that is made up would fit one of so many places with odds above 1 in 1000. */
static void crowds(void)
{
    enum { MANY = 100000 };
    static otp_token *tokens[MANY];
    static otp_state states[MANY];
    otp_state fresh;
    otp_policy policy;
    otp_token *wide = NULL;
    size_t place = 99;
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
    policy.hotp_resync_window = 10000;
    EXPECT(OTP_OK, otp_token_new(OTP_KIND_HOTP_6, &policy, RFC_SECRET, 20, &wide));
    EXPECT(OTP_OK, otp_state_hotp(0, &fresh));
    for (size_t i = 0; i < MANY; i++) {
        tokens[i] = wide;
        states[i] = fresh;
    }
    EXPECT(OTP_ODDS, otp_lookup(tokens, states, MANY, RFC_CODES, SIX, 2, NOW, &place));
    CHECK(place == 99);
    otp_token_free(wide);
}

static void lookups(void)
{
    otp_state states[3], fresh;
    otp_policy policy;
    otp_token *duo = make_token(OTP_KIND_HOTP_6, OTP_PROFILE_DUO, &fresh), *other = NULL;
    otp_token *tokens[3];
    size_t place = 99;
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
    EXPECT(OTP_OK, otp_token_new_short(OTP_KIND_HOTP_6, &policy, "0987654321", 10, &other));
    tokens[0] = tokens[2] = other;
    tokens[1] = duo;
    states[0] = states[1] = states[2] = fresh;
    /* Two codes, though the token's own profile resyncs with three. */
    EXPECT(OTP_OK, otp_lookup(tokens, states, 3, RFC_CODES + 4, SIX, 2, NOW, &place));
    CHECK(place == 1);
    EXPECT(OTP_OK, otp_lookup(tokens, states, 3, RFC_CODES + 4, SIX, 3, NOW, &place));
    tokens[2] = duo;
    EXPECT(OTP_AMBIGUOUS, otp_lookup(tokens, states, 3, RFC_CODES, SIX, 2, NOW, &place));
    EXPECT(OTP_NO_MATCH, otp_lookup(tokens, states, 1, RFC_CODES, SIX, 2, NOW, &place));
    CHECK(place == 1);
    otp_token_free(duo);
    otp_token_free(other);
}

/* What cannot be read, by what is wrong with it. */
static void inputs(void)
{
    static const char *const bad_digit[2] = {"75522a", "287082"}, *const bad_otp[1] = {
        "dteffujehknhfjbrjnlnldnhcujvddbikngjrtgH"};
    static const size_t forty[1] = {40}, odd[1] = {39};
    char text[OTP_SERIAL_CAP];
    otp_state state;
    otp_token *hotp = make_token(OTP_KIND_HOTP_6, OTP_PROFILE_DUO, &state);
    otp_token *yubikey = make_token(OTP_KIND_YUBIKEY, OTP_PROFILE_RFC, &state);
    otp_token *totp = make_token(OTP_KIND_TOTP_6, OTP_PROFILE_DUO, &state);
    EXPECT(OTP_OK, otp_input_check(hotp, RFC_CODES, SIX, 1));
    EXPECT(OTP_OK, otp_input_check(hotp, RFC_CODES, SIX, 3));
    EXPECT(OTP_WRONG_COUNT, otp_input_check(hotp, RFC_CODES, SIX, 2));
    EXPECT(OTP_CODE_DIGIT, otp_input_check(hotp, bad_digit, SIX, 1));
    EXPECT(OTP_NOT_SUPPORTED, otp_input_check(totp, RFC_CODES, SIX, 2));
    EXPECT(OTP_NOT_SUPPORTED, otp_resync(totp, &state, NULL, RFC_CODES, SIX, 3, NOW, &state));
    EXPECT(OTP_NOT_NEEDED, otp_input_check(yubikey, RFC_CODES, SIX, 2));
    EXPECT(OTP_OTP_LENGTH, otp_input_check(yubikey, RFC_CODES, SIX, 1));
    EXPECT(OTP_OTP_LENGTH, otp_input_check(yubikey, bad_otp, odd, 1));
    EXPECT(OTP_OTP_MODHEX, otp_input_check(yubikey, bad_otp, forty, 1));
    EXPECT(OTP_SERIAL_CHARACTER, otp_serial_parse("token 12_34", 11, text, sizeof text));
    EXPECT(OTP_OK, otp_serial_parse("token 1234-abcd", 15, text, sizeof text));
    CHECK(strcmp(text, "1234-abcd") == 0);
    EXPECT(OTP_OK, otp_public_id_parse("cccccccccccccccccccccccccccccccc", 32, text, 1));
    CHECK(strcmp(text, "") == 0);
    CHECK(strcmp(otp_result_message(OTP_LOCKED), "locked") == 0);
    otp_token_free(hotp);
    otp_token_free(yubikey);
    otp_token_free(totp);
}

int main(void)
{
    states();
    clocks();
    throttles();
    policies();
    trails();
    lookups();
    crowds();
    inputs();
    return 0;
}
