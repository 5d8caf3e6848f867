//! `include/otp.h` is what the exports say. After a change write it anew with `BLESS=1 cargo test --test header`.

use cbindgen::{Config, DocumentationStyle, Language, Style};
use std::{fs, path::Path};

#[test]
fn the_committed_header_is_the_generated_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("include/otp.h");
    let mut generated = Vec::new();
    cbindgen::generate_with_config(env!("CARGO_MANIFEST_DIR"), config())
        .expect("the exports parse")
        .write(&mut generated);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &generated).expect("the header can be written");
    }
    let committed = fs::read_to_string(&path).expect("the header is there");
    let generated = String::from_utf8(generated).expect("the header is text");
    let differs =
        committed.lines().zip(generated.lines()).find(|(committed, generated)| committed != generated);
    assert!(committed == generated, "first at {differs:?}; write it anew with BLESS=1");
}

fn config() -> Config {
    let mut config = Config {
        language: Language::C,
        cpp_compat: true,
        header: Some(ABOUT.trim().to_owned()),
        include_guard: Some("LIBOTP_OTP_H".to_owned()),
        no_includes: true,
        sys_includes: ["stdbool.h", "stddef.h", "stdint.h"].map(str::to_owned).into(),
        after_includes: Some(macros().trim_end().to_owned()),
        style: Style::Both,
        usize_is_size_t: true,
        documentation_style: DocumentationStyle::Doxy,
        line_length: 110,
        ..Config::default()
    };
    // Names that stand only for integers coming in, and so in no prototype.
    config.export.include =
        ["otp_kind", "otp_profile", "otp_algorithm", "otp_resync_rule", "otp_family", "otp_lock"]
            .map(str::to_owned)
            .into();
    config.function.must_use = Some("OTP_MUST_USE".to_owned());
    config
}

/// The version, taken from where Cargo has it, and what a forgotten verdict is caught with.
fn macros() -> String {
    format!(
        r#"
/** The version of this header; `otp_version` gives that of the library. */
#define OTP_VERSION "{}"
#define OTP_VERSION_MAJOR {}
#define OTP_VERSION_MINOR {}
#define OTP_VERSION_PATCH {}

/** Warns where an answer is thrown away. */
#if defined(__GNUC__)
#define OTP_MUST_USE __attribute__((warn_unused_result))
#else
#define OTP_MUST_USE
#endif
"#,
        env!("CARGO_PKG_VERSION"),
        env!("CARGO_PKG_VERSION_MAJOR"),
        env!("CARGO_PKG_VERSION_MINOR"),
        env!("CARGO_PKG_VERSION_PATCH"),
    )
}

const ABOUT: &str = r"
/*
 * libotp: decides whether a one-time code is good, and brings a token that fell out of step back. HOTP (RFC 4226),
 * TOTP (RFC 6238) and YubiKey OTPs. You bring a secret, a stored state, the time and what a person typed; you get
 * OTP_OK with the state to store, or a refusal.
 *
 * Numbers   OTP_OK is 0 and the only success. 1 to 99 refused, 100 to 199 unreadable, 200 to 299 set-up, 300 to 399
 *           misuse of this interface, 400 to 499 faults.
 * Outputs   come last, end in _out, and are written only with OTP_OK, but for the mark in a spent attempt.
 * Pointers  must not be NULL, except for an attempt, where NULL means that nobody counts, and in otp_token_free.
 * Memory    Structs are yours; copy and store all but attempts. A token is the library's: free it with
 *           otp_token_free. Only its constructors and otp_lookup allocate, and say OTP_NO_MEMORY when they cannot.
 * Threads   A token never changes and may be shared. Everything else belongs to the thread that passes it. There is
 *           nothing to initialise, no callback and no global state. A call needs 32 KiB of stack, a lookup 48.
 * Storing   Count the attempt and store it, then judge, then store the next state by compare-and-swap. See
 *           libotp(3).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */";
