//! Other threads while a search is on, and nothing left of it after.

use otp_core::{traceless, traceless_within};
use pyo3::prelude::*;

/// Runs a search, without the interpreter where it is wide: from about here on it takes longer than to get the
/// interpreter back, which other threads then use. A caller in Python cannot wipe the stack, so this does.
pub(crate) fn detached_if_wide<T: Send>(py: Python<'_>, reach: u32, search: impl FnOnce() -> T + Send) -> T {
    if reach > WIDE { traceless(|| py.detach(search)) } else { traceless_within::<NARROW, T>(search) }
}

/// A hundred codes take some ten microseconds.
const WIDE: u32 = 100;

/// More stack than a login leaves anything on, in bytes: a deeper wipe would take as long as the login.
const NARROW: usize = 8 << 10;
