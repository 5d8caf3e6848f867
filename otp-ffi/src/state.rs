//! The moving factor of a token, as 24 bytes.

#![expect(unsafe_code, reason = "the signatures of exports are unsafe, their bodies are not")]

use crate::{
    boundary::{Caller, answer, guard},
    kind::Numbered,
    result::otp_result::{self, OTP_STATE_FIELD},
    stored::stored,
    token::otp_token,
};
use otp_core::{Counter, Drift, TimeStep, TokenState, UnixTime, hotp, totp, yubikey};
use std::ffi::c_void;

/// What the server remembers of a token: a counter, a time step with a drift, or a YubiKey's counters.
///
/// Store the bytes as they are; they are the same on every machine. `otp_state_check` takes them back.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct otp_state {
    /// Version, family, flag, 0; drift (4); counter, step or usage and session use (8); zeros (8). Big-endian.
    pub bytes: [u8; 24],
}

/// Whose state it is.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub enum otp_family {
    /// An HOTP token's.
    OTP_FAMILY_HOTP = 1,
    /// A TOTP token's.
    OTP_FAMILY_TOTP = 2,
    /// A YubiKey's.
    OTP_FAMILY_YUBIKEY = 3,
}

/// The parts of a state, for an audit log or an administrator. What the family does not have is 0.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct otp_state_fields {
    /// An `otp_family`.
    pub family: u32,
    /// TOTP: the token's clock minus the server's, in time steps.
    pub drift: i32,
    /// HOTP: the next counter that is expected.
    pub counter: u64,
    /// TOTP: the step of the last accepted code.
    pub last_accepted: u64,
    /// TOTP: 1 where there is a last accepted code, else 0.
    pub has_last: u32,
    /// YubiKey: how often it was plugged in, 0 to 32767.
    pub usage: u16,
    /// YubiKey: how many OTPs it made since.
    pub session_use: u8,
    /// 0.
    pub reserved: u8,
}

/// Gives the state of an HOTP token whose next expected counter is `counter`: 0 for a fresh one.
///
/// Returns `OTP_OK`; `OTP_NULL`.
///
/// # Safety
/// * `state_out` is NULL or points to a writable state.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_state_hotp(counter: u64, state_out: *mut otp_state) -> otp_result {
    answer(|caller| give(caller, state_out, hotp::State::new(Counter::new(counter))))
}

/// Gives the state of a TOTP token: 0, 0, 0 for a fresh one.
///
/// `has_last` is 1 where the code of the time step `last_accepted` was accepted, and 0 where none was; then
/// `last_accepted` is 0, too. `drift` is the token's clock minus the server's, in time steps.
///
/// Returns `OTP_OK`; `OTP_UNKNOWN_NUMBER` for another `has_last`, `OTP_STATE_FIELD` for a last step where there is
/// none; `OTP_NULL`.
///
/// # Safety
/// * `state_out` is NULL or points to a writable state.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_state_totp(
    has_last: u32,
    last_accepted: u64,
    drift: i32,
    state_out: *mut otp_state,
) -> otp_result {
    answer(|caller| {
        let last = match (bool::from_number(has_last)?, last_accepted) {
            (true, step) => Some(TimeStep::new(step)),
            (false, 0) => None,
            // A lost flag would re-open spent codes.
            (false, _) => return Err(OTP_STATE_FIELD),
        };
        give(caller, state_out, totp::State::new(last, Drift::new(drift)))
    })
}

/// Gives the state of a YubiKey whose last accepted OTP had these counters: 0, 0 for a fresh one.
///
/// Returns `OTP_OK`; `OTP_USAGE_COUNTER` for a usage above 32767; `OTP_NULL`.
///
/// # Safety
/// * `state_out` is NULL or points to a writable state.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_state_yubikey(
    usage: u16,
    session_use: u8,
    state_out: *mut otp_state,
) -> otp_result {
    answer(|caller| give(caller, state_out, yubikey::State::new(usage, session_use)?))
}

/// Gives the state of a TOTP token after the server's clock was wrong: nothing up to `now` is accepted, drift 0.
///
/// An administrator's act, to be written into the audit log and never done by a program on its own: it re-opens codes
/// that were spent for steps after `now`. A server whose clock once ran ahead has accepted steps that are still to come
/// and refuses every code until then; where no resync cures that, this does.
///
/// Returns `OTP_OK`; `OTP_BEFORE_T0`; `OTP_WRONG_KIND` for a token without a clock; `OTP_NULL`.
///
/// # Safety
/// * `token` is NULL, or came from a constructor and is not freed before the call ends.
/// * `state_out` is NULL or points to a writable state.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_state_reset_clock(
    token: *const otp_token,
    now: u64,
    state_out: *mut otp_state,
) -> otp_result {
    answer(|caller| {
        let token = caller.token(token)?;
        give(caller, state_out, token.reset_clock(UnixTime::new(now))?)
    })
}

/// Takes a state back from the bytes it was stored as.
///
/// `len` is what the database says, and must be 24.
///
/// Returns `OTP_OK`; `OTP_STATE_LENGTH`, `OTP_STATE_VERSION`, `OTP_STATE_FAMILY`, `OTP_STATE_FIELD`; `OTP_NULL`,
/// `OTP_LENGTH`.
///
/// # Safety
/// * `bytes` is NULL or points to `len` bytes. They may be those of `state_out`.
/// * `state_out` is NULL or points to a writable state.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_state_check(
    bytes: *const c_void,
    len: usize,
    state_out: *mut otp_state,
) -> otp_result {
    answer(|caller| give(caller, state_out, TokenState::from_bytes(caller.bytes(bytes, len)?)?))
}

/// Gives the parts of a state.
///
/// Returns `OTP_OK`; `OTP_STATE_VERSION`, `OTP_STATE_FAMILY`, `OTP_STATE_FIELD`; `OTP_NULL`.
///
/// # Safety
/// * `state` is NULL or points to a state.
/// * `fields_out` is NULL or points to writable fields.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_state_read(
    state: *const otp_state,
    fields_out: *mut otp_state_fields,
) -> otp_result {
    answer(|caller| {
        let place = caller.place(fields_out)?;
        place.write(TokenState::try_from(caller.read(state)?)?.into());
        Ok(())
    })
}

/// Tells whether two states are sound and the same: for a compare-and-swap outside of a database.
///
/// Returns false also where a pointer is NULL or a state cannot be read.
///
/// # Safety
/// * `a` and `b` are NULL or point to a state.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_state_equal(a: *const otp_state, b: *const otp_state) -> bool {
    guard(false, |caller| {
        let read = |state| TokenState::try_from(caller.read(state)?);
        read(a).is_ok_and(|a| read(b) == Ok(a))
    })
}

/// Writes a state to where the caller wants it.
fn give(caller: &Caller, state_out: *mut otp_state, state: impl Into<TokenState>) -> Result<(), otp_result> {
    caller.place(state_out)?.write(state.into().into());
    Ok(())
}

stored!(otp_state, TokenState);

impl From<TokenState> for otp_state_fields {
    fn from(state: TokenState) -> Self {
        match state {
            TokenState::Hotp(state) => Self {
                family: otp_family::OTP_FAMILY_HOTP as u32,
                counter: state.counter().get(),
                ..Self::default()
            },
            TokenState::Totp(state) => Self {
                family: otp_family::OTP_FAMILY_TOTP as u32,
                drift: state.drift().get(),
                last_accepted: state.last_accepted().unwrap_or_default().get(),
                has_last: state.last_accepted().is_some().number(),
                ..Self::default()
            },
            TokenState::YubiKey(state) => Self {
                family: otp_family::OTP_FAMILY_YUBIKEY as u32,
                usage: state.usage(),
                session_use: state.session_use(),
                ..Self::default()
            },
        }
    }
}
