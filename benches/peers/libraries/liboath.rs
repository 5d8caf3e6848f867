//! liboath, the C library of the OATH Toolkit: keeps nothing, hashes the key in for each candidate, stops at a match.

#![allow(unsafe_code, reason = "a C library")]

use super::LIBOATH;
use crate::peer::{Factor, Peer, Run, Task};
use otp_benches::{Fleet, Search, text};
use otp_core::Algorithm;
use std::{
    ffi::{CStr, CString, c_char, c_int, c_long, c_uint},
    ptr,
};

pub(crate) const PEER: Peer = Peer { name: LIBOATH, version, search, lookup: Some(lookup) };

fn version() -> String {
    // SAFETY: without a wanted version it returns its own, a static text.
    let version = unsafe { CStr::from_ptr(oath_check_version(ptr::null())) };
    version.to_string_lossy().into_owned()
}

fn search(task: Task) -> Run {
    let (key, code) = (task.search.key(), typed(task.code));
    // Its HOTP knows SHA-1 only.
    let flags = match (task.search.algorithm, task.factor) {
        (Algorithm::Sha1, Factor::Counter) => {
            let ahead = task.search.candidates as usize - 1;
            return Box::new(move || hotp(key, Search::FIRST, ahead, &code).is_some());
        }
        (Algorithm::Sha1, Factor::Time) => 0,
        (Algorithm::Sha256, _) => OATH_TOTP_HMAC_SHA256,
        (Algorithm::Sha512, _) => OATH_TOTP_HMAC_SHA512,
    };
    let (now, reach) = (c_long::try_from(task.time()).expect("this century"), task.reach() as usize);
    Box::new(move || {
        // SAFETY: key and code are alive, their lengths and the final zero are as said; the outputs may be null.
        let place = unsafe {
            let key_text = key.as_ptr().cast();
            let (place, counter) = (ptr::null_mut(), ptr::null_mut());
            oath_totp_validate4(
                key_text,
                key.len(),
                now,
                Task::STEP,
                0,
                reach,
                place,
                counter,
                flags,
                code.as_ptr(),
            )
        };
        place >= 0
    })
}

fn lookup(fleet: &Fleet, pair: [u32; 2]) -> Run {
    let (devices, [first, second]) = (fleet.devices.clone(), pair.map(typed));
    Box::new(move || {
        devices.iter().any(|(key, next)| {
            hotp(key, *next, Fleet::ALIGNMENTS as usize - 1, &first)
                .is_some_and(|place| hotp(key, next + place + 1, 0, &second).is_some())
        })
    })
}

/// The place of a code among `ahead` + 1 counters.
fn hotp(key: &[u8], first: u64, ahead: usize, code: &CStr) -> Option<u64> {
    // SAFETY: key and code are alive, their lengths and the final zero are as said.
    let place = unsafe { oath_hotp_validate(key.as_ptr().cast(), key.len(), first, ahead, code.as_ptr()) };
    u64::try_from(place).ok()
}

fn typed(code: u32) -> CString {
    CString::new(text(code)).expect("digits")
}

const OATH_TOTP_HMAC_SHA256: c_int = 1;
const OATH_TOTP_HMAC_SHA512: c_int = 2;

// SAFETY: as in liboath/oath.h. `time_t` is a long on the systems that Debian builds it for.
#[link(name = "oath")]
unsafe extern "C" {
    fn oath_check_version(wanted: *const c_char) -> *const c_char;
    fn oath_hotp_validate(
        secret: *const c_char,
        secret_length: usize,
        start_moving_factor: u64,
        window: usize,
        otp: *const c_char,
    ) -> c_int;
    fn oath_totp_validate4(
        secret: *const c_char,
        secret_length: usize,
        now: c_long,
        time_step_size: c_uint,
        start_offset: c_long,
        window: usize,
        otp_pos: *mut c_int,
        otp_counter: *mut u64,
        flags: c_int,
        otp: *const c_char,
    ) -> c_int;
}
