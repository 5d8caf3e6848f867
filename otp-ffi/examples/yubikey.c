/*
 * A YubiKey logs in. It types its own counters, so it cannot get out of step and there is nothing to resync.
 */
#include <otp.h>
#include <stdio.h>
#include <string.h>

/* What the tool that programmed the key gave: yubico-c's published example. */
static const char PUBLIC_ID[] = "dteffuje";
static const uint8_t AES_KEY[16] = {0xec, 0xde, 0x18, 0xdb, 0xe7, 0x6f, 0xbd, 0x0c,
                                    0x33, 0x33, 0x0f, 0x1c, 0x35, 0x48, 0x71, 0xdb};
static const uint8_t PRIVATE_ID[6] = {0x87, 0x92, 0xeb, 0xfe, 0x26, 0xcc};

/* The public id tells whose row to read; then the whole OTP is judged. */
static otp_result login(otp_state *state, const char *typed, uint64_t now)
{
    char id[OTP_PUBLIC_ID_CAP];
    otp_token *token;
    otp_result result = otp_public_id_parse(typed, strlen(typed), id, sizeof id);
    if (result == OTP_OK && strcmp(id, PUBLIC_ID) != 0) {
        result = OTP_NO_MATCH;
    }
    if (result == OTP_OK) {
        result = otp_yubikey_new(AES_KEY, PRIVATE_ID, &token);
    }
    if (result == OTP_OK) {
        /* Private id and checksum are 64 bits, which nobody guesses: an attempt may be left out. Store the next
         * state as for any other token. */
        result = otp_verify(token, state, NULL, typed, strlen(typed), now, state);
        otp_token_free(token);
    }
    return result;
}

int main(void)
{
    static const char otp[] = "dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh";
    otp_state state;
    otp_state_fields fields;
    bool done = otp_state_yubikey(0, 0, &state) == OTP_OK
        && login(&state, otp, 1700000000) == OTP_OK
        && otp_state_read(&state, &fields) == OTP_OK
        && login(&state, otp, 1700000000) == OTP_REPLAYED;
    if (done) {
        printf("plugged in %u times, %u OTPs since; once only\n", (unsigned)fields.usage, (unsigned)fields.session_use);
    }
    return done ? 0 : 1;
}
