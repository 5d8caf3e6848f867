/*
 * The binary interface, pinned: an incompatible change of the header does not compile here.
 *
 * Tools that compare debug information do not see the types of Rust, so the prototypes, numbers, sizes and offsets
 * stand here a second time. Numbers are never changed and never used again; a new one is added at its place.
 */
#include "check.h"

#define HOLDS(name, claim) typedef char holds_##name[(claim) ? 1 : -1]
#define NUMBER(name, value) typedef char holds_##name[(name) == (value) ? 1 : -1]
#define SIZE(type, size) HOLDS(type##_size, sizeof(type) == (size))
#define FIELD(type, field, at, size)                                                                                   \
    HOLDS(type##_##field, offsetof(type, field) == (at) && sizeof(((type *)0)->field) == (size))
#define PROTOTYPE(result, name, arguments)                                                                             \
    do {                                                                                                               \
        result(*const pinned) arguments = name;                                                                        \
        (void)pinned;                                                                                                  \
    } while (0)

NUMBER(OTP_OK, 0); NUMBER(OTP_NO_MATCH, 1); NUMBER(OTP_REPLAYED, 2); NUMBER(OTP_BEHIND_LAST_ACCEPTED, 3);
NUMBER(OTP_AMBIGUOUS, 4); NUMBER(OTP_BEFORE_T0, 5); NUMBER(OTP_LOCKED, 6); NUMBER(OTP_CODE_LENGTH, 100);
NUMBER(OTP_CODE_DIGIT, 101); NUMBER(OTP_OTP_LENGTH, 102); NUMBER(OTP_OTP_MODHEX, 103);
NUMBER(OTP_WRONG_LENGTH, 104); NUMBER(OTP_WRONG_COUNT, 105); NUMBER(OTP_NOT_SUPPORTED, 106);
NUMBER(OTP_NOT_NEEDED, 107); NUMBER(OTP_TRAIL_VOID, 108); NUMBER(OTP_SERIAL_PREFIX, 109);
NUMBER(OTP_SERIAL_LENGTH, 110); NUMBER(OTP_SERIAL_CHARACTER, 111); NUMBER(OTP_STATE_LENGTH, 150);
NUMBER(OTP_STATE_VERSION, 151); NUMBER(OTP_STATE_FAMILY, 152); NUMBER(OTP_STATE_FIELD, 153);
NUMBER(OTP_USAGE_COUNTER, 154); NUMBER(OTP_THROTTLE_BYTES, 155); NUMBER(OTP_TRAIL_BYTES, 156);
NUMBER(OTP_SECRET_TOO_SHORT, 200); NUMBER(OTP_SECRET_TOO_LONG, 201); NUMBER(OTP_ZERO_STEP, 202);
NUMBER(OTP_ZERO_RESYNC_WINDOW, 203); NUMBER(OTP_ZERO_LIMIT, 204); NUMBER(OTP_KIND_MISMATCH, 205);
NUMBER(OTP_AUTOMATIC_RESYNC, 206); NUMBER(OTP_WINDOW_TOO_WIDE, 207); NUMBER(OTP_ODDS, 208);
NUMBER(OTP_POLICY_VERSION, 209); NUMBER(OTP_NULL, 300); NUMBER(OTP_LENGTH, 301); NUMBER(OTP_UNKNOWN_NUMBER, 302);
NUMBER(OTP_WRONG_KIND, 303); NUMBER(OTP_ATTEMPT_USED, 304); NUMBER(OTP_ATTEMPT_BYTES, 305);
NUMBER(OTP_BUFFER_TOO_SMALL, 306); NUMBER(OTP_WRONG_POLICY, 307); NUMBER(OTP_NO_MEMORY, 400); NUMBER(OTP_INTERNAL, 401);
NUMBER(OTP_KIND_HOTP_6, 1); NUMBER(OTP_KIND_HOTP_8, 2); NUMBER(OTP_KIND_TOTP_6, 3); NUMBER(OTP_KIND_TOTP_8, 4);
NUMBER(OTP_KIND_DUO_D100, 5); NUMBER(OTP_KIND_YUBIKEY, 6); NUMBER(OTP_PROFILE_RFC, 1); NUMBER(OTP_PROFILE_DUO, 2);
NUMBER(OTP_PROFILE_PINGONE, 3); NUMBER(OTP_ALGORITHM_SHA1, 1); NUMBER(OTP_ALGORITHM_SHA256, 2);
NUMBER(OTP_ALGORITHM_SHA512, 3); NUMBER(OTP_RESYNC_NOT_NEEDED, 1); NUMBER(OTP_RESYNC_NOT_SUPPORTED, 2);
NUMBER(OTP_RESYNC_TWO, 3); NUMBER(OTP_RESYNC_THREE, 4); NUMBER(OTP_RESYNC_TWO_OR_THREE, 5);
NUMBER(OTP_FAMILY_HOTP, 1); NUMBER(OTP_FAMILY_TOTP, 2); NUMBER(OTP_FAMILY_YUBIKEY, 3); NUMBER(OTP_LOCK_NONE, 0);
NUMBER(OTP_LOCK_TIMED, 1); NUMBER(OTP_LOCK_STOPPED, 2);

NUMBER(OTP_LAST_REFUSAL, 99); NUMBER(OTP_LAST_UNREADABLE, 199); NUMBER(OTP_LAST_SETUP, 299);
NUMBER(OTP_LAST_MISUSE, 399); NUMBER(OTP_TRAIL_LIMIT, 300); NUMBER(OTP_SERIAL_CAP, 33); NUMBER(OTP_PUBLIC_ID_CAP, 33);

SIZE(otp_result, 4);

SIZE(otp_state, 24);
FIELD(otp_state, bytes, 0, 24);

SIZE(otp_throttle, 16);
FIELD(otp_throttle, bytes, 0, 16);

SIZE(otp_trail, 52);
FIELD(otp_trail, bytes, 0, 52);

SIZE(otp_attempt, 40);
FIELD(otp_attempt, throttle, 0, 16);
FIELD(otp_attempt, version, 16, 1);
FIELD(otp_attempt, used, 17, 1);
FIELD(otp_attempt, reserved, 18, 6);
FIELD(otp_attempt, throttle_limit, 24, 4);
FIELD(otp_attempt, throttle_first_lock, 28, 4);
FIELD(otp_attempt, throttle_longest_lock, 32, 4);
FIELD(otp_attempt, throttle_stop, 36, 4);

SIZE(otp_policy, 80);
FIELD(otp_policy, version, 0, 4);
FIELD(otp_policy, kind, 4, 4);
FIELD(otp_policy, algorithm, 8, 4);
FIELD(otp_policy, hotp_look_ahead, 12, 4);
FIELD(otp_policy, hotp_resync_window, 16, 4);
FIELD(otp_policy, totp_step, 20, 4);
FIELD(otp_policy, totp_t0, 24, 8);
FIELD(otp_policy, totp_behind, 32, 4);
FIELD(otp_policy, totp_ahead, 36, 4);
FIELD(otp_policy, totp_resync_behind, 40, 4);
FIELD(otp_policy, totp_resync_ahead, 44, 4);
FIELD(otp_policy, resync, 48, 4);
FIELD(otp_policy, in_two_requests, 52, 4);
FIELD(otp_policy, automatic, 56, 4);
FIELD(otp_policy, throttle_limit, 60, 4);
FIELD(otp_policy, throttle_first_lock, 64, 4);
FIELD(otp_policy, throttle_longest_lock, 68, 4);
FIELD(otp_policy, throttle_stop, 72, 4);
FIELD(otp_policy, reserved, 76, 4);

SIZE(otp_state_fields, 32);
FIELD(otp_state_fields, family, 0, 4);
FIELD(otp_state_fields, drift, 4, 4);
FIELD(otp_state_fields, counter, 8, 8);
FIELD(otp_state_fields, last_accepted, 16, 8);
FIELD(otp_state_fields, has_last, 24, 4);
FIELD(otp_state_fields, usage, 28, 2);
FIELD(otp_state_fields, session_use, 30, 1);
FIELD(otp_state_fields, reserved, 31, 1);

SIZE(otp_throttle_fields, 16);
FIELD(otp_throttle_fields, attempts, 0, 4);
FIELD(otp_throttle_fields, lock, 4, 4);
FIELD(otp_throttle_fields, retry_after, 8, 8);

int main(void)
{
    PROTOTYPE(const char *, otp_result_message, (uint32_t));
    PROTOTYPE(const char *, otp_version, (void));
    PROTOTYPE(otp_result, otp_policy_default, (uint32_t, uint32_t, otp_policy *));
    PROTOTYPE(otp_result, otp_state_hotp, (uint64_t, otp_state *));
    PROTOTYPE(otp_result, otp_state_totp, (uint32_t, uint64_t, int32_t, otp_state *));
    PROTOTYPE(otp_result, otp_state_yubikey, (uint16_t, uint8_t, otp_state *));
    PROTOTYPE(otp_result, otp_state_reset_clock, (const otp_token *, uint64_t, otp_state *));
    PROTOTYPE(otp_result, otp_state_check, (const void *, size_t, otp_state *));
    PROTOTYPE(otp_result, otp_state_read, (const otp_state *, otp_state_fields *));
    PROTOTYPE(bool, otp_state_equal, (const otp_state *, const otp_state *));
    PROTOTYPE(otp_result, otp_token_new, (uint32_t, const otp_policy *, const void *, size_t, otp_token **));
    PROTOTYPE(otp_result, otp_token_new_short, (uint32_t, const otp_policy *, const void *, size_t, otp_token **));
    PROTOTYPE(otp_result, otp_yubikey_new, (const void *, const void *, otp_token **));
    PROTOTYPE(void, otp_token_free, (otp_token *));
    PROTOTYPE(otp_result, otp_attempt_begin, (const otp_throttle *, const otp_policy *, uint64_t, otp_attempt *));
    PROTOTYPE(otp_result, otp_throttle_unlock, (otp_throttle *));
    PROTOTYPE(otp_result, otp_throttle_check, (const void *, size_t, otp_throttle *));
    PROTOTYPE(otp_result, otp_throttle_read, (const otp_throttle *, uint64_t, otp_throttle_fields *));
    PROTOTYPE(otp_result, otp_input_check, (const otp_token *, const char *const *, const size_t *, size_t));
    PROTOTYPE(otp_result, otp_verify,
              (const otp_token *, const otp_state *, otp_attempt *, const char *, size_t, uint64_t, otp_state *));
    PROTOTYPE(otp_result, otp_resync,
              (const otp_token *, const otp_state *, otp_attempt *, const char *const *,
               const size_t *, size_t, uint64_t, otp_state *));
    PROTOTYPE(otp_result, otp_trail_clear, (otp_trail *));
    PROTOTYPE(otp_result, otp_trail_check, (const void *, size_t, otp_trail *));
    PROTOTYPE(otp_result, otp_trail_push, (const otp_trail *, const char *, size_t, uint64_t, otp_trail *));
    PROTOTYPE(otp_result, otp_trail_ready, (const otp_token *, const otp_trail *, size_t, uint64_t, uint64_t));
    PROTOTYPE(otp_result, otp_trail_resync,
              (const otp_token *, const otp_state *, otp_attempt *, const otp_trail *,
               size_t, uint64_t, uint64_t, otp_state *));
    PROTOTYPE(otp_result, otp_lookup,
              (otp_token *const *, const otp_state *, size_t, const char *const *,
               const size_t *, size_t, uint64_t, size_t *));
    PROTOTYPE(otp_result, otp_serial_parse, (const char *, size_t, char *, size_t));
    PROTOTYPE(otp_result, otp_public_id_parse, (const char *, size_t, char *, size_t));

    /* The library that runs is the one of the header. */
    CHECK(strcmp(otp_version(), OTP_VERSION) == 0);
    {
        char version[32];
        snprintf(version, sizeof version, "%d.%d.%d", OTP_VERSION_MAJOR, OTP_VERSION_MINOR, OTP_VERSION_PATCH);
        CHECK(strcmp(version, OTP_VERSION) == 0);
    }
    return 0;
}
