/* What the contract page says of memory: outputs may overlap what was read, and nothing needs an alignment. */
#include "check.h"

/* Wherever the next state overlaps the stored one, it is the same as far from it. */
static void overlaps(void)
{
    otp_state state, expected, found;
    otp_token *token = make_token(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &state);
    EXPECT(OTP_OK, otp_verify(token, &state, NULL, RFC_CODES[3], 6, NOW, &expected));
    for (size_t at = 0; at <= 2 * sizeof state; at++) {
        uint8_t memory[3 * sizeof state];
        memcpy(memory + sizeof state, &state, sizeof state);
        EXPECT(OTP_OK, otp_verify(token, (const otp_state *)(const void *)(memory + sizeof state), NULL, RFC_CODES[3],
                                  6, NOW, (otp_state *)(void *)(memory + at)));
        memcpy(&found, memory + at, sizeof found);
        CHECK(memcmp(&found, &expected, sizeof found) == 0);
    }
    otp_token_free(token);
}

/* Each output may be its own input. */
static void in_place(void)
{
    otp_state state, fresh;
    otp_trail trail;
    otp_attempt attempt;
    otp_policy policy;
    otp_throttle_fields fields;
    char typed[] = "token 12345678";
    otp_token *token = make_token(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &fresh);
    state = fresh;
    EXPECT(OTP_OK, otp_state_check(&state, sizeof state, &state));
    CHECK(otp_state_equal(&state, &fresh));
    EXPECT(OTP_OK, otp_resync(token, &state, NULL, RFC_CODES, SIX, 2, NOW, &state));
    EXPECT(OTP_OK, otp_trail_clear(&trail));
    EXPECT(OTP_OK, otp_trail_check(&trail, sizeof trail, &trail));
    EXPECT(OTP_OK, otp_trail_push(&trail, RFC_CODES[2], 6, NOW, &trail));
    EXPECT(OTP_OK, otp_trail_push(&trail, RFC_CODES[3], 6, NOW, &trail));
    EXPECT(OTP_OK, otp_trail_resync(token, &state, NULL, &trail, 2, OTP_TRAIL_LIMIT, NOW, &state));
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
    EXPECT(OTP_OK, otp_throttle_unlock(&attempt.throttle));
    EXPECT(OTP_OK, otp_throttle_check(&attempt.throttle, sizeof attempt.throttle, &attempt.throttle));
    for (uint32_t attempts = 1; attempts <= 10; attempts++) {
        EXPECT(OTP_OK, otp_attempt_begin(&attempt.throttle, &policy, NOW, &attempt));
        EXPECT(OTP_OK, otp_throttle_read(&attempt.throttle, NOW, &fields));
        CHECK(fields.attempts == attempts);
    }
    CHECK(fields.lock == OTP_LOCK_TIMED && fields.retry_after == 60);
    EXPECT(OTP_LOCKED, otp_attempt_begin(&attempt.throttle, &policy, NOW + 59, &attempt));
    EXPECT(OTP_OK, otp_throttle_read(&attempt.throttle, NOW + 60, &fields));
    CHECK(fields.lock == OTP_LOCK_NONE && fields.retry_after == 0);
    EXPECT(OTP_OK, otp_serial_parse(typed, strlen(typed), typed, sizeof typed));
    CHECK(strcmp(typed, "12345678") == 0);
    otp_token_free(token);
}

/* Structs and arrays at odd addresses, as a packed row has them. */
static void unaligned(void)
{
    uint8_t memory[1 + sizeof(otp_policy)], places[1 + sizeof(size_t)];
    uint8_t codes[1 + 2 * sizeof(char *)], lengths[1 + 2 * sizeof(size_t)], handle[1 + sizeof(otp_token *)];
    otp_policy *policy = (otp_policy *)(void *)(memory + 1);
    size_t *place = (size_t *)(void *)(places + 1);
    otp_token **token_out = (otp_token **)(void *)(handle + 1);
    const char *const *odd_codes = (const char *const *)(const void *)(codes + 1);
    const size_t *odd_lengths = (const size_t *)(const void *)(lengths + 1);
    otp_token *token;
    otp_state state;
    size_t found;
    memcpy(codes + 1, RFC_CODES, 2 * sizeof(char *));
    memcpy(lengths + 1, SIX, 2 * sizeof(size_t));
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, policy));
    EXPECT(OTP_OK, otp_token_new(OTP_KIND_HOTP_6, policy, RFC_SECRET, 20, token_out));
    memcpy(&token, handle + 1, sizeof token);
    EXPECT(OTP_OK, otp_state_hotp(0, &state));
    EXPECT(OTP_OK, otp_lookup((otp_token *const *)(const void *)token_out, &state, 1, odd_codes, odd_lengths, 2,
                              NOW, place));
    memcpy(&found, places + 1, sizeof found);
    CHECK(found == 0);
    EXPECT(OTP_OK, otp_resync(token, &state, NULL, odd_codes, odd_lengths, 2, NOW, &state));
    otp_token_free(token);
}

int main(void)
{
    overlaps();
    in_place();
    unaligned();
    return 0;
}
