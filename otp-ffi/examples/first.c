/*
 * The shortest tour: a login, and a resync 41 presses later. Nothing is stored and nobody counts: see login.c.
 */
#include <otp.h>
#include <stdio.h>

int main(void)
{
    const char *codes[] = {"435478", "303194"}, secret[] = "12345678901234567890";
    const size_t lengths[] = {6, 6};
    otp_policy policy;
    otp_token *token = NULL;
    otp_state state;

    bool good = otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy) == OTP_OK
        && otp_token_new(OTP_KIND_HOTP_6, &policy, secret, sizeof secret - 1, &token) == OTP_OK
        && otp_state_hotp(0, &state) == OTP_OK
        && otp_verify(token, &state, NULL, "755224", 6, 0, &state) == OTP_OK            /* a login */
        && otp_resync(token, &state, NULL, codes, lengths, 2, 0, &state) == OTP_OK;     /* 41 presses later */
    otp_token_free(token);

    puts(good ? "in step" : "refused");
    return good ? 0 : 1;
}
