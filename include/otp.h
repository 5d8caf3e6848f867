/*
 * libotp: decides whether a one-time code is good, and brings a token that fell out of step back. HOTP (RFC 4226),
 * TOTP (RFC 6238) and YubiKey OTPs. You bring a secret, a stored state, the time and what a person typed; you get
 * OTP_OK with the state to store, or a refusal.
 *
 * Numbers   OTP_OK is 0 and the only success. 1 to 99 refused, 100 to 199 unreadable, 200 to 299 set-up, 300 to 399
 *           misuse of this interface, 400 to 499 faults.
 * Outputs   come last, end in _out, and are written only with OTP_OK, but for the mark in a spent attempt.
 * Pointers  must not be NULL, except for an attempt, where NULL means that nobody counts, and in otp_token_free.
 * Memory    Structs are yours; copy and store all but attempts. A token is the library's: free it with
 *           otp_token_free. Only its constructors and otp_lookup allocate, and say OTP_NO_MEMORY when they cannot.
 * Threads   A token never changes and may be shared. Everything else belongs to the thread that passes it. There is
 *           nothing to initialise, no callback and no global state. A call needs 32 KiB of stack, a lookup 48.
 * Storing   Count the attempt and store it, then judge, then store the next state by compare-and-swap. See
 *           libotp(3).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */

#ifndef LIBOTP_OTP_H
#define LIBOTP_OTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The version of this header; `otp_version` gives that of the library. */
#define OTP_VERSION "0.1.0"
#define OTP_VERSION_MAJOR 0
#define OTP_VERSION_MINOR 1
#define OTP_VERSION_PATCH 0

/** Warns where an answer is thrown away. */
#if defined(__GNUC__)
#define OTP_MUST_USE __attribute__((warn_unused_result))
#else
#define OTP_MUST_USE
#endif

/**
 * The last number of the refusals, which begin at 1. A person is told one and the same word for all of them.
 */
#define OTP_LAST_REFUSAL 99

/**
 * The last number of the block after the refusals, 100 to 199: what cannot be read. No attempt is spent on it.
 */
#define OTP_LAST_UNREADABLE 199

/**
 * The last number of the set-up errors, 200 to 299: what no token should be run with.
 */
#define OTP_LAST_SETUP 299

/**
 * The last number of the misuses, 300 to 399: mistakes of the calling program. Above lie faults, 400 to 499.
 */
#define OTP_LAST_MISUSE 399

/**
 * How old a code in a trail may be, in seconds, where no other limit is chosen: five minutes.
 */
#define OTP_TRAIL_LIMIT 300

/**
 * Room for every serial and the NUL after it.
 */
#define OTP_SERIAL_CAP 33

/**
 * Room for every public id and the NUL after it.
 */
#define OTP_PUBLIC_ID_CAP 33

/**
 * What a call answers. 0 and only 0 is good, so a forgotten comparison refuses the right code.
 *
 * Numbers never change their meaning, and a retired one is not used again. Later versions may answer with more of
 * them: treat a number that you do not know by its block, and never as success.
 */
typedef enum otp_result {
  /**
   * Accepted, found or done. An accepted code only counts once `next_out` is stored.
   */
  OTP_OK = 0,
  /**
   * Refused: the code fits nowhere in the window.
   */
  OTP_NO_MATCH = 1,
  /**
   * Refused: it fits what was used before.
   */
  OTP_REPLAYED = 2,
  /**
   * Refused: the whole window lies behind the last accepted time step. The clock was set back, or the token runs
   * ahead; a resync cures most of it, `otp_state_reset_clock` the rest.
   */
  OTP_BEHIND_LAST_ACCEPTED = 3,
  /**
   * Refused: the codes fit two places, or two tokens. A longer run, or the next codes, will tell.
   */
  OTP_AMBIGUOUS = 4,
  /**
   * Refused: the time lies before the token's T0.
   */
  OTP_BEFORE_T0 = 5,
  /**
   * Refused: the token is locked. No code was looked at, nothing was counted.
   */
  OTP_LOCKED = 6,
  /**
   * Typed: a code does not have 6, 7 or 8 characters.
   */
  OTP_CODE_LENGTH = 100,
  /**
   * Typed: a code holds something that is no ASCII digit.
   */
  OTP_CODE_DIGIT = 101,
  /**
   * Typed: a YubiKey OTP does not have an even number of 32 to 64 characters.
   */
  OTP_OTP_LENGTH = 102,
  /**
   * Typed: a YubiKey OTP holds something that is not lower-case modhex.
   */
  OTP_OTP_MODHEX = 103,
  /**
   * Typed: a code does not have the token's number of digits, or that of the other codes.
   */
  OTP_WRONG_LENGTH = 104,
  /**
   * The token is resynced with another number of codes.
   */
  OTP_WRONG_COUNT = 105,
  /**
   * The token's profile knows no resync for its kind.
   */
  OTP_NOT_SUPPORTED = 106,
  /**
   * Nothing in this kind of token can get out of step.
   */
  OTP_NOT_NEEDED = 107,
  /**
   * The trail does not hold so many codes, or one of them is too old or from the future.
   */
  OTP_TRAIL_VOID = 108,
  /**
   * Typed: the text does not begin with `token` and a space, so it is no request to pair. A code, perhaps.
   */
  OTP_SERIAL_PREFIX = 109,
  /**
   * Typed: a serial does not have 1 to 32 characters.
   */
  OTP_SERIAL_LENGTH = 110,
  /**
   * Typed: a serial holds something that is no letter, digit or hyphen.
   */
  OTP_SERIAL_CHARACTER = 111,
  /**
   * Stored: a state does not have 24 bytes.
   */
  OTP_STATE_LENGTH = 150,
  /**
   * Stored: the state was written by a version that this library does not know.
   */
  OTP_STATE_VERSION = 151,
  /**
   * Stored: the family of the state is none that this library knows.
   */
  OTP_STATE_FAMILY = 152,
  /**
   * Stored: the state holds a value that no state of its family has.
   */
  OTP_STATE_FIELD = 153,
  /**
   * Stored: a YubiKey usage counter is above 32767.
   */
  OTP_USAGE_COUNTER = 154,
  /**
   * Stored: these bytes are no throttle.
   */
  OTP_THROTTLE_BYTES = 155,
  /**
   * Stored: these bytes are no trail.
   */
  OTP_TRAIL_BYTES = 156,
  /**
   * A secret has fewer than 16 bytes, or 10 where short ones are admitted.
   */
  OTP_SECRET_TOO_SHORT = 200,
  /**
   * A secret has more than 1024 bytes.
   */
  OTP_SECRET_TOO_LONG = 201,
  /**
   * The time step is zero.
   */
  OTP_ZERO_STEP = 202,
  /**
   * The resync window is zero.
   */
  OTP_ZERO_RESYNC_WINDOW = 203,
  /**
   * The throttle leaves no attempt before its first lock.
   */
  OTP_ZERO_LIMIT = 204,
  /**
   * The kind is not one that the constructor makes, or not the one that the policy is for.
   */
  OTP_KIND_MISMATCH = 205,
  /**
   * The policy asks for an automatic resync with a number of codes that it does not admit, or that comes only once
   * the token is locked.
   */
  OTP_AUTOMATIC_RESYNC = 206,
  /**
   * A window has more than 10 001 places.
   */
  OTP_WINDOW_TOO_WIDE = 207,
  /**
   * Guessing would be too easy: odds above 1 in 1000 before the first lock, or of made-up codes in a lookup.
   */
  OTP_ODDS = 208,
  /**
   * The policy was written by a version that this library does not know, or its reserved field is not zero.
   */
  OTP_POLICY_VERSION = 209,
  /**
   * A pointer is NULL that must not be.
   */
  OTP_NULL = 300,
  /**
   * A length or count is larger than any object.
   */
  OTP_LENGTH = 301,
  /**
   * A number stands for nothing: a kind, profile, algorithm, rule or flag that does not exist.
   */
  OTP_UNKNOWN_NUMBER = 302,
  /**
   * The state is of another family than the token, rows were mixed up; or this kind of token does not know the call.
   */
  OTP_WRONG_KIND = 303,
  /**
   * The attempt was spent on another verdict.
   */
  OTP_ATTEMPT_USED = 304,
  /**
   * The attempt is not one that `otp_attempt_begin` made.
   */
  OTP_ATTEMPT_BYTES = 305,
  /**
   * The text and its NUL do not fit in the buffer.
   */
  OTP_BUFFER_TOO_SMALL = 306,
  /**
   * The attempt was begun under other locks than the token's policy has, on which its guessing odds rest. A
   * YubiKey takes any.
   */
  OTP_WRONG_POLICY = 307,
  /**
   * There is no memory for a token or a lookup. Nothing else allocates.
   */
  OTP_NO_MEMORY = 400,
  /**
   * A fault of this library, to be reported; the call has done nothing.
   */
  OTP_INTERNAL = 401,
} otp_result;

/**
 * A kind of token, as an administrator tells it from others.
 */
typedef enum otp_kind {
  /**
   * HOTP with six digits (RFC 4226; Duo's h6).
   */
  OTP_KIND_HOTP_6 = 1,
  /**
   * HOTP with eight digits (Duo's h8).
   */
  OTP_KIND_HOTP_8 = 2,
  /**
   * TOTP with six digits (RFC 6238; Duo's t6).
   */
  OTP_KIND_TOTP_6 = 3,
  /**
   * TOTP with eight digits (Duo's t8).
   */
  OTP_KIND_TOTP_8 = 4,
  /**
   * Duo's own D-100 token: HOTP with six digits and a wider look-ahead (Duo's d1).
   */
  OTP_KIND_DUO_D100 = 5,
  /**
   * A YubiKey in its factory mode, AES OTPs (Duo's yk).
   */
  OTP_KIND_YUBIKEY = 6,
} otp_kind;

/**
 * Whose rules a token follows.
 */
typedef enum otp_profile {
  /**
   * The RFCs and nothing else: resync from two or three codes.
   */
  OTP_PROFILE_RFC = 1,
  /**
   * Duo: HOTP resyncs with exactly three codes, by request or by itself after three refused logins; TOTP does not.
   */
  OTP_PROFILE_DUO = 2,
  /**
   * PingID and PingOne: exactly two codes, in one request or in two.
   */
  OTP_PROFILE_PINGONE = 3,
} otp_profile;

/**
 * The hash function of a token's HMAC.
 */
typedef enum otp_algorithm {
  /**
   * HMAC-SHA-1, what nearly every hardware token computes.
   */
  OTP_ALGORITHM_SHA1 = 1,
  /**
   * HMAC-SHA-256 (RFC 6238, section 1.2).
   */
  OTP_ALGORITHM_SHA256 = 2,
  /**
   * HMAC-SHA-512 (RFC 6238, section 1.2).
   */
  OTP_ALGORITHM_SHA512 = 3,
} otp_algorithm;

/**
 * Whether a token is resynced, and with how many codes.
 */
typedef enum otp_resync_rule {
  /**
   * Nothing can get out of step.
   */
  OTP_RESYNC_NOT_NEEDED = 1,
  /**
   * The profile does not know it for this kind.
   */
  OTP_RESYNC_NOT_SUPPORTED = 2,
  /**
   * With exactly two codes.
   */
  OTP_RESYNC_TWO = 3,
  /**
   * With exactly three codes.
   */
  OTP_RESYNC_THREE = 4,
  /**
   * With two codes or with three.
   */
  OTP_RESYNC_TWO_OR_THREE = 5,
} otp_resync_rule;

/**
 * Whose state it is.
 */
typedef enum otp_family {
  /**
   * An HOTP token's.
   */
  OTP_FAMILY_HOTP = 1,
  /**
   * A TOTP token's.
   */
  OTP_FAMILY_TOTP = 2,
  /**
   * A YubiKey's.
   */
  OTP_FAMILY_YUBIKEY = 3,
} otp_family;

/**
 * Whether a token is locked.
 */
typedef enum otp_lock {
  /**
   * It is not.
   */
  OTP_LOCK_NONE = 0,
  /**
   * For a while.
   */
  OTP_LOCK_TIMED = 1,
  /**
   * Until an administrator unlocks it.
   */
  OTP_LOCK_STOPPED = 2,
} otp_lock;

/**
 * A token: a secret with the rules of its kind and profile. It holds no state and never changes, so any number of
 * threads may use it at once.
 */
typedef struct otp_token otp_token;

/**
 * The rules that a token follows: a preset from `otp_policy_default`, each field free to change.
 *
 * Windows are inclusive: a look-ahead of n means n + 1 places. Windows and times that the kind does not use are not
 * looked at; numbers that stand for something must be valid in all.
 * Integers are in the machine's own byte order and there is no padding, so the struct may be stored as it is where all
 * servers share a byte order.
 */
typedef struct otp_policy {
  /**
   * The version of this struct, 1.
   */
  uint32_t version;
  /**
   * The kind it is for, an `otp_kind`: a constructor takes it for no other.
   */
  uint32_t kind;
  /**
   * The hash function of HOTP and TOTP kinds, an `otp_algorithm`.
   */
  uint32_t algorithm;
  /**
   * HOTP, at login: how many presses may have been lost, the look-ahead window `s` of RFC 4226 section 7.4. Up to 99
   * with six digits and 9999 with eight at ten attempts.
   */
  uint32_t hotp_look_ahead;
  /**
   * HOTP, at resync: how far ahead the first code may be. 1 to 10 000.
   */
  uint32_t hotp_resync_window;
  /**
   * TOTP: the time step `X` of RFC 6238 section 4.1 in seconds, at least 1. The windows count steps and do not
   * follow it: with a step of 60, halve those of a resync.
   */
  uint32_t totp_step;
  /**
   * TOTP: `T0` of RFC 6238 section 4.1, Unix seconds.
   */
  uint64_t totp_t0;
  /**
   * TOTP, at login: how many steps the token may be slow beyond its learnt drift.
   */
  uint32_t totp_behind;
  /**
   * TOTP, at login: how many steps the token may be fast beyond its learnt drift.
   */
  uint32_t totp_ahead;
  /**
   * TOTP, at resync: how many steps the first code may lie behind the server's step.
   */
  uint32_t totp_resync_behind;
  /**
   * TOTP, at resync: how many steps the first code may lie ahead of the server's step.
   */
  uint32_t totp_resync_ahead;
  /**
   * Whether the token is resynced, and with how many codes: an `otp_resync_rule`.
   */
  uint32_t resync;
  /**
   * 1 where the two codes of a resync may come in two requests, else 0. For the caller to follow, see
   * `otp_trail_resync`.
   */
  uint32_t in_two_requests;
  /**
   * After how many refused logins within `OTP_TRAIL_LIMIT` seconds their codes are tried as a resync: 2, 3, or 0 for
   * never. For the caller to follow, see `otp_trail_resync`.
   */
  uint32_t automatic;
  /**
   * The failure that brings the first lock, at least 1.
   */
  uint32_t throttle_limit;
  /**
   * How long the first lock is, in seconds. Each further failure doubles it.
   */
  uint32_t throttle_first_lock;
  /**
   * The longest lock, in seconds.
   */
  uint32_t throttle_longest_lock;
  /**
   * The failure after which only an administrator unlocks, at least 1; at most 100 by NIST SP 800-63B.
   */
  uint32_t throttle_stop;
  /**
   * 0.
   */
  uint32_t reserved;
} otp_policy;

/**
 * What the server remembers of a token: a counter, a time step with a drift, or a YubiKey's counters.
 *
 * Store the bytes as they are; they are the same on every machine. `otp_state_check` takes them back.
 */
typedef struct otp_state {
  /**
   * Version, family, flag, 0; drift (4); counter, step or usage and session use (8); zeros (8). Big-endian.
   */
  uint8_t bytes[24];
} otp_state;

/**
 * The parts of a state, for an audit log or an administrator. What the family does not have is 0.
 */
typedef struct otp_state_fields {
  /**
   * An `otp_family`.
   */
  uint32_t family;
  /**
   * TOTP: the token's clock minus the server's, in time steps.
   */
  int32_t drift;
  /**
   * HOTP: the next counter that is expected.
   */
  uint64_t counter;
  /**
   * TOTP: the step of the last accepted code.
   */
  uint64_t last_accepted;
  /**
   * TOTP: 1 where there is a last accepted code, else 0.
   */
  uint32_t has_last;
  /**
   * YubiKey: how often it was plugged in, 0 to 32767.
   */
  uint16_t usage;
  /**
   * YubiKey: how many OTPs it made since.
   */
  uint8_t session_use;
  /**
   * 0.
   */
  uint8_t reserved;
} otp_state_fields;

/**
 * The attempts since the last success, and the lock that they led to.
 *
 * Store the bytes as they are; they are the same on every machine. `otp_throttle_check` takes them back.
 */
typedef struct otp_throttle {
  /**
   * Version, 1 if only an administrator unlocks, 0, 0; attempts (4); locked until (8). Big-endian.
   */
  uint8_t bytes[16];
} otp_throttle;

/**
 * What a throttle says at a time.
 */
typedef struct otp_throttle_fields {
  /**
   * How many attempts were counted since the last success.
   */
  uint32_t attempts;
  /**
   * An `otp_lock`.
   */
  uint32_t lock;
  /**
   * In how many seconds the lock ends by itself; 0 where there is none, or none that does.
   */
  uint64_t retry_after;
} otp_throttle_fields;

/**
 * One counted attempt, from `otp_attempt_begin`, spent by the verdict that it is given to.
 *
 * A struct of zeros is none, and a spent one is refused. A copy of the bytes made before cannot be told from the
 * original: do not make any.
 */
typedef struct otp_attempt {
  /**
   * The throttle with this attempt counted. Store it, in one atomic statement, before the attempt is used.
   */
  struct otp_throttle throttle;
  /**
   * The version of this struct, 1.
   */
  uint8_t version;
  /**
   * 0, and 1 once spent.
   */
  uint8_t used;
  /**
   * Zeros.
   */
  uint8_t reserved[6];
  /**
   * The policy it was begun under: `throttle_limit` of an `otp_policy`.
   */
  uint32_t throttle_limit;
  /**
   * Its `throttle_first_lock`.
   */
  uint32_t throttle_first_lock;
  /**
   * Its `throttle_longest_lock`.
   */
  uint32_t throttle_longest_lock;
  /**
   * Its `throttle_stop`.
   */
  uint32_t throttle_stop;
} otp_attempt;

/**
 * Up to three codes that were not accepted, each with its time.
 *
 * Store the bytes with the care given to a secret: the codes may be unspent. They are the same on every machine;
 * `otp_trail_check` takes them back.
 */
typedef struct otp_trail {
  /**
   * Version, count, 0, 0; three times code (4), digits (1), zeros (3), time (8). Big-endian, the newest first.
   */
  uint8_t bytes[52];
} otp_trail;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Returns what a result means, in a few lower-case English words: for the audit log.
 *
 * Do not show it to the person at the door, who learns one word for every refusal: a text that says "used before"
 * confirms the code. For what was mistyped (100 to 149) it may be shown.
 *
 * `result` is any number; one that stands for nothing gives "unknown result". The text is static, never NULL.
 *
 * # Safety
 * Nothing is asked for.
 */
OTP_MUST_USE
const char *otp_result_message(uint32_t result);

/**
 * Returns the version of the library that runs, like `OTP_VERSION` of the header that it was compiled with.
 *
 * The text is static, never NULL.
 *
 * # Safety
 * Nothing is asked for.
 */
OTP_MUST_USE const char *otp_version(void);

/**
 * Gives the preset of a kind and profile: SHA-1, a step of 30 seconds, and locks from the tenth failure on.
 *
 * `kind` is an `otp_kind`, `profile` an `otp_profile`.
 *
 * Returns `OTP_OK`; `OTP_UNKNOWN_NUMBER`, `OTP_NULL`.
 *
 * # Safety
 * * `policy_out` is NULL or points to a writable policy.
 */
OTP_MUST_USE
enum otp_result otp_policy_default(uint32_t kind,
                                   uint32_t profile,
                                   struct otp_policy *policy_out);

/**
 * Makes an HOTP or TOTP token. To be freed with `otp_token_free`.
 *
 * `kind` is an `otp_kind` other than `OTP_KIND_YUBIKEY`, and the one of the policy. The secret, raw bytes and not
 * hexadecimal or base32 text, has 16 to 1024 of them (RFC 4226 section 4, R6: at least 128 bits); it is copied, and
 * yours to wipe.
 *
 * Returns `OTP_OK`; what makes the set-up unfit, 200 to 299; `OTP_UNKNOWN_NUMBER`, `OTP_NULL`, `OTP_LENGTH`;
 * `OTP_NO_MEMORY`.
 *
 * # Safety
 * * `policy` is NULL or points to a policy.
 * * `secret` is NULL or points to `secret_len` bytes.
 * * `token_out` is NULL or points to a writable pointer.
 */
OTP_MUST_USE
enum otp_result otp_token_new(uint32_t kind,
                              const struct otp_policy *policy,
                              const void *secret,
                              size_t secret_len,
                              struct otp_token **token_out);

/**
 * Makes a token as `otp_token_new` does, from a secret that may be as short as 10 bytes, below what RFC 4226 admits.
 *
 * Tokens with keys of 80 bits exist. Admit them knowingly, and replace them.
 *
 * Returns `OTP_OK` and all else as `otp_token_new` does.
 *
 * # Safety
 * * `policy` is NULL or points to a policy.
 * * `secret` is NULL or points to `secret_len` bytes.
 * * `token_out` is NULL or points to a writable pointer.
 */
OTP_MUST_USE
enum otp_result otp_token_new_short(uint32_t kind,
                                    const struct otp_policy *policy,
                                    const void *secret,
                                    size_t secret_len,
                                    struct otp_token **token_out);

/**
 * Makes a YubiKey from the two secrets that the tool which programmed it gave. To be freed with `otp_token_free`.
 *
 * Both are raw bytes: 16 of the AES key, 6 of the private id. They are copied, and yours to wipe. The private id is
 * mandatory, and never to be learnt from the first OTP. It takes no policy; what
 * `otp_policy_default(OTP_KIND_YUBIKEY, ...)` gives counts its attempts.
 *
 * Returns `OTP_OK`; `OTP_NULL`; `OTP_NO_MEMORY`.
 *
 * # Safety
 * * `aes_key` is NULL or points to 16 bytes.
 * * `private_id` is NULL or points to 6 bytes.
 * * `token_out` is NULL or points to a writable pointer.
 */
OTP_MUST_USE
enum otp_result otp_yubikey_new(const void *aes_key,
                                const void *private_id,
                                struct otp_token **token_out);

/**
 * Wipes a token and frees it; does nothing with NULL.
 *
 * # Safety
 * * `token` is NULL, or came from a constructor, is used by no other thread and was not freed before.
 */
void otp_token_free(struct otp_token *token);

/**
 * Gives the state of an HOTP token whose next expected counter is `counter`: 0 for a fresh one.
 *
 * Returns `OTP_OK`; `OTP_NULL`.
 *
 * # Safety
 * * `state_out` is NULL or points to a writable state.
 */
OTP_MUST_USE enum otp_result otp_state_hotp(uint64_t counter, struct otp_state *state_out);

/**
 * Gives the state of a TOTP token: 0, 0, 0 for a fresh one.
 *
 * `has_last` is 1 where the code of the time step `last_accepted` was accepted, and 0 where none was; then
 * `last_accepted` is 0, too. `drift` is the token's clock minus the server's, in time steps.
 *
 * Returns `OTP_OK`; `OTP_UNKNOWN_NUMBER` for another `has_last`, `OTP_STATE_FIELD` for a last step where there is
 * none; `OTP_NULL`.
 *
 * # Safety
 * * `state_out` is NULL or points to a writable state.
 */
OTP_MUST_USE
enum otp_result otp_state_totp(uint32_t has_last,
                               uint64_t last_accepted,
                               int32_t drift,
                               struct otp_state *state_out);

/**
 * Gives the state of a YubiKey whose last accepted OTP had these counters: 0, 0 for a fresh one.
 *
 * Returns `OTP_OK`; `OTP_USAGE_COUNTER` for a usage above 32767; `OTP_NULL`.
 *
 * # Safety
 * * `state_out` is NULL or points to a writable state.
 */
OTP_MUST_USE
enum otp_result otp_state_yubikey(uint16_t usage,
                                  uint8_t session_use,
                                  struct otp_state *state_out);

/**
 * Gives the state of a TOTP token after the server's clock was wrong: nothing up to `now` is accepted, drift 0.
 *
 * An administrator's act, to be written into the audit log and never done by a program on its own: it re-opens codes
 * that were spent for steps after `now`. A server whose clock once ran ahead has accepted steps that are still to come
 * and refuses every code until then; where no resync cures that, this does.
 *
 * Returns `OTP_OK`; `OTP_BEFORE_T0`; `OTP_WRONG_KIND` for a token without a clock; `OTP_NULL`.
 *
 * # Safety
 * * `token` is NULL, or came from a constructor and is not freed before the call ends.
 * * `state_out` is NULL or points to a writable state.
 */
OTP_MUST_USE
enum otp_result otp_state_reset_clock(const struct otp_token *token,
                                      uint64_t now,
                                      struct otp_state *state_out);

/**
 * Takes a state back from the bytes it was stored as.
 *
 * `len` is what the database says, and must be 24.
 *
 * Returns `OTP_OK`; `OTP_STATE_LENGTH`, `OTP_STATE_VERSION`, `OTP_STATE_FAMILY`, `OTP_STATE_FIELD`; `OTP_NULL`,
 * `OTP_LENGTH`.
 *
 * # Safety
 * * `bytes` is NULL or points to `len` bytes. They may be those of `state_out`.
 * * `state_out` is NULL or points to a writable state.
 */
OTP_MUST_USE
enum otp_result otp_state_check(const void *bytes,
                                size_t len,
                                struct otp_state *state_out);

/**
 * Gives the parts of a state.
 *
 * Returns `OTP_OK`; `OTP_STATE_VERSION`, `OTP_STATE_FAMILY`, `OTP_STATE_FIELD`; `OTP_NULL`.
 *
 * # Safety
 * * `state` is NULL or points to a state.
 * * `fields_out` is NULL or points to writable fields.
 */
OTP_MUST_USE
enum otp_result otp_state_read(const struct otp_state *state,
                               struct otp_state_fields *fields_out);

/**
 * Tells whether two states are sound and the same: for a compare-and-swap outside of a database.
 *
 * Returns false also where a pointer is NULL or a state cannot be read.
 *
 * # Safety
 * * `a` and `b` are NULL or point to a state.
 */
OTP_MUST_USE bool otp_state_equal(const struct otp_state *a, const struct otp_state *b);

/**
 * Gives the throttle without attempts and lock: of a fresh token, after every success, and when an administrator
 * unlocks.
 *
 * Returns `OTP_OK`; `OTP_NULL`.
 *
 * # Safety
 * * `throttle_out` is NULL or points to a writable throttle.
 */
OTP_MUST_USE
enum otp_result otp_throttle_unlock(struct otp_throttle *throttle_out);

/**
 * Takes a throttle back from the bytes it was stored as.
 *
 * `len` is what the database says, and must be 16.
 *
 * Returns `OTP_OK`; `OTP_THROTTLE_BYTES`; `OTP_NULL`, `OTP_LENGTH`.
 *
 * # Safety
 * * `bytes` is NULL or points to `len` bytes. They may be those of `throttle_out`.
 * * `throttle_out` is NULL or points to a writable throttle.
 */
OTP_MUST_USE
enum otp_result otp_throttle_check(const void *bytes,
                                   size_t len,
                                   struct otp_throttle *throttle_out);

/**
 * Tells how many attempts there were, and for how long the token is locked. Looking counts nothing.
 *
 * `now` is in Unix seconds, from the clock that all servers share.
 *
 * Returns `OTP_OK`; `OTP_THROTTLE_BYTES`; `OTP_NULL`.
 *
 * # Safety
 * * `throttle` is NULL or points to a throttle.
 * * `fields_out` is NULL or points to writable fields.
 */
OTP_MUST_USE
enum otp_result otp_throttle_read(const struct otp_throttle *throttle,
                                  uint64_t now,
                                  struct otp_throttle_fields *fields_out);

/**
 * Counts an attempt, before any code is judged: guesses in parallel cannot slip through together.
 *
 * Store `attempt_out->throttle` where the throttle that was read still stands; if no row changed, read again. Then
 * give the attempt to `otp_verify`, `otp_resync` or `otp_trail_resync`. After a success store what
 * `otp_throttle_unlock` gives, together with the next state; after a refusal nothing is left to do.
 *
 * The policy is that of the token, whose guessing odds rest on it: with an attempt that was begun under other locks,
 * verdicts answer `OTP_WRONG_POLICY`. A YubiKey takes any. Where one login may match several tokens of a person, the
 * throttle belongs to the person: give the attempt to the first token and NULL to the others, and choose a limit for
 * that many tokens, since their odds add up. The attempt that reaches a limit is still judged, and the throttle it
 * carries is locked already. `now` is in Unix seconds; a clock that was set back prolongs a lock.
 *
 * Returns `OTP_OK`; `OTP_LOCKED`, the same for right and wrong codes and not counted: `otp_throttle_read` says for how
 * long; `OTP_THROTTLE_BYTES`; `OTP_ZERO_LIMIT`, `OTP_POLICY_VERSION`; `OTP_UNKNOWN_NUMBER`, `OTP_NULL`.
 *
 * # Safety
 * * `throttle` is NULL or points to a throttle.
 * * `policy` is NULL or points to a policy.
 * * `attempt_out` is NULL or points to a writable attempt. The throttle may lie in it.
 */
OTP_MUST_USE
enum otp_result otp_attempt_begin(const struct otp_throttle *throttle,
                                  const struct otp_policy *policy,
                                  uint64_t now,
                                  struct otp_attempt *attempt_out);

/**
 * Tells whether what was typed can be judged at all, before an attempt is spent on it. Computes nothing secret.
 *
 * With one text it is a code or a YubiKey's OTP for `otp_verify`; with any other number, successive codes for
 * `otp_resync`. Texts are ASCII and their lengths, need no NUL, and are not trimmed: a code must have one form only.
 *
 * Returns `OTP_OK`; why it cannot be judged, 100 to 149, which the person may be told; `OTP_NULL`, `OTP_LENGTH`.
 *
 * # Safety
 * * `token` is NULL, or came from a constructor and is not freed before the call ends.
 * * `codes` is NULL or points to `count` pointers, each NULL or to as many characters as `code_lens` says.
 * * `code_lens` is NULL or points to `count` lengths.
 */
OTP_MUST_USE
enum otp_result otp_input_check(const struct otp_token *token,
                                const char *const *codes,
                                const size_t *code_lens,
                                size_t count);

/**
 * Judges one code, or the OTP of a YubiKey: a login.
 *
 * `code` is `code_len` ASCII characters as they were typed, not trimmed. `now` is in Unix seconds, from the clock that
 * all servers share; tokens without a clock do not look at it. `attempt` is from `otp_attempt_begin`, its throttle
 * stored; with NULL nobody counts, for callers that limit attempts by other means, and for what-if. `OTP_OK` and the
 * refusals spend it, and nothing else does.
 *
 * `OTP_OK` is half of a login. The other half: store `next_out` where the state that was read still stands, in one
 * statement, and let the user in only if that changed a row. Whoever checks first and stores later lets the same code
 * in twice.
 *
 * Returns `OTP_OK`; a refusal, 1 to 99; why code, state or attempt cannot be read, 100 to 199 and
 * `OTP_ATTEMPT_BYTES`; `OTP_ATTEMPT_USED`, `OTP_WRONG_POLICY`, `OTP_WRONG_KIND`, `OTP_NULL`, `OTP_LENGTH`.
 *
 * # Safety
 * * `token` is NULL, or came from a constructor and is not freed before the call ends.
 * * `state` is NULL or points to a state.
 * * `attempt` is NULL or points to a writable attempt that no other thread uses.
 * * `code` is NULL or points to `code_len` characters.
 * * `next_out` is NULL or points to a writable state. It may be `state`, where a version is compared when it is
 *   stored and not the state that was read; it must not overlap `attempt`.
 */
OTP_MUST_USE
enum otp_result otp_verify(const struct otp_token *token,
                           const struct otp_state *state,
                           struct otp_attempt *attempt,
                           const char *code,
                           size_t code_len,
                           uint64_t now,
                           struct otp_state *next_out);

/**
 * Finds where a token is from two or three successive codes, the oldest first. Not a login: the codes are spent, and
 * the user logs in with a fresh one.
 *
 * `now`, `attempt` and `next_out` are as for `otp_verify`; one call is one attempt, whatever the number of codes.
 *
 * Returns `OTP_OK`; a refusal, 1 to 99; why codes, state or attempt cannot be read, 100 to 199 and
 * `OTP_ATTEMPT_BYTES`; `OTP_ATTEMPT_USED`, `OTP_WRONG_POLICY`, `OTP_WRONG_KIND`, `OTP_NULL`, `OTP_LENGTH`.
 *
 * # Safety
 * * `token` is NULL, or came from a constructor and is not freed before the call ends.
 * * `state` is NULL or points to a state.
 * * `attempt` is NULL or points to a writable attempt that no other thread uses.
 * * `codes` is NULL or points to `count` pointers, each NULL or to as many characters as `code_lens` says.
 * * `code_lens` is NULL or points to `count` lengths.
 * * `next_out` is NULL or points to a writable state. It may be `state`, where a version is compared when it is
 *   stored and not the state that was read; it must not overlap `attempt`.
 */
OTP_MUST_USE
enum otp_result otp_resync(const struct otp_token *token,
                           const struct otp_state *state,
                           struct otp_attempt *attempt,
                           const char *const *codes,
                           const size_t *code_lens,
                           size_t count,
                           uint64_t now,
                           struct otp_state *next_out);

/**
 * Gives the trail without codes: of a fresh token, and after every success.
 *
 * Returns `OTP_OK`; `OTP_NULL`.
 *
 * # Safety
 * * `trail_out` is NULL or points to a writable trail.
 */
OTP_MUST_USE enum otp_result otp_trail_clear(struct otp_trail *trail_out);

/**
 * Takes a trail back from the bytes it was stored as.
 *
 * `len` is what the database says, and must be 52.
 *
 * Returns `OTP_OK`; `OTP_TRAIL_BYTES`; `OTP_NULL`, `OTP_LENGTH`.
 *
 * # Safety
 * * `bytes` is NULL or points to `len` bytes. They may be those of `trail_out`.
 * * `trail_out` is NULL or points to a writable trail.
 */
OTP_MUST_USE enum otp_result otp_trail_check(const void *bytes, size_t len, struct otp_trail *trail_out);

/**
 * Gives the trail with one more code; the oldest of three falls off. Judges nothing.
 *
 * The answer is the same whether or not the code fits. Store the trail like a state: where the row that was read still
 * stands, since a success in between has emptied it.
 *
 * Returns `OTP_OK`; `OTP_CODE_LENGTH`, `OTP_CODE_DIGIT`, `OTP_TRAIL_BYTES`; `OTP_NULL`, `OTP_LENGTH`.
 *
 * # Safety
 * * `trail` is NULL or points to a trail.
 * * `code` is NULL or points to `code_len` characters.
 * * `trail_out` is NULL or points to a writable trail. It may be `trail`.
 */
OTP_MUST_USE
enum otp_result otp_trail_push(const struct otp_trail *trail,
                               const char *code,
                               size_t code_len,
                               uint64_t now,
                               struct otp_trail *trail_out);

/**
 * Tells whether a trail has the codes that a resync needs, before an attempt is spent on them. Judges nothing.
 *
 * Ask after the code of the second request was pushed, with the numbers that `otp_trail_resync` will be given: so a
 * person whose first code has become too old is asked for another, and loses no attempt.
 *
 * Returns `OTP_OK`; `OTP_TRAIL_VOID` where the trail has no such codes; `OTP_WRONG_COUNT`, `OTP_NOT_SUPPORTED`,
 * `OTP_NOT_NEEDED`; `OTP_WRONG_LENGTH` for pushed codes of another length than the token's; `OTP_TRAIL_BYTES`;
 * `OTP_NULL`.
 *
 * # Safety
 * * `token` is NULL, or came from a constructor and is not freed before the call ends.
 * * `trail` is NULL or points to a trail.
 */
OTP_MUST_USE
enum otp_result otp_trail_ready(const struct otp_token *token,
                                const struct otp_trail *trail,
                                size_t count,
                                uint64_t limit,
                                uint64_t now);

/**
 * Resyncs on the newest `count` codes of a trail, 2 or 3, in the order they came. Not a login.
 *
 * None of them may be older than `limit` seconds (`OTP_TRAIL_LIMIT` unless you have reasons) or from a time later than
 * `now`. The rest is as for `otp_resync`. After `OTP_OK` store `next_out`, an empty trail and an unlocked throttle in
 * one statement, where the row that was read still stands.
 *
 * * In two requests (where `policy.in_two_requests`): push the first code and ask for one more, whatever it was; with
 *   the second, ask `otp_trail_ready`, begin an attempt and call this with a count of 2.
 * * By itself (where `policy.automatic` is not 0): push the code of each refused login; if the token is not locked,
 *   call this with that count and NULL for `attempt`, since the login has been counted. The login stays refused
 *   whatever it answers.
 *
 * Returns `OTP_OK`; a refusal, 1 to 99; `OTP_TRAIL_VOID` where the trail has no such codes; `OTP_WRONG_COUNT`,
 * `OTP_NOT_SUPPORTED`, `OTP_NOT_NEEDED`; `OTP_WRONG_LENGTH` for pushed codes of another length than the token's; why
 * trail, state or attempt cannot be read, 150 to 199 and `OTP_ATTEMPT_BYTES`; `OTP_ATTEMPT_USED`, `OTP_WRONG_POLICY`,
 * `OTP_WRONG_KIND`, `OTP_NULL`.
 *
 * # Safety
 * * `token` is NULL, or came from a constructor and is not freed before the call ends.
 * * `state` is NULL or points to a state.
 * * `attempt` is NULL or points to a writable attempt that no other thread uses.
 * * `trail` is NULL or points to a trail.
 * * `next_out` is NULL or points to a writable state. It may be `state`, where a version is compared when it is
 *   stored and not the state that was read; it must not overlap `attempt`.
 */
OTP_MUST_USE
enum otp_result otp_trail_resync(const struct otp_token *token,
                                 const struct otp_state *state,
                                 struct otp_attempt *attempt,
                                 const struct otp_trail *trail,
                                 size_t count,
                                 uint64_t limit,
                                 uint64_t now,
                                 struct otp_state *next_out);

/**
 * Finds the token that made two or three successive codes, the oldest first, among many.
 *
 * An administrator's tool for a token without a label, never a login: nothing is spent, nothing is counted. Every
 * token is asked at every unspent place of its resync window, whatever its profile says of resync; YubiKeys are left
 * out, they tell who they are. `states[i]` is the state of `tokens[i]`. `now` is in Unix seconds.
 *
 * This is the one call besides the constructors that allocates: about 40 bytes for each token.
 *
 * Returns `OTP_OK` and the place of the one token in `index_out`, from 0; `OTP_NO_MATCH` for none; `OTP_AMBIGUOUS` for
 * several: ask for a longer run, or for the next codes. `OTP_WRONG_COUNT` for other than two or three codes,
 * `OTP_WRONG_LENGTH` for codes of different lengths, and what makes a code unreadable, 100 to 149; `OTP_ODDS` where
 * made-up codes would fit some token with odds above 1 in 1000: too many tokens, ask for a third code; why a state
 * cannot be read, 150 to 199; `OTP_WRONG_KIND` for a state of another family than its token; `OTP_NULL`, `OTP_LENGTH`;
 * `OTP_NO_MEMORY`.
 *
 * # Safety
 * * `tokens` is NULL or points to `token_count` pointers, each NULL, or from a constructor and not freed before the
 *   call ends.
 * * `states` is NULL or points to `token_count` states.
 * * `codes` is NULL or points to `code_count` pointers, each NULL or to as many characters as `code_lens` says.
 * * `code_lens` is NULL or points to `code_count` lengths.
 * * `index_out` is NULL or points to a writable number.
 */
OTP_MUST_USE
enum otp_result otp_lookup(struct otp_token *const *tokens,
                           const struct otp_state *states,
                           size_t token_count,
                           const char *const *codes,
                           const size_t *code_lens,
                           size_t code_count,
                           uint64_t now,
                           size_t *index_out);

/**
 * Reads `token 12345678`, what people type to pair a token where a VPN client has one field only.
 *
 * The lower-case word, one space, and a serial of 1 to 32 letters, digits and hyphens, nothing else. Writes the serial
 * and a NUL; `OTP_SERIAL_CAP` bytes are always enough.
 *
 * Returns `OTP_OK`; `OTP_SERIAL_PREFIX` for a text that is no such request, a code perhaps; `OTP_SERIAL_LENGTH`,
 * `OTP_SERIAL_CHARACTER` for one that is; `OTP_BUFFER_TOO_SMALL`, `OTP_NULL`, `OTP_LENGTH`.
 *
 * # Safety
 * * `text` is NULL or points to `text_len` characters.
 * * `serial_out` is NULL or points to `serial_cap` writable bytes, which may be those of the text.
 */
OTP_MUST_USE
enum otp_result otp_serial_parse(const char *text,
                                 size_t text_len,
                                 char *serial_out,
                                 size_t serial_cap);

/**
 * Reads the public id of a YubiKey's OTP, which tells whose it claims to be: look the token up by it, then verify the
 * whole OTP.
 *
 * Writes 0 to 32 lower-case modhex characters and a NUL; `OTP_PUBLIC_ID_CAP` bytes are always enough.
 *
 * Returns `OTP_OK`; `OTP_OTP_LENGTH`, `OTP_OTP_MODHEX`; `OTP_BUFFER_TOO_SMALL`, `OTP_NULL`, `OTP_LENGTH`.
 *
 * # Safety
 * * `otp` is NULL or points to `otp_len` characters.
 * * `id_out` is NULL or points to `id_cap` writable bytes, which may be those of the OTP.
 */
OTP_MUST_USE
enum otp_result otp_public_id_parse(const char *otp,
                                    size_t otp_len,
                                    char *id_out,
                                    size_t id_cap);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* LIBOTP_OTP_H */
