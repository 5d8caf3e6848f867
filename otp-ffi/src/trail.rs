//! The codes of the last few requests, as 52 bytes.

#![expect(unsafe_code, reason = "the signatures of exports are unsafe, their bodies are not")]

use crate::{
    attempt::{Case, otp_attempt},
    boundary::answer,
    result::otp_result::{self, OTP_TRAIL_VOID, OTP_WRONG_COUNT},
    state::otp_state,
    stored::stored,
    token::otp_token,
};
use otp_core::{Code, Run, RunLength, Trail, UnixTime};
use std::{
    ffi::{c_char, c_void},
    time::Duration,
};

/// How old a code in a trail may be, in seconds, where no other limit is chosen: five minutes.
pub const OTP_TRAIL_LIMIT: u64 = 300;

/// Up to three codes that were not accepted, each with its time.
///
/// Store the bytes with the care given to a secret: the codes may be unspent. They are the same on every machine;
/// `otp_trail_check` takes them back.
#[expect(missing_debug_implementations, reason = "its codes may be unspent")]
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct otp_trail {
    /// Version, count, 0, 0; three times code (4), digits (1), zeros (3), time (8). Big-endian, the newest first.
    pub bytes: [u8; 52],
}

/// Gives the trail without codes: of a fresh token, and after every success.
///
/// Returns `OTP_OK`; `OTP_NULL`.
///
/// # Safety
/// * `trail_out` is NULL or points to a writable trail.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_trail_clear(trail_out: *mut otp_trail) -> otp_result {
    answer(|caller| {
        caller.place(trail_out)?.write(Trail::default().into());
        Ok(())
    })
}

/// Takes a trail back from the bytes it was stored as.
///
/// `len` is what the database says, and must be 52.
///
/// Returns `OTP_OK`; `OTP_TRAIL_BYTES`; `OTP_NULL`, `OTP_LENGTH`.
///
/// # Safety
/// * `bytes` is NULL or points to `len` bytes. They may be those of `trail_out`.
/// * `trail_out` is NULL or points to a writable trail.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_trail_check(
    bytes: *const c_void,
    len: usize,
    trail_out: *mut otp_trail,
) -> otp_result {
    answer(|caller| {
        let place = caller.place(trail_out)?;
        place.write(Trail::from_bytes(caller.bytes(bytes, len)?)?.into());
        Ok(())
    })
}

/// Gives the trail with one more code; the oldest of three falls off. Judges nothing.
///
/// The answer is the same whether or not the code fits. Store the trail like a state: where the row that was read still
/// stands, since a success in between has emptied it.
///
/// Returns `OTP_OK`; `OTP_CODE_LENGTH`, `OTP_CODE_DIGIT`, `OTP_TRAIL_BYTES`; `OTP_NULL`, `OTP_LENGTH`.
///
/// # Safety
/// * `trail` is NULL or points to a trail.
/// * `code` is NULL or points to `code_len` characters.
/// * `trail_out` is NULL or points to a writable trail. It may be `trail`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_trail_push(
    trail: *const otp_trail,
    code: *const c_char,
    code_len: usize,
    now: u64,
    trail_out: *mut otp_trail,
) -> otp_result {
    answer(|caller| {
        let place = caller.place(trail_out)?;
        let trail = Trail::try_from(caller.read(trail)?)?;
        let code = Code::parse(caller.text(code, code_len)?)?;
        place.write(trail.push(code, UnixTime::new(now)).into());
        Ok(())
    })
}

/// Tells whether a trail has the codes that a resync needs, before an attempt is spent on them. Judges nothing.
///
/// Ask after the code of the second request was pushed, with the numbers that `otp_trail_resync` will be given: so a
/// person whose first code has become too old is asked for another, and loses no attempt.
///
/// Returns `OTP_OK`; `OTP_TRAIL_VOID` where the trail has no such codes; `OTP_WRONG_COUNT`, `OTP_NOT_SUPPORTED`,
/// `OTP_NOT_NEEDED`; `OTP_WRONG_LENGTH` for pushed codes of another length than the token's; `OTP_TRAIL_BYTES`;
/// `OTP_NULL`.
///
/// # Safety
/// * `token` is NULL, or came from a constructor and is not freed before the call ends.
/// * `trail` is NULL or points to a trail.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_trail_ready(
    token: *const otp_token,
    trail: *const otp_trail,
    count: usize,
    limit: u64,
    now: u64,
) -> otp_result {
    answer(|caller| {
        let (token, trail) = (caller.token(token)?, Trail::try_from(caller.read(trail)?)?);
        Ok(token.admit(&newest(&trail, count, limit, UnixTime::new(now))?)?)
    })
}

/// Resyncs on the newest `count` codes of a trail, 2 or 3, in the order they came. Not a login.
///
/// None of them may be older than `limit` seconds (`OTP_TRAIL_LIMIT` unless you have reasons) or from a time later than
/// `now`. The rest is as for `otp_resync`. After `OTP_OK` store `next_out`, an empty trail and an unlocked throttle in
/// one statement, where the row that was read still stands.
///
/// * In two requests (where `policy.in_two_requests`): push the first code and ask for one more, whatever it was; with
///   the second, ask `otp_trail_ready`, begin an attempt and call this with a count of 2.
/// * By itself (where `policy.automatic` is not 0): push the code of each refused login; if the token is not locked,
///   call this with that count and NULL for `attempt`, since the login has been counted. The login stays refused
///   whatever it answers.
///
/// Returns `OTP_OK`; a refusal, 1 to 99; `OTP_TRAIL_VOID` where the trail has no such codes; `OTP_WRONG_COUNT`,
/// `OTP_NOT_SUPPORTED`, `OTP_NOT_NEEDED`; `OTP_WRONG_LENGTH` for pushed codes of another length than the token's; why
/// trail, state or attempt cannot be read, 150 to 199 and `OTP_ATTEMPT_BYTES`; `OTP_ATTEMPT_USED`, `OTP_WRONG_POLICY`,
/// `OTP_WRONG_KIND`, `OTP_NULL`.
///
/// # Safety
/// * `token` is NULL, or came from a constructor and is not freed before the call ends.
/// * `state` is NULL or points to a state.
/// * `attempt` is NULL or points to a writable attempt that no other thread uses.
/// * `trail` is NULL or points to a trail.
/// * `next_out` is NULL or points to a writable state. It may be `state`, where a version is compared when it is
///   stored and not the state that was read; it must not overlap `attempt`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_trail_resync(
    token: *const otp_token,
    state: *const otp_state,
    attempt: *mut otp_attempt,
    trail: *const otp_trail,
    count: usize,
    limit: u64,
    now: u64,
    next_out: *mut otp_state,
) -> otp_result {
    answer(|caller| {
        let (token, now) = (caller.token(token)?, UnixTime::new(now));
        let trail = Trail::try_from(caller.read(trail)?)?;
        let case = Case::open(caller, state, attempt, next_out)?;
        let run = newest(&trail, count, limit, now)?;
        case.judge(|state, attempt| Ok(token.resync(state, attempt, run, now)?.into_next()))
    })
}

/// The newest codes, or why there is no such run.
fn newest(trail: &Trail, count: usize, limit: u64, now: UnixTime) -> Result<Run, otp_result> {
    let length = RunLength::of(count).ok_or(OTP_WRONG_COUNT)?;
    trail.last(length, now, Duration::from_secs(limit)).ok_or(OTP_TRAIL_VOID)
}

stored!(otp_trail, Trail);

/// The header cannot compute, so the number stands there.
const _: () = assert!(OTP_TRAIL_LIMIT == Trail::LIMIT.as_secs());
