//! What every call answers: one number, and a text for it.

#![expect(unsafe_code, reason = "the signatures of exports are unsafe, their bodies are not")]

use crate::boundary::guard;
use std::ffi::{CStr, c_char};

/// The last number of the refusals, which begin at 1. A person is told one and the same word for all of them.
pub const OTP_LAST_REFUSAL: u32 = 99;

/// The last number of the block after the refusals, 100 to 199: what cannot be read. No attempt is spent on it.
pub const OTP_LAST_UNREADABLE: u32 = 199;

/// The last number of the set-up errors, 200 to 299: what no token should be run with.
pub const OTP_LAST_SETUP: u32 = 299;

/// The last number of the misuses, 300 to 399: mistakes of the calling program. Above lie faults, 400 to 499.
pub const OTP_LAST_MISUSE: u32 = 399;

/// What a call answers. 0 and only 0 is good, so a forgotten comparison refuses the right code.
///
/// Numbers never change their meaning, and a retired one is not used again. Later versions may answer with more of
/// them: treat a number that you do not know by its block, and never as success.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum otp_result {
    /// Accepted, found or done. An accepted code only counts once `next_out` is stored.
    OTP_OK = 0,

    /// Refused: the code fits nowhere in the window.
    OTP_NO_MATCH = 1,
    /// Refused: it fits what was used before.
    OTP_REPLAYED = 2,
    /// Refused: the whole window lies behind the last accepted time step. The clock was set back, or the token runs
    /// ahead; a resync cures most of it, `otp_state_reset_clock` the rest.
    OTP_BEHIND_LAST_ACCEPTED = 3,
    /// Refused: the codes fit two places, or two tokens. A longer run, or the next codes, will tell.
    OTP_AMBIGUOUS = 4,
    /// Refused: the time lies before the token's T0.
    OTP_BEFORE_T0 = 5,
    /// Refused: the token is locked. No code was looked at, nothing was counted.
    OTP_LOCKED = 6,

    /// Typed: a code does not have 6, 7 or 8 characters.
    OTP_CODE_LENGTH = 100,
    /// Typed: a code holds something that is no ASCII digit.
    OTP_CODE_DIGIT = 101,
    /// Typed: a YubiKey OTP does not have an even number of 32 to 64 characters.
    OTP_OTP_LENGTH = 102,
    /// Typed: a YubiKey OTP holds something that is not lower-case modhex.
    OTP_OTP_MODHEX = 103,
    /// Typed: a code does not have the token's number of digits, or that of the other codes.
    OTP_WRONG_LENGTH = 104,
    /// The token is resynced with another number of codes.
    OTP_WRONG_COUNT = 105,
    /// The token's profile knows no resync for its kind.
    OTP_NOT_SUPPORTED = 106,
    /// Nothing in this kind of token can get out of step.
    OTP_NOT_NEEDED = 107,
    /// The trail does not hold so many codes, or one of them is too old or from the future.
    OTP_TRAIL_VOID = 108,
    /// Typed: the text does not begin with `token` and a space, so it is no request to pair. A code, perhaps.
    OTP_SERIAL_PREFIX = 109,
    /// Typed: a serial does not have 1 to 32 characters.
    OTP_SERIAL_LENGTH = 110,
    /// Typed: a serial holds something that is no letter, digit or hyphen.
    OTP_SERIAL_CHARACTER = 111,

    /// Stored: a state does not have 24 bytes.
    OTP_STATE_LENGTH = 150,
    /// Stored: the state was written by a version that this library does not know.
    OTP_STATE_VERSION = 151,
    /// Stored: the family of the state is none that this library knows.
    OTP_STATE_FAMILY = 152,
    /// Stored: the state holds a value that no state of its family has.
    OTP_STATE_FIELD = 153,
    /// Stored: a YubiKey usage counter is above 32767.
    OTP_USAGE_COUNTER = 154,
    /// Stored: these bytes are no throttle.
    OTP_THROTTLE_BYTES = 155,
    /// Stored: these bytes are no trail.
    OTP_TRAIL_BYTES = 156,

    /// A secret has fewer than 16 bytes, or 10 where short ones are admitted.
    OTP_SECRET_TOO_SHORT = 200,
    /// A secret has more than 1024 bytes.
    OTP_SECRET_TOO_LONG = 201,
    /// The time step is zero.
    OTP_ZERO_STEP = 202,
    /// The resync window is zero.
    OTP_ZERO_RESYNC_WINDOW = 203,
    /// The throttle leaves no attempt before its first lock.
    OTP_ZERO_LIMIT = 204,
    /// The kind is not one that the constructor makes, or not the one that the policy is for.
    OTP_KIND_MISMATCH = 205,
    /// The policy asks for an automatic resync with a number of codes that it does not admit, or that comes only once
    /// the token is locked.
    OTP_AUTOMATIC_RESYNC = 206,
    /// A window has more than 10 001 places.
    OTP_WINDOW_TOO_WIDE = 207,
    /// Guessing would be too easy: odds above 1 in 1000 before the first lock, or of made-up codes in a lookup.
    OTP_ODDS = 208,
    /// The policy was written by a version that this library does not know, or its reserved field is not zero.
    OTP_POLICY_VERSION = 209,

    /// A pointer is NULL that must not be.
    OTP_NULL = 300,
    /// A length or count is larger than any object.
    OTP_LENGTH = 301,
    /// A number stands for nothing: a kind, profile, algorithm, rule or flag that does not exist.
    OTP_UNKNOWN_NUMBER = 302,
    /// The state is of another family than the token, rows were mixed up; or this kind of token does not know the call.
    OTP_WRONG_KIND = 303,
    /// The attempt was spent on another verdict.
    OTP_ATTEMPT_USED = 304,
    /// The attempt is not one that `otp_attempt_begin` made.
    OTP_ATTEMPT_BYTES = 305,
    /// The text and its NUL do not fit in the buffer.
    OTP_BUFFER_TOO_SMALL = 306,
    /// The attempt was begun under other locks than the token's policy has, on which its guessing odds rest. A
    /// YubiKey takes any.
    OTP_WRONG_POLICY = 307,

    /// There is no memory for a token or a lookup. Nothing else allocates.
    OTP_NO_MEMORY = 400,
    /// A fault of this library, to be reported; the call has done nothing.
    OTP_INTERNAL = 401,
}

#[allow(clippy::enum_glob_use, reason = "all of them")]
use otp_result::*;

/// Returns what a result means, in a few lower-case English words: for the audit log.
///
/// Do not show it to the person at the door, who learns one word for every refusal: a text that says "used before"
/// confirms the code. For what was mistyped (100 to 149) it may be shown.
///
/// `result` is any number; one that stands for nothing gives "unknown result". The text is static, never NULL.
///
/// # Safety
/// Nothing is asked for.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_result_message(result: u32) -> *const c_char {
    guard(UNKNOWN, |_| {
        let known = otp_result::ALL.iter().find(|known| **known as u32 == result);
        known.map_or(UNKNOWN, |known| known.message())
    })
    .as_ptr()
}

/// Returns the version of the library that runs, like `OTP_VERSION` of the header that it was compiled with.
///
/// The text is static, never NULL.
///
/// # Safety
/// Nothing is asked for.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_version() -> *const c_char {
    guard(VERSION, |_| VERSION).as_ptr()
}

impl otp_result {
    /// Whether a code was judged, which spends the attempt.
    pub(crate) const fn is_verdict(self) -> bool {
        self as u32 <= OTP_LAST_REFUSAL
    }

    #[rustfmt::skip]
    const fn message(self) -> &'static CStr {
        match self {
            OTP_OK                   => c"ok",
            OTP_NO_MATCH             => c"no match in the window",
            OTP_REPLAYED             => c"matches what was used before",
            OTP_BEHIND_LAST_ACCEPTED => c"the whole window lies behind the last accepted time step",
            OTP_AMBIGUOUS            => c"the codes fit more than one place",
            OTP_BEFORE_T0            => c"the time lies before T0",
            OTP_LOCKED               => c"locked",
            OTP_CODE_LENGTH          => c"a code has 6, 7 or 8 digits",
            OTP_CODE_DIGIT           => c"a code has ASCII digits only",
            OTP_OTP_LENGTH           => c"a YubiKey OTP has an even number of 32 to 64 characters",
            OTP_OTP_MODHEX           => c"a YubiKey OTP has lower-case modhex characters only",
            OTP_WRONG_LENGTH         => c"a code does not have the token's number of digits, or that of the others",
            OTP_WRONG_COUNT          => c"resync of this token takes another number of codes",
            OTP_NOT_SUPPORTED        => c"resync is not supported for this kind of token",
            OTP_NOT_NEEDED           => c"this kind of token needs no resync",
            OTP_TRAIL_VOID           => c"the trail does not hold so many valid codes",
            OTP_SERIAL_PREFIX        => c"the text does not begin with `token `",
            OTP_SERIAL_LENGTH        => c"a serial has 1 to 32 characters",
            OTP_SERIAL_CHARACTER     => c"a serial has letters, digits and hyphens only",
            OTP_STATE_LENGTH         => c"a state has 24 bytes",
            OTP_STATE_VERSION        => c"the version of the state is not known",
            OTP_STATE_FAMILY         => c"the family of the state is not known",
            OTP_STATE_FIELD          => c"the state holds a value that no such state has",
            OTP_USAGE_COUNTER        => c"a YubiKey usage counter is at most 32767",
            OTP_THROTTLE_BYTES       => c"these bytes are no throttle",
            OTP_TRAIL_BYTES          => c"these bytes are no trail",
            OTP_SECRET_TOO_SHORT     => c"the secret is too short",
            OTP_SECRET_TOO_LONG      => c"the secret is longer than 1024 bytes",
            OTP_ZERO_STEP            => c"the time step must be at least 1 second",
            OTP_ZERO_RESYNC_WINDOW   => c"the resync window must reach at least 1 beyond its first place",
            OTP_ZERO_LIMIT           => c"a throttle must allow at least 1 attempt",
            OTP_KIND_MISMATCH        => c"the kind of token does not fit the constructor or the policy",
            OTP_AUTOMATIC_RESYNC     => c"an automatic resync takes an admitted number of codes, and locks nothing",
            OTP_WINDOW_TOO_WIDE      => c"a window has more than 10001 places",
            OTP_ODDS                 => c"guessing passes with odds above 1 in 1000",
            OTP_POLICY_VERSION       => c"the version of the policy is not known",
            OTP_NULL                 => c"a pointer is NULL",
            OTP_LENGTH               => c"a length is larger than any object",
            OTP_UNKNOWN_NUMBER       => c"a number stands for no kind, profile, algorithm, rule or flag",
            OTP_WRONG_KIND           => c"the state, or the call, is for another kind of token",
            OTP_ATTEMPT_USED         => c"the attempt was spent on another verdict",
            OTP_ATTEMPT_BYTES        => c"these bytes are no attempt",
            OTP_BUFFER_TOO_SMALL     => c"the text does not fit in the buffer",
            OTP_WRONG_POLICY         => c"the attempt was begun under another throttle policy than the token's",
            OTP_NO_MEMORY            => c"out of memory",
            OTP_INTERNAL             => c"a fault of the library",
        }
    }

    /// All of them; a test compares the list with the header.
    #[rustfmt::skip]
    const ALL: [Self; 46] = [
        OTP_OK,
        OTP_NO_MATCH, OTP_REPLAYED, OTP_BEHIND_LAST_ACCEPTED, OTP_AMBIGUOUS, OTP_BEFORE_T0, OTP_LOCKED,
        OTP_CODE_LENGTH, OTP_CODE_DIGIT, OTP_OTP_LENGTH, OTP_OTP_MODHEX, OTP_WRONG_LENGTH, OTP_WRONG_COUNT,
        OTP_NOT_SUPPORTED, OTP_NOT_NEEDED, OTP_TRAIL_VOID, OTP_SERIAL_PREFIX, OTP_SERIAL_LENGTH, OTP_SERIAL_CHARACTER,
        OTP_STATE_LENGTH, OTP_STATE_VERSION, OTP_STATE_FAMILY, OTP_STATE_FIELD, OTP_USAGE_COUNTER, OTP_THROTTLE_BYTES,
        OTP_TRAIL_BYTES,
        OTP_SECRET_TOO_SHORT, OTP_SECRET_TOO_LONG, OTP_ZERO_STEP, OTP_ZERO_RESYNC_WINDOW, OTP_ZERO_LIMIT,
        OTP_KIND_MISMATCH, OTP_AUTOMATIC_RESYNC, OTP_WINDOW_TOO_WIDE, OTP_ODDS, OTP_POLICY_VERSION,
        OTP_NULL, OTP_LENGTH, OTP_UNKNOWN_NUMBER, OTP_WRONG_KIND, OTP_ATTEMPT_USED, OTP_ATTEMPT_BYTES,
        OTP_BUFFER_TOO_SMALL, OTP_WRONG_POLICY,
        OTP_NO_MEMORY, OTP_INTERNAL,
    ];
}

const UNKNOWN: &CStr = c"unknown result";

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => panic!("a version has no NUL"),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_the_header_has_its_own_text() {
        let header = include_str!("../include/otp.h");
        let (_, numbers) = header.split_once("typedef enum otp_result {").unwrap();
        let (numbers, _) = numbers.split_once("} otp_result;").unwrap();
        let numbers: Vec<String> =
            numbers.lines().filter(|line| line.contains(" = ")).map(|line| line.trim().to_owned()).collect();
        let known: Vec<String> =
            otp_result::ALL.iter().map(|known| format!("{known:?} = {},", *known as u32)).collect();
        assert_eq!(known, numbers);
        let mut texts: Vec<&CStr> = otp_result::ALL.iter().map(|known| known.message()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), otp_result::ALL.len());
    }

    #[test]
    fn only_success_and_refusals_are_verdicts() {
        for known in otp_result::ALL {
            assert_eq!(known.is_verdict(), (known as u32) < 100);
        }
    }
}
