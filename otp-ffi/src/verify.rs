//! Verdicts on what a person typed or a key sent.

#![expect(unsafe_code, reason = "the signatures of exports are unsafe, their bodies are not")]

use crate::{
    attempt::{Case, otp_attempt},
    boundary::{Caller, answer},
    result::otp_result,
    state::otp_state,
    token::otp_token,
};
use otp_core::UnixTime;
use std::ffi::c_char;

/// Tells whether what was typed can be judged at all, before an attempt is spent on it. Computes nothing secret.
///
/// With one text it is a code or a YubiKey's OTP for `otp_verify`; with any other number, successive codes for
/// `otp_resync`. Texts are ASCII and their lengths, need no NUL, and are not trimmed: a code must have one form only.
///
/// Returns `OTP_OK`; why it cannot be judged, 100 to 149, which the person may be told; `OTP_NULL`, `OTP_LENGTH`.
///
/// # Safety
/// * `token` is NULL, or came from a constructor and is not freed before the call ends.
/// * `codes` is NULL or points to `count` pointers, each NULL or to as many characters as `code_lens` says.
/// * `code_lens` is NULL or points to `count` lengths.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_input_check(
    token: *const otp_token,
    codes: *const *const c_char,
    code_lens: *const usize,
    count: usize,
) -> otp_result {
    answer(|caller| {
        let (token, texts) = (caller.token(token)?, Texts::read(caller, codes, code_lens, count)?);
        match *texts.as_slice() {
            [text] => token.read(text).map(drop)?,
            ref run => token.read_run(run).map(drop)?,
        }
        Ok(())
    })
}

/// Judges one code, or the OTP of a YubiKey: a login.
///
/// `code` is `code_len` ASCII characters as they were typed, not trimmed. `now` is in Unix seconds, from the clock that
/// all servers share; tokens without a clock do not look at it. `attempt` is from `otp_attempt_begin`, its throttle
/// stored; with NULL nobody counts, for callers that limit attempts by other means, and for what-if. `OTP_OK` and the
/// refusals spend it, and nothing else does.
///
/// `OTP_OK` is half of a login. The other half: store `next_out` where the state that was read still stands, in one
/// statement, and let the user in only if that changed a row. Whoever checks first and stores later lets the same code
/// in twice.
///
/// Returns `OTP_OK`; a refusal, 1 to 99; why code, state or attempt cannot be read, 100 to 199 and
/// `OTP_ATTEMPT_BYTES`; `OTP_ATTEMPT_USED`, `OTP_WRONG_POLICY`, `OTP_WRONG_KIND`, `OTP_NULL`, `OTP_LENGTH`.
///
/// # Safety
/// * `token` is NULL, or came from a constructor and is not freed before the call ends.
/// * `state` is NULL or points to a state.
/// * `attempt` is NULL or points to a writable attempt that no other thread uses.
/// * `code` is NULL or points to `code_len` characters.
/// * `next_out` is NULL or points to a writable state. It may be `state`, where a version is compared when it is
///   stored and not the state that was read; it must not overlap `attempt`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_verify(
    token: *const otp_token,
    state: *const otp_state,
    attempt: *mut otp_attempt,
    code: *const c_char,
    code_len: usize,
    now: u64,
    next_out: *mut otp_state,
) -> otp_result {
    answer(|caller| {
        let (token, text) = (caller.token(token)?, caller.text(code, code_len)?);
        let case = Case::open(caller, state, attempt, next_out)?;
        let input = token.read(text)?;
        case.judge(|state, attempt| Ok(token.verify(state, attempt, input, UnixTime::new(now))?.into_next()))
    })
}

/// Finds where a token is from two or three successive codes, the oldest first. Not a login: the codes are spent, and
/// the user logs in with a fresh one.
///
/// `now`, `attempt` and `next_out` are as for `otp_verify`; one call is one attempt, whatever the number of codes.
///
/// Returns `OTP_OK`; a refusal, 1 to 99; why codes, state or attempt cannot be read, 100 to 199 and
/// `OTP_ATTEMPT_BYTES`; `OTP_ATTEMPT_USED`, `OTP_WRONG_POLICY`, `OTP_WRONG_KIND`, `OTP_NULL`, `OTP_LENGTH`.
///
/// # Safety
/// * `token` is NULL, or came from a constructor and is not freed before the call ends.
/// * `state` is NULL or points to a state.
/// * `attempt` is NULL or points to a writable attempt that no other thread uses.
/// * `codes` is NULL or points to `count` pointers, each NULL or to as many characters as `code_lens` says.
/// * `code_lens` is NULL or points to `count` lengths.
/// * `next_out` is NULL or points to a writable state. It may be `state`, where a version is compared when it is
///   stored and not the state that was read; it must not overlap `attempt`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_resync(
    token: *const otp_token,
    state: *const otp_state,
    attempt: *mut otp_attempt,
    codes: *const *const c_char,
    code_lens: *const usize,
    count: usize,
    now: u64,
    next_out: *mut otp_state,
) -> otp_result {
    answer(|caller| {
        let (token, texts) = (caller.token(token)?, Texts::read(caller, codes, code_lens, count)?);
        let case = Case::open(caller, state, attempt, next_out)?;
        let run = token.read_run(texts.as_slice())?;
        case.judge(|state, attempt| Ok(token.resync(state, attempt, run, UnixTime::new(now))?.into_next()))
    })
}

/// The texts of a C array. More than any run has are not read: their number alone is refused.
pub(crate) struct Texts<'call> {
    texts: [&'call [u8]; ONE_TOO_MANY],
    count: usize,
}

impl<'call> Texts<'call> {
    pub(crate) fn read(
        caller: &'call Caller,
        codes: *const *const c_char,
        code_lens: *const usize,
        count: usize,
    ) -> Result<Self, otp_result> {
        let mut texts = [b"".as_slice(); ONE_TOO_MANY];
        let (codes, lengths) = (caller.elements(codes, count)?, caller.elements(code_lens, count)?);
        if count < ONE_TOO_MANY {
            for ((text, code), length) in texts.iter_mut().zip(codes).zip(lengths) {
                *text = caller.text(code, length)?;
            }
        }
        Ok(Self { texts, count: count.min(ONE_TOO_MANY) })
    }

    pub(crate) fn as_slice(&self) -> &[&'call [u8]] {
        self.texts.get(..self.count).unwrap_or_default()
    }
}

/// One more than the longest run, so that the core sees that the count is wrong.
const ONE_TOO_MANY: usize = 4;
