//! PSKC, with the key and the password of RFC 6030, so that what is encrypted is reached.

#![no_main]

use libfuzzer_sys::fuzz_target;
use otp_seeds::{Format, Limits, Options, WriteOptions, read, write};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { iterations: 2000, ..Limits::default() };
    let key = Some(b"\x12\x34\x56\x78\x90\x12\x34\x56\x78\x90\x12\x34\x56\x78\x90\x12".as_slice());
    let options =
        Options { format: Some(Format::Pskc), key, password: Some(b"qwerty"), limits, ..Options::default() };
    // A container without a token is written and not read.
    if let Ok(import) = read(bytes, &options)
        && !import.tokens.is_empty()
    {
        // Whatever was read can be written, and is read again.
        let written =
            write(&import.tokens, Format::Pskc, &WriteOptions::default()).expect("plain PSKC is written");
        let again = read(&written.bytes, &options).expect("what is written is read");
        assert_eq!(again.tokens.len(), import.tokens.len());
    }
});
