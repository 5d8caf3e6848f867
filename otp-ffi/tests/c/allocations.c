/*
 * Every allocation fails in turn: an answer, no abort, no leak. Nothing on the way to a verdict allocates at all, and
 * what a token knew of its secret is gone when its memory is given back.
 *
 * Linked with the static library and --wrap for each function below, so that only its allocations and ours are seen.
 */
#include "check.h"

#ifdef __cplusplus
extern "C" {
#endif
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
int __real_posix_memalign(void **block, size_t alignment, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
int __wrap_posix_memalign(void **block, size_t alignment, size_t size);
void __wrap_free(void *block);
#ifdef __cplusplus
}
#endif

static long living;        /* blocks that are not given back */
static long until_failure; /* how many allocations still succeed; below 0, all */
static long asked;         /* how many were asked for */
static size_t last_size;

/* The next block to be given back, and what it held before. */
static const uint8_t *watched;
static uint8_t before[4096], after[4096];

static bool refused(size_t size)
{
    asked++;
    last_size = size;
    if (until_failure == 0) {
        return true;
    }
    until_failure--;
    living++;
    return false;
}

void *__wrap_malloc(size_t size) { return refused(size) ? NULL : __real_malloc(size); }
void *__wrap_calloc(size_t count, size_t size) { return refused(count * size) ? NULL : __real_calloc(count, size); }

void *__wrap_realloc(void *block, size_t size)
{
    void *moved = refused(size) ? NULL : __real_realloc(block, size);
    living -= moved != NULL && block != NULL;
    return moved;
}

int __wrap_posix_memalign(void **block, size_t alignment, size_t size)
{
    return refused(size) ? 12 /* ENOMEM */ : __real_posix_memalign(block, alignment, size);
}

void __wrap_free(void *block)
{
    if (block != NULL && block == watched) {
        memcpy(after, block, last_size);
    }
    living -= block != NULL;
    __real_free(block);
}

static otp_policy policy;

static otp_result make(const char *secret, otp_token **token_out)
{
    return otp_token_new(OTP_KIND_HOTP_6, &policy, secret, 20, token_out);
}

/* Fails the first allocation, the second, and so on, until a call needs no more. */
#define FAIL_EACH(call, undo)                                                                                          \
    do {                                                                                                               \
        long failing = 0;                                                                                              \
        for (;;) {                                                                                                     \
            long living_before = living;                                                                               \
            otp_result result;                                                                                         \
            until_failure = failing;                                                                                   \
            result = (call);                                                                                           \
            until_failure = -1;                                                                                        \
            if (result == OTP_OK) {                                                                                    \
                undo;                                                                                                  \
                CHECK(living == living_before);                                                                        \
                break;                                                                                                 \
            }                                                                                                          \
            EXPECT(OTP_NO_MEMORY, result);                                                                             \
            CHECK(living == living_before);                                                                            \
            failing++;                                                                                                 \
        }                                                                                                              \
        CHECK(failing > 0);                                                                                            \
        printf("%ld failed: %s\n", failing, #call);                                                                    \
    } while (0)

static void each_allocation_fails(void)
{
    static const uint8_t key[16] = {0};
    otp_token *token = NULL, *other = NULL;
    otp_token *tokens[2];
    otp_state states[2];
    size_t place;
    FAIL_EACH(make(RFC_SECRET, &token), otp_token_free(token));
    FAIL_EACH(otp_token_new_short(OTP_KIND_HOTP_6, &policy, RFC_SECRET, 10, &token), otp_token_free(token));
    FAIL_EACH(otp_yubikey_new(key, key, &token), otp_token_free(token));

    EXPECT(OTP_OK, make(RFC_SECRET, &token));
    EXPECT(OTP_OK, make("09876543210987654321", &other));
    EXPECT(OTP_OK, otp_state_hotp(0, &states[0]));
    states[1] = states[0];
    tokens[0] = other;
    tokens[1] = token;
    FAIL_EACH(otp_lookup(tokens, states, 2, RFC_CODES, SIX, 2, NOW, &place), CHECK(place == 1));
    otp_token_free(token);
    otp_token_free(other);
}

static void nothing_else_allocates(void)
{
    static const char otp[] = "dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh";
    otp_token *token = NULL, *clock, *yubikey;
    otp_attempt attempt;
    otp_throttle throttle;
    otp_throttle_fields throttle_fields;
    otp_trail trail;
    otp_state state, next, step, counters;
    otp_state_fields fields;
    char text[OTP_SERIAL_CAP];
    EXPECT(OTP_OK, make(RFC_SECRET, &token));
    clock = make_token(OTP_KIND_TOTP_6, OTP_PROFILE_RFC, &step);
    yubikey = make_token(OTP_KIND_YUBIKEY, OTP_PROFILE_RFC, &counters);
    asked = 0;
    EXPECT(OTP_OK, otp_state_totp(0, 0, 0, &step));
    EXPECT(OTP_OK, otp_state_yubikey(0, 0, &counters));
    EXPECT(OTP_OK, otp_state_reset_clock(clock, NOW, &next));
    EXPECT(OTP_NO_MATCH, otp_verify(clock, &step, NULL, "000000", 6, NOW, &next));
    EXPECT(OTP_NO_MATCH, otp_resync(clock, &step, NULL, RFC_CODES, SIX, 3, NOW, &next));
    EXPECT(OTP_NO_MATCH, otp_verify(yubikey, &counters, NULL, otp, sizeof otp - 1, NOW, &next));
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
    EXPECT(OTP_OK, otp_state_hotp(0, &state));
    EXPECT(OTP_OK, otp_state_check(&state, sizeof state, &state));
    EXPECT(OTP_OK, otp_state_read(&state, &fields));
    EXPECT(OTP_OK, otp_throttle_unlock(&throttle));
    EXPECT(OTP_OK, otp_throttle_check(&throttle, sizeof throttle, &throttle));
    EXPECT(OTP_OK, otp_throttle_read(&throttle, NOW, &throttle_fields));
    EXPECT(OTP_OK, otp_input_check(token, RFC_CODES, SIX, 3));
    EXPECT(OTP_OK, otp_attempt_begin(&throttle, &policy, NOW, &attempt));
    EXPECT(OTP_OK, otp_verify(token, &state, &attempt, RFC_CODES[0], 6, NOW, &next));
    EXPECT(OTP_NO_MATCH, otp_verify(token, &state, NULL, "000000", 6, NOW, &next));
    EXPECT(OTP_OK, otp_resync(token, &state, NULL, RFC_CODES, SIX, 3, NOW, &next));
    EXPECT(OTP_OK, otp_trail_clear(&trail));
    EXPECT(OTP_OK, otp_trail_check(&trail, sizeof trail, &trail));
    EXPECT(OTP_OK, otp_trail_push(&trail, RFC_CODES[0], 6, NOW, &trail));
    EXPECT(OTP_OK, otp_trail_push(&trail, RFC_CODES[1], 6, NOW, &trail));
    EXPECT(OTP_OK, otp_trail_ready(token, &trail, 2, OTP_TRAIL_LIMIT, NOW));
    EXPECT(OTP_OK, otp_trail_resync(token, &state, NULL, &trail, 2, OTP_TRAIL_LIMIT, NOW, &next));
    EXPECT(OTP_OK, otp_serial_parse("token 1", 7, text, sizeof text));
    EXPECT(OTP_OK, otp_public_id_parse(otp, sizeof otp - 1, text, sizeof text));
    CHECK(otp_state_equal(&state, &state));
    CHECK(otp_version() != NULL && otp_result_message(OTP_OK) != NULL);
    CHECK(asked == 0);
    otp_token_free(token);
    otp_token_free(clock);
    otp_token_free(yubikey);
}

/* The same bytes below both tokens' constructors: what lies on the stack gets into the gaps between their fields. */
static void level_the_stack(void)
{
    volatile uint8_t frame[32 << 10];
    for (size_t at = 0; at < sizeof frame; at++) {
        frame[at] = 0;
    }
    (void)frame[0];
}

/* The bytes in which two tokens differ are what they know of their secrets: all zero when the memory is given back. */
static void secrets_are_wiped(void)
{
    otp_token *token = NULL, *other = NULL;
    size_t secret_bytes = 0;
    level_the_stack();
    EXPECT(OTP_OK, make(RFC_SECRET, &token));
    level_the_stack();
    EXPECT(OTP_OK, make("09876543210987654321", &other));
    CHECK(last_size <= sizeof before);
    memcpy(before, token, last_size);
    watched = (const uint8_t *)token;
    for (size_t at = 0; at < last_size; at++) {
        secret_bytes += before[at] != ((const uint8_t *)other)[at];
    }
    otp_token_free(token);
    for (size_t at = 0; at < last_size; at++) {
        CHECK(before[at] == ((const uint8_t *)other)[at] || after[at] == 0);
    }
    CHECK(secret_bytes > 32);
    otp_token_free(other);
}

int main(void)
{
    until_failure = -1;
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
    each_allocation_fails();
    nothing_else_allocates();
    secrets_are_wiped();
    CHECK(living == 0);
    return 0;
}
