/* Answers questions about one token, a line each, by the C interface: a judge for histories, whose lines
 * otp-core/tests/history/piped.rs describes. */
#include "check.h"
#include <inttypes.h>

static otp_token *token;
static otp_policy policy;
static otp_attempt attempt;

static void read_hex(const char *text, void *out, size_t length)
{
    uint8_t *bytes = (uint8_t *)out;
    CHECK(text != NULL && strlen(text) == 2 * length);
    for (size_t i = 0; i < length; i++) {
        unsigned byte;
        CHECK(sscanf(text + 2 * i, "%2x", &byte) == 1);
        bytes[i] = (uint8_t)byte;
    }
}

/* Answers with what is to be stored, or that the question was refused. All else ends the program. */
static void answer(otp_result result, const void *stored, size_t length)
{
    const uint8_t *bytes = (const uint8_t *)stored;
    CHECK(result <= OTP_LAST_REFUSAL || result == OTP_TRAIL_VOID);
    for (size_t i = 0; result == OTP_OK && i < length; i++) {
        printf("%02x", bytes[i]);
    }
    puts(result == OTP_OK ? "" : "-");
    CHECK(fflush(stdout) == 0);
}

static uint64_t number(const char *text)
{
    uint64_t number;
    CHECK(text != NULL && sscanf(text, "%" SCNu64, &number) == 1);
    return number;
}

static char *word(void) { return strtok(NULL, " \n"); }

/* The state that comes next, back from the bytes it was stored as. */
static otp_state read_state(void)
{
    uint8_t bytes[24];
    otp_state state;
    read_hex(word(), bytes, sizeof bytes);
    EXPECT(OTP_OK, otp_state_check(bytes, sizeof bytes, &state));
    return state;
}

static otp_trail read_trail(void)
{
    uint8_t bytes[52];
    otp_trail trail;
    read_hex(word(), bytes, sizeof bytes);
    EXPECT(OTP_OK, otp_trail_check(bytes, sizeof bytes, &trail));
    return trail;
}

static void set_up(void)
{
    static const struct { const char *name; uint32_t kind; } kinds[] = {
        {"hotp-6", OTP_KIND_HOTP_6}, {"hotp-8", OTP_KIND_HOTP_8}, {"totp-6", OTP_KIND_TOTP_6},
        {"totp-8", OTP_KIND_TOTP_8}, {"duo-d100", OTP_KIND_DUO_D100}};
    const char *name = word();
    uint8_t key[20];
    size_t k = 0;
    while (strcmp(name, kinds[k].name) != 0) {
        CHECK(++k < sizeof kinds / sizeof *kinds);
    }
    read_hex(word(), key, sizeof key);
    EXPECT(OTP_OK, otp_policy_default(kinds[k].kind, OTP_PROFILE_RFC, &policy));
    policy.hotp_look_ahead = (uint32_t)number(word());
    policy.hotp_resync_window = (uint32_t)number(word());
    policy.totp_resync_behind = (uint32_t)number(word());
    policy.totp_resync_ahead = (uint32_t)number(word());
    policy.throttle_limit = (uint32_t)number(word());
    policy.throttle_first_lock = (uint32_t)number(word());
    policy.throttle_longest_lock = (uint32_t)number(word());
    policy.throttle_stop = (uint32_t)number(word());
    otp_token_free(token);
    EXPECT(OTP_OK, otp_token_new(kinds[k].kind, &policy, key, sizeof key, &token));
    answer(OTP_NO_MATCH, NULL, 0);
}

static void begin(void)
{
    uint8_t bytes[16];
    otp_throttle throttle;
    otp_result result;
    read_hex(word(), bytes, sizeof bytes);
    EXPECT(OTP_OK, otp_throttle_check(bytes, sizeof bytes, &throttle));
    result = otp_attempt_begin(&throttle, &policy, number(word()), &attempt);
    answer(result, &attempt.throttle, sizeof attempt.throttle);
}

static void verify(void)
{
    otp_state state = read_state(), next;
    const char *code = word();
    otp_result result = otp_verify(token, &state, &attempt, code, strlen(code), number(word()), &next);
    answer(result, &next, sizeof next);
}

static void resync(void)
{
    otp_state state = read_state(), next;
    uint64_t now = number(word());
    const char *codes[4];
    size_t lengths[4], count = 0;
    otp_result result;
    while (count < 4 && (codes[count] = word()) != NULL) {
        lengths[count] = strlen(codes[count]);
        count++;
    }
    result = otp_resync(token, &state, &attempt, codes, lengths, count, now, &next);
    answer(result, &next, sizeof next);
}

static void push(void)
{
    otp_trail trail = read_trail();
    const char *code = word();
    otp_result result = otp_trail_push(&trail, code, strlen(code), number(word()), &trail);
    answer(result, &trail, sizeof trail);
}

static void resync_on_a_trail(void)
{
    otp_state state = read_state(), next;
    otp_trail trail = read_trail();
    size_t count = (size_t)number(word());
    uint64_t now = number(word());
    otp_result result = otp_trail_resync(token, &state, NULL, &trail, count, OTP_TRAIL_LIMIT, now, &next);
    answer(result, &next, sizeof next);
}

static void reset(void)
{
    otp_state state;
    otp_result result = otp_state_reset_clock(token, number(word()), &state);
    /* A token without a clock is a refusal here. */
    answer(result == OTP_WRONG_KIND ? OTP_NO_MATCH : result, &state, sizeof state);
}

int main(void)
{
    static const struct { const char *name; void (*ask)(void); } questions[] = {
        {"new", set_up}, {"begin", begin}, {"verify", verify}, {"resync", resync}, {"push", push},
        {"trail", resync_on_a_trail}, {"reset", reset}};
    char line[512];
    while (fgets(line, sizeof line, stdin) != NULL) {
        const char *question = strtok(line, " \n");
        size_t q = 0;
        while (question != NULL && strcmp(question, questions[q].name) != 0) {
            CHECK(++q < sizeof questions / sizeof *questions);
        }
        CHECK(question != NULL);
        questions[q].ask();
    }
    otp_token_free(token);
    return 0;
}
