/* No constructor leaves a key on its caller's stack, where a later overflow would find it. */
#include "check.h"
#include <pthread.h>

/* Not of one byte repeated, and in no other memory of the program's. */
static const uint8_t KEY[22] = {0x9d, 0x4e, 0x17, 0xc3, 0x58, 0xf1, 0x2b, 0x86, 0xe0, 0x3a, 0x75,
                                0xac, 0x61, 0xd8, 0x0f, 0x94, 0x4b, 0xb2, 0x6e, 0x39, 0xc7, 0x1d};
static uint64_t stack[(256 << 10) / sizeof(uint64_t)];
static otp_token *token;

static void *hotp(void *policy)
{
    EXPECT(OTP_OK, otp_token_new(OTP_KIND_HOTP_6, (otp_policy *)policy, KEY, sizeof KEY, &token));
    return NULL;
}

static void *short_hotp(void *policy)
{
    EXPECT(OTP_OK, otp_token_new_short(OTP_KIND_HOTP_6, (otp_policy *)policy, KEY, 10, &token));
    return NULL;
}

static void *yubikey(void *unused)
{
    (void)unused;
    EXPECT(OTP_OK, otp_yubikey_new(KEY, KEY + 16, &token));
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
    (void)unused;
    return NULL;
}

/* Whether eight bytes of the key in a row, as they are or under a pad of HMAC, lie on the stack of a function that has
 * returned. */
static bool leaves_the_key(void *(*function)(void *), otp_policy *policy)
{
    static const uint8_t pads[] = {0, 0x36, 0x5c};
    const uint8_t *bytes = (const uint8_t *)stack;
    pthread_attr_t attributes;
    pthread_t thread;
    memset(stack, 0, sizeof stack);
    CHECK(pthread_attr_init(&attributes) == 0);
    CHECK(pthread_attr_setstack(&attributes, stack, sizeof stack) == 0);
    CHECK(pthread_create(&thread, &attributes, function, policy) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(pthread_attr_destroy(&attributes) == 0);
    for (size_t part = 0; part + 8 <= sizeof KEY; part++) {
        for (size_t pad = 0; pad < sizeof pads; pad++) {
            uint8_t wanted[8];
            for (size_t i = 0; i < sizeof wanted; i++) {
                wanted[i] = (uint8_t)(KEY[part + i] ^ pads[pad]);
            }
            for (size_t at = 0; at + sizeof wanted <= sizeof stack; at++) {
                if (memcmp(bytes + at, wanted, sizeof wanted) == 0) {
                    return true;
                }
            }
        }
    }
    return false;
}

int main(void)
{
    static void *(*const constructors[])(void *) = {hotp, short_hotp, yubikey};
    otp_policy policy;
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
    CHECK(leaves_the_key(planted, &policy));
    for (size_t i = 0; i < sizeof constructors / sizeof *constructors; i++) {
        CHECK(!leaves_the_key(constructors[i], &policy));
        otp_token_free(token);
    }
    return 0;
}
