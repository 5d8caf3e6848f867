//! How many attempts a token has had, as 16 bytes.

#![expect(unsafe_code, reason = "the signatures of exports are unsafe, their bodies are not")]

use crate::{boundary::answer, result::otp_result, stored::stored};
use otp_core::{Throttle, UnixTime};
use std::ffi::c_void;

/// The attempts since the last success, and the lock that they led to.
///
/// Store the bytes as they are; they are the same on every machine. `otp_throttle_check` takes them back.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct otp_throttle {
    /// Version, 1 if only an administrator unlocks, 0, 0; attempts (4); locked until (8). Big-endian.
    pub bytes: [u8; 16],
}

/// What a throttle says at a time.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct otp_throttle_fields {
    /// How many attempts were counted since the last success.
    pub attempts: u32,
    /// An `otp_lock`.
    pub lock: u32,
    /// In how many seconds the lock ends by itself; 0 where there is none, or none that does.
    pub retry_after: u64,
}

/// Whether a token is locked.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub enum otp_lock {
    /// It is not.
    OTP_LOCK_NONE = 0,
    /// For a while.
    OTP_LOCK_TIMED = 1,
    /// Until an administrator unlocks it.
    OTP_LOCK_STOPPED = 2,
}

/// Gives the throttle without attempts and lock: of a fresh token, after every success, and when an administrator
/// unlocks.
///
/// Returns `OTP_OK`; `OTP_NULL`.
///
/// # Safety
/// * `throttle_out` is NULL or points to a writable throttle.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_throttle_unlock(throttle_out: *mut otp_throttle) -> otp_result {
    answer(|caller| {
        caller.place(throttle_out)?.write(Throttle::unlock().into());
        Ok(())
    })
}

/// Takes a throttle back from the bytes it was stored as.
///
/// `len` is what the database says, and must be 16.
///
/// Returns `OTP_OK`; `OTP_THROTTLE_BYTES`; `OTP_NULL`, `OTP_LENGTH`.
///
/// # Safety
/// * `bytes` is NULL or points to `len` bytes. They may be those of `throttle_out`.
/// * `throttle_out` is NULL or points to a writable throttle.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_throttle_check(
    bytes: *const c_void,
    len: usize,
    throttle_out: *mut otp_throttle,
) -> otp_result {
    answer(|caller| {
        let place = caller.place(throttle_out)?;
        place.write(Throttle::from_bytes(caller.bytes(bytes, len)?)?.into());
        Ok(())
    })
}

/// Tells how many attempts there were, and for how long the token is locked. Looking counts nothing.
///
/// `now` is in Unix seconds, from the clock that all servers share.
///
/// Returns `OTP_OK`; `OTP_THROTTLE_BYTES`; `OTP_NULL`.
///
/// # Safety
/// * `throttle` is NULL or points to a throttle.
/// * `fields_out` is NULL or points to writable fields.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_throttle_read(
    throttle: *const otp_throttle,
    now: u64,
    fields_out: *mut otp_throttle_fields,
) -> otp_result {
    answer(|caller| {
        let place = caller.place(fields_out)?;
        let throttle = Throttle::try_from(caller.read(throttle)?)?;
        let (lock, retry_after) = match throttle.locked(UnixTime::new(now)).map(|locked| locked.retry_after())
        {
            None => (otp_lock::OTP_LOCK_NONE, 0),
            Some(Some(wait)) => (otp_lock::OTP_LOCK_TIMED, wait.as_secs()),
            Some(None) => (otp_lock::OTP_LOCK_STOPPED, 0),
        };
        place.write(otp_throttle_fields { attempts: throttle.attempts(), lock: lock as u32, retry_after });
        Ok(())
    })
}

stored!(otp_throttle, Throttle);
