//! The border to C: the guard around every export, and every look at the caller's memory.
//!
//! Nothing else in this crate dereferences a raw pointer. What makes it sound is promised by the C program, in the
//! `# Safety` list of the export that it called.

#![expect(unsafe_code, reason = "the one file that touches the caller's memory")]

use crate::{
    attempt::otp_attempt,
    policy::otp_policy,
    result::otp_result::{
        self, OTP_BUFFER_TOO_SMALL, OTP_INTERNAL, OTP_LENGTH, OTP_NO_MEMORY, OTP_NULL, OTP_OK,
    },
    state::{otp_state, otp_state_fields},
    throttle::{otp_throttle, otp_throttle_fields},
    token::otp_token,
    trail::otp_trail,
};
use otp_core::Token;
use std::{
    alloc::{Layout, alloc, dealloc},
    ffi::{c_char, c_void},
    marker::PhantomData,
    mem::MaybeUninit,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::{self, NonNull},
    slice,
};
use zeroize::Zeroize;

#[cfg(not(panic = "unwind"))]
compile_error!("build with panic=unwind: the guard turns a panic into an error, an abort would end the host");

/// Runs the body of an export. A panic does not cross into C: it becomes `fault`.
///
/// A broken invariant cannot outlive it: nothing here is shared but tokens, and those never change.
pub(crate) fn guard<T>(fault: T, body: impl FnOnce(&Caller) -> T) -> T {
    catch_unwind(AssertUnwindSafe(|| body(&Caller(())))).unwrap_or(fault)
}

/// Runs the body of an export that answers with a result.
pub(crate) fn answer(body: impl FnOnce(&Caller) -> Result<(), otp_result>) -> otp_result {
    guard(OTP_INTERNAL, |caller| body(caller).err().unwrap_or(OTP_OK))
}

/// The C program during one call, and so its promises about the pointers it passed.
///
/// Only the guard has one to give, and only exports call the guard. What is borrowed ends with the call.
pub(crate) struct Caller(());

/// What holds a value whatever its bits are, as memory from C must be taken.
///
/// # Safety
/// Every pattern of bits is a value of the type.
pub(crate) unsafe trait Plain: Copy {}

macro_rules! plain {
    ($($type:ty),*) => {
        $(
            // SAFETY: an integer, a raw pointer, or a struct of integers and arrays of them.
            unsafe impl Plain for $type {}
        )*
    };
}

plain!(usize, *const c_char, *mut otp_token);
plain!(otp_attempt, otp_policy, otp_state, otp_state_fields, otp_throttle, otp_throttle_fields, otp_trail);

#[expect(clippy::unused_self, reason = "to have a caller is to have its promises")]
impl Caller {
    /// A copy of the value behind a pointer; no reference stays, so outputs may overlap it.
    pub(crate) fn read<T: Plain>(&self, from: *const T) -> Result<T, otp_result> {
        if from.is_null() {
            return Err(OTP_NULL);
        }
        // SAFETY: not NULL, and so readable, as the caller promised. No alignment is asked for.
        Ok(unsafe { from.read_unaligned() })
    }

    /// Copies of the elements of an array, each made when it is its turn.
    pub(crate) fn elements<T: Plain>(
        &self,
        from: *const T,
        count: usize,
    ) -> Result<impl Iterator<Item = T>, otp_result> {
        if from.is_null() {
            return Err(OTP_NULL);
        }
        fits::<T>(count)?;
        // SAFETY: not NULL, and so `count` elements are readable, as the caller promised.
        Ok((0..count).map(move |at| unsafe { from.add(at).read_unaligned() }))
    }

    /// So many bytes, not copied: they may be a secret.
    pub(crate) fn bytes(&self, from: *const c_void, length: usize) -> Result<&[u8], otp_result> {
        if from.is_null() {
            return Err(OTP_NULL);
        }
        fits::<u8>(length)?;
        // SAFETY: not NULL, and so `length` bytes are readable and stay as they are during the call, as the caller
        // promised; bytes have no alignment.
        Ok(unsafe { slice::from_raw_parts(from.cast(), length) })
    }

    /// A text of so many characters, as bytes. It need not end with a NUL.
    pub(crate) fn text(&self, from: *const c_char, length: usize) -> Result<&[u8], otp_result> {
        self.bytes(from.cast(), length)
    }

    /// A number of bytes that the interface fixes.
    pub(crate) fn array<const N: usize>(&self, from: *const c_void) -> Result<&[u8; N], otp_result> {
        self.bytes(from, N)?.try_into().map_err(|_| OTP_INTERNAL)
    }

    /// The token behind a handle.
    pub(crate) fn token(&self, handle: *const otp_token) -> Result<&Token, otp_result> {
        // SAFETY: NULL, or from `keep` and not released before the call ends, as the caller promised.
        unsafe { handle.as_ref() }.map(|token| &token.0).ok_or(OTP_NULL)
    }

    /// Where a result goes, once there is one.
    pub(crate) fn place<T: Plain>(&self, to: *mut T) -> Result<Place<'_, T>, otp_result> {
        let to = NonNull::new(to).ok_or(OTP_NULL)?;
        Ok(Place { to, call: PhantomData })
    }

    /// Where a text goes, once there is one.
    pub(crate) fn text_place(&self, to: *mut c_char, capacity: usize) -> Result<TextPlace<'_>, otp_result> {
        let to = NonNull::new(to).ok_or(OTP_NULL)?.cast();
        Ok(TextPlace { to, capacity, call: PhantomData })
    }

    /// Moves a token to the heap and gives its handle. Without memory the token is wiped and the process lives on.
    #[expect(clippy::cast_ptr_alignment, reason = "the layout is that of the type")]
    pub(crate) fn keep(&self, place: Place<'_, *mut otp_token>, token: Token) -> Result<(), otp_result> {
        const { assert!(size_of::<otp_token>() != 0) };
        // SAFETY: the layout has a size.
        let memory = unsafe { alloc(Layout::new::<otp_token>()) }.cast::<otp_token>();
        let memory = NonNull::new(memory).ok_or(OTP_NO_MEMORY)?;
        // SAFETY: fresh memory of the type's own layout.
        unsafe { memory.write(otp_token(token)) };
        place.write(memory.as_ptr());
        Ok(())
    }

    /// Wipes a token and gives its memory back; of NULL nothing.
    pub(crate) fn release(&self, handle: *mut otp_token) {
        if !handle.is_null() {
            // SAFETY: from `keep`, with this layout; not released before and used by no one, as the caller promised.
            unsafe {
                handle.drop_in_place();
                // The gaps between its fields, too: what lay on the stack may have been moved along in them.
                slice::from_raw_parts_mut(handle.cast::<MaybeUninit<u8>>(), size_of::<otp_token>()).zeroize();
                dealloc(handle.cast(), Layout::new::<otp_token>());
            }
        }
    }
}

/// Memory of the caller's that is not NULL and waits for a value.
pub(crate) struct Place<'call, T> {
    to: NonNull<T>,
    call: PhantomData<&'call Caller>,
}

impl<T: Plain> Place<'_, T> {
    /// Writes the value: after all was read, since the place may overlap that.
    pub(crate) fn write(self, value: T) {
        // SAFETY: not NULL, and so writable, as the caller promised. No alignment is asked for.
        unsafe { self.to.write_unaligned(value) };
    }
}

/// Memory of the caller's that waits for a text.
pub(crate) struct TextPlace<'call> {
    to: NonNull<u8>,
    capacity: usize,
    call: PhantomData<&'call Caller>,
}

impl TextPlace<'_> {
    /// Writes a text and the NUL after it, where both fit.
    pub(crate) fn write(self, text: &str) -> Result<(), otp_result> {
        if text.len() >= self.capacity {
            return Err(OTP_BUFFER_TOO_SMALL);
        }
        // SAFETY: not NULL, and so `capacity` bytes are writable, as the caller promised; the text and a NUL are not
        // more. The text is the library's own and does not overlap.
        unsafe {
            ptr::copy_nonoverlapping(text.as_ptr(), self.to.as_ptr(), text.len());
            self.to.add(text.len()).write(0);
        }
        Ok(())
    }
}

/// Refuses an array that would be larger than any object can be.
fn fits<T>(count: usize) -> Result<(), otp_result> {
    if count > isize::MAX.unsigned_abs() / size_of::<T>() { Err(OTP_LENGTH) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_answer() {
        assert_eq!(answer(|_| panic!("planted")), OTP_INTERNAL);
        assert_eq!(guard("fault", |_| panic!("planted")), "fault");
    }

    #[test]
    fn what_is_answered_comes_through() {
        assert_eq!(answer(|_| Ok(())), OTP_OK);
        assert_eq!(answer(|_| Err(OTP_NULL)), OTP_NULL);
        assert_eq!(guard(1, |_| 2), 2);
    }
}
