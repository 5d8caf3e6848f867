//! Nothing that is given back while a file is read holds a secret of it.

#![expect(unsafe_code, reason = "it looks at what nobody owns any more")]

use otp_seeds::{Format, Options, read};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    slice,
};

/// The system's allocator, which searches what is given back while a thread watches.
struct Watcher;

thread_local! {
    static WATCHES: Cell<bool> = const { Cell::new(false) };
    static FOUND: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: the system's allocator does the work. Memory comes zeroed, so that looking at a block reads written bytes,
// and grows by a move, so that every old block is looked at.
unsafe impl GlobalAlloc for Watcher {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if WATCHES.get() {
            // SAFETY: the block lives until the next line.
            let bytes = unsafe { slice::from_raw_parts(block, layout.size()) };
            FOUND.set(FOUND.get() + usize::from(holds_secret(bytes)));
        }
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(block, layout) };
    }
}

#[global_allocator]
static WATCHER: Watcher = Watcher;

/// Whether a block holds eight characters of a secret, in the case of the file or another, or of its bytes.
fn holds_secret(block: &[u8]) -> bool {
    let pieces =
        || [HEX, BASE32, BASE32_HEX, BASE64, MIGRATION].into_iter().map(str::as_bytes).chain([SECRET]);
    block.windows(PIECE).any(|window| {
        pieces().any(|secret| secret.windows(PIECE).any(|piece| piece.eq_ignore_ascii_case(window)))
    })
}

/// In how many blocks a secret was left.
fn left(file: &str, format: Format) -> usize {
    let options = Options { format: Some(format), ..Options::default() };
    FOUND.set(0);
    WATCHES.set(true);
    let import = read(file.as_bytes(), &options);
    let tokens = import.as_ref().map_or(0, |import| import.tokens.len());
    drop(import);
    WATCHES.set(false);
    assert_eq!(tokens, 1, "{format}");
    FOUND.get()
}

#[test]
fn what_was_read_is_wiped() {
    let header = "serial number,secret key,time interval,start date\n";
    let escaped = format!("%{:X}%{:x}{}", BASE32.as_bytes()[0], BASE32.as_bytes()[1], &BASE32[2..]);
    let spaced = format!("{}%20{}-{}", &BASE32[..12], &BASE32[12..20], &BASE32[20..]);
    let pskc = format!(
        "<KeyContainer Version=\"1.0\" xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\"><KeyPackage>\
         <Key Id=\"1\" Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:hotp\"><AlgorithmParameters>\
         <ResponseFormat Length=\"6\" Encoding=\"DECIMAL\"/></AlgorithmParameters>\
         <Data><Secret><PlainValue>{BASE64}</PlainValue></Secret></Data></Key></KeyPackage></KeyContainer>"
    );
    for (format, file) in [
        (Format::Pskc, pskc.replace("PlainValue>", "PlainValue>\r\n")),
        (Format::Pskc, pskc),
        (Format::DuoHotp, format!("1,{HEX}\n")),
        (Format::PrivacyIdea, format!("1,{HEX},totp,6,30\n")),
        (Format::MultiOtp, format!("1;Maker;HOTP;{HEX};6;0\n")),
        (Format::Entra, format!("1,{BASE32},30\n{header}1,{BASE32},30\n")),
        (Format::Thales, format!("1,{BASE32_HEX},30\n{header}1,{BASE32_HEX},30,2021-06-04T04:46:26\n")),
        (Format::OtpAuth, format!("otpauth://totp/a?secret={BASE32}\n")),
        (Format::OtpAuth, format!("otpauth://totp/a?secret={escaped}\n")),
        (Format::OtpAuth, format!("otpauth://totp/a?secret={spaced}\n")),
        (Format::Migration, format!("otpauth-migration://offline?data={MIGRATION}\n")),
    ] {
        assert_eq!(left(&file, format), 0, "{file}");
    }
}

const PIECE: usize = 8;

const SECRET: &[u8] = b"\xec\xde\x18\xdb\xe7\x6f\xbd\x0c\x33\x33\x0f\x1c\x35\x48\x71\xdb\x5e\xc2\x37\xa1";

/// The same as text.
const HEX: &str = "ecde18dbe76fbd0c33330f1c354871db5ec237a1";
const BASE32: &str = "5TPBRW7HN66QYMZTB4ODKSDR3NPMEN5B";
const BASE32_HEX: &str = "TJF1HMV7DUUGOCPJ1SE3AI3HRDFC4DT1";
const BASE64: &str = "7N4Y2+dvvQwzMw8cNUhx217CN6E=";

/// The same in an export of one TOTP token.
const MIGRATION: &str = "Ch8KFOzeGNvnb70MMzMPHDVIcdtewjehEgFhIAEoATACEAEYAQ%3D%3D";
