//! Whatever it may be: the format is found by content.

#![no_main]

use libfuzzer_sys::fuzz_target;
use otp_seeds::{Limits, Options, read};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { iterations: 2000, ..Limits::default() };
    let options = Options { password: Some(b"qwerty"), limits, ..Options::default() };
    if let Err(error) = read(bytes, &options) {
        let _ = error.to_string();
    }
});
