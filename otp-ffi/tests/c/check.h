/* What the test programs share. They compile as C99 and as C++. */
#ifndef CHECK_H
#define CHECK_H

#include <otp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the program where a claim does not hold. */
#define CHECK(claim) ((claim) ? (void)0 : fail(__FILE__, __LINE__, #claim))

/* Ends the program where a call answers something else. */
#define EXPECT(expected, call) expect(__FILE__, __LINE__, #call, (expected), (call))

static inline void fail(const char *file, int line, const char *claim)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, claim);
    exit(1);
}

static inline void expect(const char *file, int line, const char *call, otp_result expected, otp_result found)
{
    if (expected != found) {
        fprintf(stderr, "%s:%d: %s: %d (%s), not %d\n", file, line, call, (int)found,
                otp_result_message((uint32_t)found), (int)expected);
        exit(1);
    }
}

/* A copy on the heap without a byte to spare, so that a look past its end is seen. */
static inline void *exact(const void *bytes, size_t length)
{
    void *copy = malloc(length != 0 ? length : 1);
    CHECK(copy != NULL);
    return memcpy(copy, bytes, length);
}

/* The secret of RFC 4226 and its codes. */
#define RFC_SECRET "12345678901234567890"
static const char *const RFC_CODES[10] = {"755224", "287082", "359152", "969429", "338314",
                                          "254676", "287922", "162583", "399871", "520489"};
static const size_t SIX[3] = {6, 6, 6};
#define NOW UINT64_C(1700000010)

/* A token of a kind with the RFC's secret, and its fresh state. */
static inline otp_token *make_token(uint32_t kind, uint32_t profile, otp_state *fresh_out)
{
    static const uint8_t zeros[16] = {0};
    otp_token *token = NULL;
    otp_policy policy;
    EXPECT(OTP_OK, otp_policy_default(kind, profile, &policy));
    if (kind == OTP_KIND_YUBIKEY) {
        EXPECT(OTP_OK, otp_yubikey_new(zeros, zeros, &token));
        EXPECT(OTP_OK, otp_state_yubikey(0, 0, fresh_out));
        return token;
    }
    EXPECT(OTP_OK, otp_token_new(kind, &policy, RFC_SECRET, sizeof RFC_SECRET - 1, &token));
    if (kind == OTP_KIND_TOTP_6 || kind == OTP_KIND_TOTP_8) {
        EXPECT(OTP_OK, otp_state_totp(0, 0, 0, fresh_out));
    } else {
        EXPECT(OTP_OK, otp_state_hotp(0, fresh_out));
    }
    return token;
}

/* A counted attempt of a fresh token. */
static inline otp_attempt make_attempt(void)
{
    otp_attempt attempt;
    otp_throttle throttle;
    otp_policy policy;
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
    EXPECT(OTP_OK, otp_throttle_unlock(&throttle));
    EXPECT(OTP_OK, otp_attempt_begin(&throttle, &policy, NOW, &attempt));
    return attempt;
}

#endif
