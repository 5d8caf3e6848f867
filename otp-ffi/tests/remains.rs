//! No call of the C library leaves a secret on the stack, or in memory that it gives back.

#![cfg(target_os = "linux")]

#[path = "../../otp-core/tests/memory/needles.rs"]
mod needles;
mod support;

use needles::Needles;
use otp_core::Algorithm;
use std::{fs, process::Command};
use support::{Installed, Language, Linkage, have, run};

/// The key in `tests/c/remains.c`, and the step of its `NOW`.
const KEY: [u8; 22] =
    *b"\x9d\x4e\x17\xc3\x58\xf1\x2b\x86\xe0\x3a\x75\xac\x61\xd8\x0f\x94\x4b\xb2\x6e\x39\xc7\x1d";
const STEP: u64 = 1_700_000_010 / 30;

/// The published key of Yubico, and what its OTP decrypts to: private id, counters 19 and 17, a clock, a random number.
const AES_KEY: [u8; 16] = *b"\xec\xde\x18\xdb\xe7\x6f\xbd\x0c\x33\x33\x0f\x1c\x35\x48\x71\xdb";
const BLOCK: [u8; 8] = *b"\x87\x92\xeb\xfe\x26\xcc\x13\x00";

/// By itself, not among the programs under sanitizers: it looks at what nobody owns any more, which those forbid.
#[test]
fn no_call_leaves_a_secret_behind() {
    if !have("pkg-config", &["sqlite3"]) {
        return;
    }
    let installed = Installed::stage("remains");
    let mut flags = installed.link(Linkage::Static);
    flags.push("-Wl,--wrap=free".to_owned());
    let program = installed.compile("tests/c/remains.c", Language::C, &flags);
    for (number, algorithm) in [(1, Algorithm::Sha1), (2, Algorithm::Sha256), (3, Algorithm::Sha512)] {
        // A resync of a TOTP token begins a day before.
        let needles =
            Needles::default().key(algorithm, &KEY[..20], STEP).key(algorithm, &KEY[..20], STEP - 2880);
        let needles = needles.bytes("AES key", &AES_KEY).bytes("decrypted block", &BLOCK);
        let file = installed.root.join(format!("needles-{number}"));
        fs::write(&file, needles.lines()).unwrap();
        run(Command::new(&program).arg(file).arg(number.to_string()));
    }
}
