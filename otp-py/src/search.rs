//! Other threads while a search is on.

use pyo3::prelude::*;

/// Runs a search, without the interpreter where it is wide: from about here on it takes longer than to get the
/// interpreter back, which other threads then use.
pub(crate) fn detached_if_wide<T: Send>(py: Python<'_>, reach: u32, search: impl FnOnce() -> T + Send) -> T {
    if reach > WIDE { py.detach(search) } else { search() }
}

/// A hundred codes take some ten microseconds.
const WIDE: u32 = 100;
