//! `otpauth://` and `otpauth-migration://`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use otp_seeds::{Format, Options, read};

fuzz_target!(|bytes: &[u8]| {
    for format in [Format::OtpAuth, Format::Migration] {
        let _ = read(bytes, &Options { format: Some(format), ..Options::default() });
    }
});
