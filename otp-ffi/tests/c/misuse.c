/* Every misuse is answered: NULL in every position, lengths and counts out of range, numbers that stand for nothing. */
#include "check.h"

static otp_policy policy;
static otp_state hotp;
static otp_throttle throttle;
static otp_trail trail;
static otp_attempt attempt;
static otp_token *token;

/* Where all answers would go. */
static struct {
    otp_policy policy;
    otp_token *token;
    otp_state state;
    otp_state_fields state_fields;
    otp_throttle throttle;
    otp_throttle_fields throttle_fields;
    otp_attempt attempt;
    otp_trail trail;
    size_t place;
    char text[OTP_SERIAL_CAP];
} out;

/* NULL in every position but `attempt`. */
static void nulls(void)
{
    const char *const *codes = RFC_CODES;
    const char *holed[3] = {"755224", NULL, "359152"};
    otp_token *tokens[2] = {token, NULL};
    const otp_state states[2] = {hotp, hotp};
    const char *code = RFC_CODES[0];
    otp_state fresh;
    otp_token *clock = make_token(OTP_KIND_TOTP_6, OTP_PROFILE_RFC, &fresh);

    EXPECT(OTP_NULL, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, NULL));

    EXPECT(OTP_NULL, otp_token_new(OTP_KIND_HOTP_6, NULL, RFC_SECRET, 20, &out.token));
    EXPECT(OTP_NULL, otp_token_new(OTP_KIND_HOTP_6, &policy, NULL, 20, &out.token));
    EXPECT(OTP_NULL, otp_token_new(OTP_KIND_HOTP_6, &policy, NULL, 0, &out.token));
    EXPECT(OTP_NULL, otp_token_new(OTP_KIND_HOTP_6, &policy, RFC_SECRET, 20, NULL));
    EXPECT(OTP_NULL, otp_token_new_short(OTP_KIND_HOTP_6, NULL, RFC_SECRET, 10, &out.token));
    EXPECT(OTP_NULL, otp_token_new_short(OTP_KIND_HOTP_6, &policy, NULL, 10, &out.token));
    EXPECT(OTP_NULL, otp_token_new_short(OTP_KIND_HOTP_6, &policy, RFC_SECRET, 10, NULL));
    EXPECT(OTP_NULL, otp_yubikey_new(NULL, RFC_SECRET, &out.token));
    EXPECT(OTP_NULL, otp_yubikey_new(RFC_SECRET, NULL, &out.token));
    EXPECT(OTP_NULL, otp_yubikey_new(RFC_SECRET, RFC_SECRET, NULL));
    otp_token_free(NULL);

    EXPECT(OTP_NULL, otp_state_hotp(0, NULL));
    EXPECT(OTP_NULL, otp_state_totp(0, 0, 0, NULL));
    EXPECT(OTP_NULL, otp_state_yubikey(0, 0, NULL));
    EXPECT(OTP_NULL, otp_state_reset_clock(NULL, NOW, &out.state));
    EXPECT(OTP_NULL, otp_state_reset_clock(clock, NOW, NULL));
    EXPECT(OTP_NULL, otp_state_check(NULL, 24, &out.state));
    EXPECT(OTP_NULL, otp_state_check(NULL, 0, &out.state));
    EXPECT(OTP_NULL, otp_state_check(&hotp, sizeof hotp, NULL));
    EXPECT(OTP_NULL, otp_state_read(NULL, &out.state_fields));
    EXPECT(OTP_NULL, otp_state_read(&hotp, NULL));
    CHECK(!otp_state_equal(NULL, &hotp) && !otp_state_equal(&hotp, NULL) && !otp_state_equal(NULL, NULL));

    EXPECT(OTP_NULL, otp_throttle_unlock(NULL));
    EXPECT(OTP_NULL, otp_throttle_check(NULL, 16, &out.throttle));
    EXPECT(OTP_NULL, otp_throttle_check(&throttle, sizeof throttle, NULL));
    EXPECT(OTP_NULL, otp_throttle_read(NULL, NOW, &out.throttle_fields));
    EXPECT(OTP_NULL, otp_throttle_read(&throttle, NOW, NULL));
    EXPECT(OTP_NULL, otp_attempt_begin(NULL, &policy, NOW, &out.attempt));
    EXPECT(OTP_NULL, otp_attempt_begin(&throttle, NULL, NOW, &out.attempt));
    EXPECT(OTP_NULL, otp_attempt_begin(&throttle, &policy, NOW, NULL));

    EXPECT(OTP_NULL, otp_input_check(NULL, codes, SIX, 1));
    EXPECT(OTP_NULL, otp_input_check(token, NULL, SIX, 1));
    EXPECT(OTP_NULL, otp_input_check(token, codes, NULL, 1));
    EXPECT(OTP_NULL, otp_input_check(token, holed, SIX, 3));
    EXPECT(OTP_NULL, otp_verify(NULL, &hotp, &attempt, code, 6, NOW, &out.state));
    EXPECT(OTP_NULL, otp_verify(token, NULL, &attempt, code, 6, NOW, &out.state));
    EXPECT(OTP_NULL, otp_verify(token, &hotp, &attempt, NULL, 6, NOW, &out.state));
    EXPECT(OTP_NULL, otp_verify(token, &hotp, &attempt, NULL, 0, NOW, &out.state));
    EXPECT(OTP_NULL, otp_verify(token, &hotp, &attempt, code, 6, NOW, NULL));
    EXPECT(OTP_NULL, otp_resync(NULL, &hotp, &attempt, codes, SIX, 2, NOW, &out.state));
    EXPECT(OTP_NULL, otp_resync(token, NULL, &attempt, codes, SIX, 2, NOW, &out.state));
    EXPECT(OTP_NULL, otp_resync(token, &hotp, &attempt, NULL, SIX, 2, NOW, &out.state));
    EXPECT(OTP_NULL, otp_resync(token, &hotp, &attempt, codes, NULL, 2, NOW, &out.state));
    EXPECT(OTP_NULL, otp_resync(token, &hotp, &attempt, holed, SIX, 2, NOW, &out.state));
    EXPECT(OTP_NULL, otp_resync(token, &hotp, &attempt, codes, SIX, 2, NOW, NULL));

    EXPECT(OTP_NULL, otp_trail_clear(NULL));
    EXPECT(OTP_NULL, otp_trail_check(NULL, 52, &out.trail));
    EXPECT(OTP_NULL, otp_trail_check(&trail, sizeof trail, NULL));
    EXPECT(OTP_NULL, otp_trail_push(NULL, code, 6, NOW, &out.trail));
    EXPECT(OTP_NULL, otp_trail_push(&trail, NULL, 6, NOW, &out.trail));
    EXPECT(OTP_NULL, otp_trail_push(&trail, code, 6, NOW, NULL));
    EXPECT(OTP_NULL, otp_trail_ready(NULL, &trail, 2, 300, NOW));
    EXPECT(OTP_NULL, otp_trail_ready(token, NULL, 2, 300, NOW));
    EXPECT(OTP_NULL, otp_trail_resync(NULL, &hotp, &attempt, &trail, 2, 300, NOW, &out.state));
    EXPECT(OTP_NULL, otp_trail_resync(token, NULL, &attempt, &trail, 2, 300, NOW, &out.state));
    EXPECT(OTP_NULL, otp_trail_resync(token, &hotp, &attempt, NULL, 2, 300, NOW, &out.state));
    EXPECT(OTP_NULL, otp_trail_resync(token, &hotp, &attempt, &trail, 2, 300, NOW, NULL));

    EXPECT(OTP_NULL, otp_lookup(NULL, states, 1, codes, SIX, 2, NOW, &out.place));
    EXPECT(OTP_NULL, otp_lookup(tokens, NULL, 1, codes, SIX, 2, NOW, &out.place));
    EXPECT(OTP_NULL, otp_lookup(tokens, states, 1, NULL, SIX, 2, NOW, &out.place));
    EXPECT(OTP_NULL, otp_lookup(tokens, states, 1, codes, NULL, 2, NOW, &out.place));
    EXPECT(OTP_NULL, otp_lookup(tokens, states, 1, holed, SIX, 2, NOW, &out.place));
    EXPECT(OTP_NULL, otp_lookup(tokens, states, 1, codes, SIX, 2, NOW, NULL));
    EXPECT(OTP_NULL, otp_lookup(tokens, states, 2, codes, SIX, 2, NOW, &out.place));

    EXPECT(OTP_NULL, otp_serial_parse(NULL, 7, out.text, sizeof out.text));
    EXPECT(OTP_NULL, otp_serial_parse("token 1", 7, NULL, sizeof out.text));
    EXPECT(OTP_NULL, otp_public_id_parse(NULL, 32, out.text, sizeof out.text));
    EXPECT(OTP_NULL, otp_public_id_parse("cccccccccccccccccccccccccccccccc", 32, NULL, sizeof out.text));
    otp_token_free(clock);
}

/* Lengths and counts: zero, one too many, and more than any object has. */
static void lengths(void)
{
    otp_token *tokens[1];
    const size_t zero[1] = {0}, huge[2] = {6, SIZE_MAX}, mixed_lengths[2] = {6, 8};
    const char *const mixed[2] = {"359152", "00969429"}; /* the third and fourth code, one of them padded */
    char *six = (char *)exact("755224", 6), *long_secret = (char *)calloc(1025, 1);
    otp_state *half = (otp_state *)exact(&hotp, 23);
    char three[3];
    tokens[0] = token;
    CHECK(long_secret != NULL);

    EXPECT(OTP_SECRET_TOO_SHORT, otp_token_new(OTP_KIND_HOTP_6, &policy, six, 0, &out.token));
    EXPECT(OTP_SECRET_TOO_SHORT, otp_token_new(OTP_KIND_HOTP_6, &policy, RFC_SECRET, 15, &out.token));
    EXPECT(OTP_SECRET_TOO_SHORT, otp_token_new_short(OTP_KIND_HOTP_6, &policy, RFC_SECRET, 9, &out.token));
    EXPECT(OTP_SECRET_TOO_LONG, otp_token_new(OTP_KIND_HOTP_6, &policy, long_secret, 1025, &out.token));
    EXPECT(OTP_LENGTH, otp_token_new(OTP_KIND_HOTP_6, &policy, six, SIZE_MAX, &out.token));

    EXPECT(OTP_STATE_LENGTH, otp_state_check(half, 0, &out.state));
    EXPECT(OTP_STATE_LENGTH, otp_state_check(half, 23, &out.state));
    EXPECT(OTP_STATE_LENGTH, otp_state_check(long_secret, 25, &out.state));
    EXPECT(OTP_LENGTH, otp_state_check(half, SIZE_MAX, &out.state));
    EXPECT(OTP_THROTTLE_BYTES, otp_throttle_check(half, 15, &out.throttle));
    EXPECT(OTP_LENGTH, otp_throttle_check(half, SIZE_MAX, &out.throttle));
    EXPECT(OTP_TRAIL_BYTES, otp_trail_check(long_secret, 51, &out.trail));
    EXPECT(OTP_LENGTH, otp_trail_check(half, SIZE_MAX, &out.trail));

    EXPECT(OTP_CODE_LENGTH, otp_verify(token, &hotp, &attempt, six, 0, NOW, &out.state));
    EXPECT(OTP_CODE_LENGTH, otp_verify(token, &hotp, &attempt, six, 5, NOW, &out.state));
    EXPECT(OTP_WRONG_LENGTH, otp_verify(token, &hotp, &attempt, "7552240", 7, NOW, &out.state));
    EXPECT(OTP_CODE_LENGTH, otp_verify(token, &hotp, &attempt, "755224000", 9, NOW, &out.state));
    EXPECT(OTP_LENGTH, otp_verify(token, &hotp, &attempt, six, SIZE_MAX, NOW, &out.state));
    EXPECT(OTP_LENGTH, otp_trail_push(&trail, six, SIZE_MAX, NOW, &out.trail));
    EXPECT(OTP_CODE_LENGTH, otp_input_check(token, RFC_CODES, zero, 1));
    EXPECT(OTP_LENGTH, otp_input_check(token, RFC_CODES, huge, 2));
    EXPECT(OTP_LENGTH, otp_resync(token, &hotp, &attempt, RFC_CODES, huge, 2, NOW, &out.state));
    EXPECT(OTP_LENGTH, otp_lookup(tokens, &hotp, 1, RFC_CODES, huge, 2, NOW, &out.place));

    /* So many codes are not even read: there are ten, and three lengths. */
    EXPECT(OTP_WRONG_COUNT, otp_input_check(token, RFC_CODES, SIX, 0));
    EXPECT(OTP_WRONG_COUNT, otp_input_check(token, RFC_CODES, SIX, 1000000));
    EXPECT(OTP_WRONG_COUNT, otp_resync(token, &hotp, &attempt, RFC_CODES, SIX, 0, NOW, &out.state));
    EXPECT(OTP_WRONG_COUNT, otp_resync(token, &hotp, &attempt, RFC_CODES, SIX, 1, NOW, &out.state));
    EXPECT(OTP_WRONG_COUNT, otp_resync(token, &hotp, &attempt, RFC_CODES, SIX, 1000000, NOW, &out.state));
    EXPECT(OTP_LENGTH, otp_resync(token, &hotp, &attempt, RFC_CODES, SIX, SIZE_MAX, NOW, &out.state));
    EXPECT(OTP_WRONG_COUNT, otp_trail_ready(token, &trail, 0, 300, NOW));
    EXPECT(OTP_WRONG_COUNT, otp_trail_ready(token, &trail, SIZE_MAX, 300, NOW));
    EXPECT(OTP_TRAIL_VOID, otp_trail_ready(token, &trail, 2, 300, NOW));
    EXPECT(OTP_WRONG_COUNT, otp_trail_resync(token, &hotp, &attempt, &trail, 0, 300, NOW, &out.state));
    EXPECT(OTP_WRONG_COUNT, otp_trail_resync(token, &hotp, &attempt, &trail, SIZE_MAX, 300, NOW, &out.state));
    EXPECT(OTP_TRAIL_VOID, otp_trail_resync(token, &hotp, &attempt, &trail, 2, 300, NOW, &out.state));
    EXPECT(OTP_WRONG_COUNT, otp_lookup(tokens, &hotp, 1, RFC_CODES, SIX, 1, NOW, &out.place));
    EXPECT(OTP_WRONG_COUNT, otp_lookup(tokens, &hotp, 1, RFC_CODES, SIX, 4, NOW, &out.place));
    EXPECT(OTP_WRONG_LENGTH, otp_lookup(tokens, &hotp, 1, mixed, mixed_lengths, 2, NOW, &out.place));
    EXPECT(OTP_LENGTH, otp_lookup(tokens, &hotp, SIZE_MAX, RFC_CODES, SIX, 2, NOW, &out.place));
    EXPECT(OTP_NO_MATCH, otp_lookup(tokens, &hotp, 0, RFC_CODES, SIX, 2, NOW, &out.place));

    EXPECT(OTP_SERIAL_PREFIX, otp_serial_parse(six, 0, out.text, sizeof out.text));
    EXPECT(OTP_SERIAL_PREFIX, otp_serial_parse(six, 6, out.text, sizeof out.text));
    EXPECT(OTP_SERIAL_LENGTH, otp_serial_parse("token ", 6, out.text, sizeof out.text));
    EXPECT(OTP_LENGTH, otp_serial_parse(six, SIZE_MAX, out.text, sizeof out.text));
    EXPECT(OTP_BUFFER_TOO_SMALL, otp_serial_parse("token 12", 8, out.text, 0));
    EXPECT(OTP_BUFFER_TOO_SMALL, otp_serial_parse("token 12", 8, out.text, 2));
    EXPECT(OTP_OK, otp_serial_parse("token 12", 8, three, sizeof three));
    EXPECT(OTP_OTP_LENGTH, otp_public_id_parse(six, 6, out.text, sizeof out.text));
    EXPECT(OTP_LENGTH, otp_public_id_parse(six, SIZE_MAX, out.text, sizeof out.text));
    EXPECT(OTP_BUFFER_TOO_SMALL, otp_public_id_parse("dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh", 40, out.text, 8));

    free(half);
    free(long_secret);
    free(six);
}

/* Numbers that stand for nothing, in every enum that comes in. */
static void numbers(void)
{
    static const uint32_t unknown[] = {0, 7, 255, 256, 0x10001, UINT32_MAX};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        otp_policy changed = policy;
        EXPECT(OTP_UNKNOWN_NUMBER, otp_policy_default(unknown[i], OTP_PROFILE_RFC, &out.policy));
        EXPECT(OTP_UNKNOWN_NUMBER, otp_policy_default(OTP_KIND_HOTP_6, unknown[i], &out.policy));
        EXPECT(OTP_UNKNOWN_NUMBER, otp_token_new(unknown[i], &policy, RFC_SECRET, 20, &out.token));
        EXPECT(OTP_UNKNOWN_NUMBER, otp_token_new_short(unknown[i], &policy, RFC_SECRET, 20, &out.token));
        changed.kind = unknown[i];
        EXPECT(OTP_UNKNOWN_NUMBER, otp_token_new(OTP_KIND_HOTP_6, &changed, RFC_SECRET, 20, &out.token));
        EXPECT(OTP_UNKNOWN_NUMBER, otp_attempt_begin(&throttle, &changed, NOW, &out.attempt));
        changed = policy;
        changed.algorithm = unknown[i];
        EXPECT(OTP_UNKNOWN_NUMBER, otp_token_new(OTP_KIND_HOTP_6, &changed, RFC_SECRET, 20, &out.token));
        changed = policy;
        changed.resync = unknown[i];
        EXPECT(OTP_UNKNOWN_NUMBER, otp_token_new(OTP_KIND_HOTP_6, &changed, RFC_SECRET, 20, &out.token));
        changed = policy;
        changed.in_two_requests = unknown[i] | 2;
        EXPECT(OTP_UNKNOWN_NUMBER, otp_attempt_begin(&throttle, &changed, NOW, &out.attempt));
        changed = policy;
        changed.automatic = unknown[i] | 4;
        EXPECT(OTP_UNKNOWN_NUMBER, otp_token_new(OTP_KIND_HOTP_6, &changed, RFC_SECRET, 20, &out.token));
        EXPECT(OTP_UNKNOWN_NUMBER, otp_state_totp(unknown[i] | 2, 1, 0, &out.state));
        CHECK(strcmp(otp_result_message(unknown[i] | 512), "unknown result") == 0);
    }
    EXPECT(OTP_STATE_FIELD, otp_state_totp(0, 1, 0, &out.state));
    EXPECT(OTP_USAGE_COUNTER, otp_state_yubikey(0x8000, 0, &out.state));
}

/* The end of every range. What is sound there is answered as everywhere else. */
static void ends(void)
{
    otp_token *tokens[1];
    otp_state state, fresh;
    otp_trail full;
    otp_throttle_fields fields;
    otp_attempt begun;
    char text[OTP_SERIAL_CAP];
    otp_token *clock = make_token(OTP_KIND_TOTP_6, OTP_PROFILE_RFC, &fresh);
    tokens[0] = token;
    EXPECT(OTP_OK, otp_serial_parse("token 12", 8, text, SIZE_MAX));
    EXPECT(OTP_OK, otp_public_id_parse("dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh", 40, text, SIZE_MAX));
    EXPECT(OTP_OK, otp_state_hotp(UINT64_MAX, &state));
    EXPECT(OTP_NO_MATCH, otp_verify(token, &state, NULL, "755224", 6, UINT64_MAX, &out.state));
    EXPECT(OTP_NO_MATCH, otp_resync(token, &state, NULL, RFC_CODES, SIX, 3, UINT64_MAX, &out.state));
    EXPECT(OTP_NO_MATCH, otp_lookup(tokens, &state, 1, RFC_CODES, SIX, 2, UINT64_MAX, &out.place));
    EXPECT(OTP_WRONG_COUNT, otp_lookup(tokens, &state, 1, RFC_CODES, SIX, 0, NOW, &out.place));
    EXPECT(OTP_LENGTH, otp_lookup(tokens, &state, 1, RFC_CODES, SIX, SIZE_MAX, NOW, &out.place));
    EXPECT(OTP_OK, otp_state_totp(1, UINT64_MAX, INT32_MIN, &state));
    EXPECT(OTP_BEHIND_LAST_ACCEPTED, otp_verify(clock, &state, NULL, "755224", 6, UINT64_MAX, &out.state));
    EXPECT(OTP_OK, otp_state_reset_clock(clock, UINT64_MAX, &state));
    EXPECT(OTP_STATE_FIELD, otp_state_totp(0, UINT64_MAX, INT32_MIN, &out.state));
    EXPECT(OTP_USAGE_COUNTER, otp_state_yubikey(UINT16_MAX, UINT8_MAX, &out.state));
    EXPECT(OTP_OK, otp_throttle_read(&throttle, UINT64_MAX, &fields));
    EXPECT(OTP_OK, otp_attempt_begin(&throttle, &policy, UINT64_MAX, &begun));
    EXPECT(OTP_OK, otp_trail_push(&trail, "755224", 6, UINT64_MAX, &full));
    EXPECT(OTP_OK, otp_trail_push(&full, "755224", 6, UINT64_MAX, &full));
    EXPECT(OTP_TRAIL_VOID, otp_trail_ready(token, &full, 2, UINT64_MAX, NOW));
    EXPECT(OTP_OK, otp_trail_ready(token, &full, 2, UINT64_MAX, UINT64_MAX));
    EXPECT(OTP_TRAIL_VOID, otp_trail_resync(token, &hotp, NULL, &full, 2, UINT64_MAX, NOW, &out.state));
    EXPECT(OTP_NO_MATCH, otp_trail_resync(token, &hotp, NULL, &full, 2, UINT64_MAX, UINT64_MAX, &out.state));
    EXPECT(OTP_CODE_LENGTH, otp_trail_push(&trail, "", 0, NOW, &out.trail));
    EXPECT(OTP_LENGTH, otp_input_check(token, RFC_CODES, SIX, SIZE_MAX));
    EXPECT(OTP_SECRET_TOO_SHORT, otp_token_new_short(OTP_KIND_HOTP_6, &policy, "", 0, &out.token));
    EXPECT(OTP_LENGTH, otp_token_new_short(OTP_KIND_HOTP_6, &policy, RFC_SECRET, SIZE_MAX, &out.token));
    EXPECT(OTP_THROTTLE_BYTES, otp_throttle_check(&throttle, 0, &out.throttle));
    EXPECT(OTP_TRAIL_BYTES, otp_trail_check(&trail, 0, &out.trail));
    EXPECT(OTP_OTP_LENGTH, otp_public_id_parse("", 0, out.text, sizeof out.text));
    EXPECT(OTP_BUFFER_TOO_SMALL, otp_public_id_parse("dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh", 40, out.text, 0));
    otp_token_free(clock);
}

/* Runs one group. It writes no output, and spends no attempt. */
static void changes_nothing(void (*group)(void))
{
    const otp_attempt before = attempt;
    const uint8_t *bytes = (const uint8_t *)&out;
    memset(&out, 0xA5, sizeof out);
    group();
    for (size_t at = 0; at < sizeof out; at++) {
        CHECK(bytes[at] == 0xA5);
    }
    CHECK(memcmp(&attempt, &before, sizeof attempt) == 0);
}

int main(void)
{
    attempt = make_attempt();
    token = make_token(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &hotp);
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
    EXPECT(OTP_OK, otp_throttle_unlock(&throttle));
    EXPECT(OTP_OK, otp_trail_clear(&trail));
    changes_nothing(nulls);
    changes_nothing(lengths);
    changes_nothing(numbers);
    changes_nothing(ends);

    /* The attempt is still good for a verdict. */
    EXPECT(OTP_OK, otp_verify(token, &hotp, &attempt, RFC_CODES[0], 6, NOW, &out.state));
    otp_token_free(token);
    return 0;
}
