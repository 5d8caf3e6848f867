/* Faults on purpose, one a run, for the tools to catch. Usage: plants FAULT */
#include "check.h"
#include <pthread.h>

static otp_token *token;
static otp_state state;

/* All threads write their next state to one place. */
static void *race(void *unused)
{
    static otp_state next;
    EXPECT(OTP_OK, otp_verify(token, &state, NULL, RFC_CODES[0], 6, NOW, &next));
    return unused;
}

/* The library looks one byte past a code of which the caller said too much: only an instrumented library, or valgrind,
 * sees it. */
static void over_read(void)
{
    char *code = (char *)exact(RFC_CODES[0], 6);
    (void)!otp_verify(token, &state, NULL, code, 7, NOW, &state);
    free(code);
}

/* The library looks into a token that was freed. */
static void use_after_free(void)
{
    otp_token_free(token);
    (void)!otp_verify(token, &state, NULL, RFC_CODES[0], 6, NOW, &state);
}

static void double_free(void)
{
    otp_token_free(token);
    otp_token_free(token);
}

/* The library writes past a buffer of which the caller said too much. */
static void over_write(void)
{
    char *serial = (char *)exact("1234", 4);
    (void)!otp_serial_parse("token 12345678", 14, serial, OTP_SERIAL_CAP);
    free(serial);
}

/* The library decides on bytes that nobody wrote. */
static void uninitialised(void)
{
    otp_state *volatile unwritten = (otp_state *)malloc(sizeof *unwritten);
    (void)!otp_verify(token, unwritten, NULL, RFC_CODES[0], 6, NOW, &state);
    free(unwritten);
}

static void leak(void) { token = NULL; }

static void undefined(void)
{
    volatile int bits = 32;
    state.bytes[0] = (uint8_t)(1 << bits);
}

static void threads(void)
{
    pthread_t one, two;
    CHECK(pthread_create(&one, NULL, race, NULL) == 0 && pthread_create(&two, NULL, race, NULL) == 0);
    CHECK(pthread_join(one, NULL) == 0 && pthread_join(two, NULL) == 0);
}

int main(int argc, char **argv)
{
    static const struct { const char *name; void (*plant)(void); } faults[] = {
        {"over_read", over_read}, {"over_write", over_write}, {"use_after_free", use_after_free},
        {"double_free", double_free}, {"uninitialised", uninitialised}, {"leak", leak}, {"undefined", undefined},
        {"race", threads}};
    token = make_token(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &state);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (argc == 2 && strcmp(argv[1], faults[i].name) == 0) {
            faults[i].plant();
            return 0;
        }
    }
    fprintf(stderr, "no such fault\n");
    return 2;
}
