/*
 * No call leaves a secret on its caller's stack, where a later overflow would find it, or in memory that is given back:
 * not the key, and nothing that is as good as a part of it.
 *
 * Linked with --wrap=free, so that each block is searched before it is free.
 */
#include "check.h"
#include <pthread.h>

#ifdef __cplusplus
extern "C" {
#endif
void __real_free(void *block);
void __wrap_free(void *block);
size_t malloc_usable_size(void *block);
#ifdef __cplusplus
}
#endif

/* Not of one byte repeated, and in no other memory of the program's. */
static const uint8_t KEY[22] = {0x9d, 0x4e, 0x17, 0xc3, 0x58, 0xf1, 0x2b, 0x86, 0xe0, 0x3a, 0x75,
                                0xac, 0x61, 0xd8, 0x0f, 0x94, 0x4b, 0xb2, 0x6e, 0x39, 0xc7, 0x1d};
static uint64_t stack[(256 << 10) / sizeof(uint64_t)];
static otp_token *token;
static otp_policy policy;
static otp_state state;

/* What is looked for: rows of eight bytes at any place, and numbers of 32 bits at places of their own. */
static uint8_t rows[16384][8];
static size_t row_count;
static uint32_t numbers[8192];
static size_t number_count;
static bool left_in_a_block;

static bool holds_a_secret(const uint8_t *memory, size_t length)
{
    for (size_t at = 0; at + 8 <= length; at++) {
        for (size_t row = 0; memory[at] != 0 && row < row_count; row++) {
            if (memcmp(memory + at, rows[row], 8) == 0) {
                return true;
            }
        }
    }
    for (size_t at = 0; at + 4 <= length; at += 4) {
        uint32_t found;
        memcpy(&found, memory + at, sizeof found);
        for (size_t number = 0; found != 0 && number < number_count; number++) {
            if (found == numbers[number]) {
                return true;
            }
        }
    }
    return false;
}

void __wrap_free(void *block)
{
    if (block != NULL && holds_a_secret((const uint8_t *)block, malloc_usable_size(block))) {
        left_in_a_block = true;
    }
    __real_free(block);
}

/* Reads what to look for, a line each: `row:` and sixteen hexadecimal digits, or `number:` and eight. */
static void read_needles(FILE *file)
{
    char line[64];
    while (fgets(line, sizeof line, file) != NULL) {
        unsigned byte;
        if (strncmp(line, "row:", 4) == 0) {
            CHECK(row_count < sizeof rows / sizeof *rows);
            for (size_t i = 0; i < 8; i++) {
                CHECK(sscanf(line + 4 + 2 * i, "%2x", &byte) == 1);
                rows[row_count][i] = (uint8_t)byte;
            }
            row_count++;
        } else {
            CHECK(number_count < sizeof numbers / sizeof *numbers && sscanf(line, "number:%8x", &byte) == 1);
            numbers[number_count++] = byte;
        }
    }
    CHECK(row_count > 100 && number_count > 100);
}

static void *make(void *algorithm)
{
    policy.algorithm = *(const uint32_t *)algorithm;
    EXPECT(OTP_OK, otp_token_new(policy.kind, &policy, KEY, 20, &token));
    return NULL;
}

static void *verify(void *code)
{
    otp_state next;
    otp_result result = otp_verify(token, &state, NULL, (const char *)code, 6, NOW, &next);
    CHECK(result <= OTP_LAST_REFUSAL);
    return NULL;
}

static void *resync(void *codes)
{
    otp_state next;
    CHECK(otp_resync(token, &state, NULL, (const char *const *)codes, SIX, 3, NOW, &next) <= OTP_LAST_REFUSAL);
    return NULL;
}

static void *resync_on_a_trail(void *trail)
{
    otp_state next;
    CHECK(otp_trail_resync(token, &state, NULL, (otp_trail *)trail, 2, 300, NOW, &next) <= OTP_LAST_REFUSAL);
    return NULL;
}

/* Forty tokens, so that lanes are full and some are left over. */
static void *find(void *codes)
{
    otp_token *tokens[40];
    otp_state states[40];
    size_t place;
    for (size_t i = 0; i < 40; i++) {
        tokens[i] = token;
        states[i] = state;
    }
    CHECK(otp_lookup(tokens, states, 40, (const char *const *)codes, SIX, 2, NOW, &place) <= OTP_LAST_REFUSAL);
    return NULL;
}

static void *yubikey(void *otp)
{
    static const uint8_t key[16] = {0xec, 0xde, 0x18, 0xdb, 0xe7, 0x6f, 0xbd, 0x0c,
                                    0x33, 0x33, 0x0f, 0x1c, 0x35, 0x48, 0x71, 0xdb};
    static const uint8_t private_id[6] = {0x87, 0x92, 0xeb, 0xfe, 0x26, 0xcc};
    otp_state fresh, next;
    otp_token *made;
    EXPECT(OTP_OK, otp_state_yubikey(0, 0, &fresh));
    EXPECT(OTP_OK, otp_yubikey_new(key, private_id, &made));
    EXPECT(OTP_OK, otp_verify(made, &fresh, NULL, (const char *)otp, 40, NOW, &next));
    otp_token_free(made);
    return NULL;
}

/* A copy that nobody wipes, deeper than what the end of a thread writes over. */
static void *planted(void *unused)
{
    volatile uint8_t frame[4096];
    for (size_t at = 0; at < sizeof KEY; at++) {
        frame[at] = KEY[at];
    }
    (void)frame[0];
    return unused;
}

/* Whether what is looked for lies on the stack of a function that has returned. */
static bool leaves_a_secret(void *(*function)(void *), void *argument)
{
    pthread_attr_t attributes;
    pthread_t thread;
    memset(stack, 0, sizeof stack);
    CHECK(pthread_attr_init(&attributes) == 0);
    CHECK(pthread_attr_setstack(&attributes, stack, sizeof stack) == 0);
    CHECK(pthread_create(&thread, &attributes, function, argument) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(pthread_attr_destroy(&attributes) == 0);
    return holds_a_secret((const uint8_t *)stack, sizeof stack);
}

/* Usage: remains NEEDLES ALGORITHM */
int main(int argc, char **argv)
{
    static const uint32_t kinds[] = {OTP_KIND_HOTP_6, OTP_KIND_TOTP_6};
    char right[] = "000000", otp[] = "dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh";
    const char *codes[3] = {"000000", "000000", "000000"};
    uint32_t algorithm = argc == 3 ? (uint32_t)atoi(argv[2]) : 0;
    FILE *needles = argc == 3 ? fopen(argv[1], "r") : NULL;
    otp_trail trail;
    CHECK(needles != NULL);
    read_needles(needles);
    CHECK(fclose(needles) == 0);
    EXPECT(OTP_OK, otp_trail_clear(&trail));
    EXPECT(OTP_OK, otp_trail_push(&trail, "000000", 6, NOW, &trail));
    EXPECT(OTP_OK, otp_trail_push(&trail, "000000", 6, NOW, &trail));

    CHECK(leaves_a_secret(planted, NULL));
    free(exact(KEY, sizeof KEY));
    CHECK(left_in_a_block);
    left_in_a_block = false;

    for (size_t k = 0; k < 2; k++) {
        EXPECT(OTP_OK, otp_policy_default(kinds[k], OTP_PROFILE_RFC, &policy));
        EXPECT(OTP_OK, k == 0 ? otp_state_hotp(NOW / 30, &state) : otp_state_totp(0, 0, 0, &state));
        CHECK(!leaves_a_secret(make, &algorithm));
        CHECK(!leaves_a_secret(verify, right));
        CHECK(!leaves_a_secret(resync, codes));
        CHECK(!leaves_a_secret(resync_on_a_trail, &trail));
        CHECK(!leaves_a_secret(find, codes));
        otp_token_free(token);
    }
    CHECK(!leaves_a_secret(yubikey, otp));
    CHECK(!left_in_a_block);
    return 0;
}
