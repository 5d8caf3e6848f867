//! Runs the library, or leaks, for MemorySanitizer to look at, on the instructions that this processor has, which
//! valgrind does not know. Names each path before the reports: see `platforms/sanitizers`.

mod leaks;
mod paths;

use leaks::LEAKS;
use paths::paths;
use std::{ffi::c_void, hint::black_box};

fn main() {
    // What the processor has is found out once, when it is first asked for.
    paths(0, &[1]).for_each(|path| assert!((path.work)(&path.secrets), "{}", path.name));
    for mut path in paths(3, &[1, 11, 40, 150]) {
        path.secrets.iter_mut().for_each(|secret| hide(secret));
        eprintln!("path {} {}", path.allowed, path.name);
        assert!((path.work)(&path.secrets), "{}", path.name);
    }
    for mut leak in LEAKS {
        hide(&mut leak.secrets[0]);
        eprintln!("leak 0 {}", leak.name);
        black_box((leak.run)(&leak.secrets[0]));
    }
    eprintln!("end");
}

/// Marks bytes as never written.
fn hide(bytes: &mut [u8]) {
    // SAFETY: the bytes are ours; only what MemorySanitizer remembers of them changes.
    unsafe { __msan_poison(bytes.as_ptr().cast(), bytes.len()) }
}

unsafe extern "C" {
    fn __msan_poison(start: *const c_void, length: usize);
}
