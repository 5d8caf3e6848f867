//! What holds after every call.

use crate::given::{Passed, Text};
use otp::{
    result::otp_result::{self, OTP_INTERNAL, OTP_NO_MEMORY, OTP_OK},
    state::{otp_state, otp_state_fields, otp_state_read},
};
use std::{
    ffi::{CStr, c_char},
    fmt::Debug,
    slice,
};

/// Family and moving factor of a state that can be read.
///
/// # Safety
/// The state is NULL or can be read.
pub(crate) unsafe fn moving(state: *const otp_state) -> Option<impl PartialOrd + Debug> {
    let mut fields = otp_state_fields::default();
    // SAFETY: the caller's promise, and the fields are a local of their own.
    let answer = unsafe { otp_state_read(state, &raw mut fields) };
    let last = (fields.has_last == 1).then_some(fields.last_accepted);
    (answer == OTP_OK).then_some((fields.family, fields.counter, last, (fields.usage, fields.session_use)))
}

/// Makes a call with one output, which only success may write.
///
/// # Safety
/// The output is NULL or an object of the world, all of whose bytes are initialised.
pub(crate) unsafe fn checked<T>(to: *mut T, call: impl FnOnce(*mut T) -> otp_result) {
    let bytes = || {
        if to.is_null() {
            Vec::new()
        } else {
            // SAFETY: the caller's promise: the object is there, and has integers and pointers without gaps.
            unsafe { slice::from_raw_parts(to.cast::<u8>(), size_of::<T>()) }.to_vec()
        }
    };
    let before = bytes();
    let answer = call(to);
    known(answer);
    assert!(answer == OTP_OK || bytes() == before, "{answer:?} wrote");
    assert!(answer != OTP_OK || !to.is_null());
}

pub(crate) fn known(answer: otp_result) {
    assert!(!matches!(answer, OTP_INTERNAL | OTP_NO_MEMORY), "{answer:?}");
}

/// Reads a text into a buffer of exactly so many bytes.
///
/// # Safety
/// The function reads a text of a length, and writes a buffer of a capacity.
pub(crate) unsafe fn written(
    text: &Text,
    capacity: u8,
    parse: unsafe extern "C" fn(*const c_char, usize, *mut c_char, usize) -> otp_result,
) {
    let (text, capacity) = (Passed::new(text), usize::from(capacity));
    let mut buffer = vec![0_u8; capacity].into_boxed_slice();
    // SAFETY: the caller's promise; text and buffer are as long as is said, and live through the call.
    let answer = unsafe { parse(text.at(), text.length, buffer.as_mut_ptr().cast(), capacity) };
    known(answer);
    match CStr::from_bytes_until_nul(&buffer) {
        Ok(text) if answer == OTP_OK => assert!(text.to_str().is_ok()),
        _ => assert!(answer != OTP_OK && buffer.iter().all(|byte| *byte == 0), "{answer:?} wrote"),
    }
}
