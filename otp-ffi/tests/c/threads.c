/* One token, verified from eight threads at once. */
#include "check.h"
#include <pthread.h>

enum { THREADS = 8, ROUNDS = 20 };

static otp_token *token;
static otp_state fresh;

static void *verify(void *unused)
{
    for (int round = 0; round < ROUNDS; round++) {
        otp_state state = fresh;
        for (int i = 0; i < 10; i++) {
            otp_attempt attempt = make_attempt();
            EXPECT(OTP_OK, otp_verify(token, &state, &attempt, RFC_CODES[i], 6, NOW, &state));
            EXPECT(OTP_NO_MATCH, otp_verify(token, &state, NULL, RFC_CODES[i], 6, NOW, &state));
        }
    }
    return unused;
}

int main(void)
{
    pthread_t threads[THREADS];
    token = make_token(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &fresh);
    /* The first verdict asks what the processor can do, and keeps it in atomics, which helgrind does not know. */
    CHECK(verify(NULL) == NULL);
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, verify, NULL) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    otp_token_free(token);
    return 0;
}
