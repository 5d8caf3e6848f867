//! No verdict can panic: in the library as it is shipped, nothing that a verdict calls calls a panic.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![expect(clippy::unwrap_used, reason = "a test")]

mod calls;
mod support;

use calls::Calls;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use support::{Installed, here, run};

/// The exports that read, count and judge.
const VERDICTS: [&str; 7] = [
    "otp_verify",
    "otp_resync",
    "otp_trail_ready",
    "otp_trail_resync",
    "otp_input_check",
    "otp_attempt_begin",
    "otp_trail_push",
];

/// How panics begin.
const PANICS: [&str; 8] = [
    "core::panicking::",
    "core::option::unwrap_failed",
    "core::option::expect_failed",
    "core::result::unwrap_failed",
    "core::slice::index::",
    "core::slice::copy_from_slice",
    "std::panicking::begin_panic",
    "handle_alloc_error",
];

/// Panics that are not ours to take out, by who mentions them and why they do not happen.
const ELSEWHERE: [(&str, &str); 5] = [
    ("aes::", "the bytes of a block and of a key schedule, both of fixed lengths"),
    ("otp_core::yubikey::YubiKey::verify", "what of `aes` is inlined there"),
    ("sha2::sha512::x86_avx2::", "the words of a block, of fixed length"),
    ("__rust_foreign_exception", "an exception of another language, which nothing here throws"),
    (
        "core::panicking::panic_cannot_unwind",
        "the end of what unwinds out of an export, but the guard catches it",
    ),
];

/// Whether a name is that of a panic.
fn panics(name: &str) -> bool {
    PANICS.iter().any(|panic| name.contains(panic))
}

/// Who calls a panic on the way from an export, as far as it is ours.
fn findings(calls: &Calls, export: &str) -> Vec<String> {
    let reached = calls.reached(export, panics);
    if ["otp_verify", "otp_resync", "otp_trail_resync"].contains(&export) {
        for there in
            ["Window::scan", "avx512::codes", "Midstates<T,_>::code", "sha1::compress::x86_sha::compress"]
        {
            assert!(
                reached.iter().any(|(_, called)| called.contains(there)),
                "{export} does not reach {there}"
            );
        }
    }
    let ours =
        |by: &str, called: &str| !ELSEWHERE.iter().any(|(who, _)| by.contains(who) || called.contains(who));
    let found = reached.iter().filter(|(by, called)| panics(called) && ours(by, called));
    found.map(|(by, called)| format!("{export}: {by} calls {called}")).collect()
}

#[test]
fn no_verdict_of_the_shipped_library_calls_a_panic() {
    let installed = Installed::stage("panics");
    let calls = Calls::of(&installed.path("lib/libotp.a"));
    let found: Vec<String> = VERDICTS.iter().flat_map(|export| findings(&calls, export)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// A panic for a slice that is too short, and one for a number that is too large: both were in the code once.
#[test]
fn planted_panics_are_found() {
    let library = planted(&[
        (
            "window.rs",
            "let Some(room) = expected.get_mut(BEFORE..BEFORE + length) else { break };",
            "let room = &mut expected[BEFORE..BEFORE + length];",
        ),
        (
            "totp.rs",
            ".filter(|_| learnt.abs() <= bound).map_or(known, Drift::new)",
            ".filter(|_| learnt.abs() <= bound).map(Drift::new).expect(\"a drift\")",
        ),
    ]);
    let found = findings(&Calls::of(&library), "otp_verify");
    for place in ["Window::scan", "Totp::verify"] {
        assert!(found.iter().any(|finding| finding.contains(place)), "{place} is not found: {found:#?}");
    }
}

/// The static library, built from a copy of the source in which some texts are replaced by faults.
fn planted(faults: &[(&str, &str, &str)]) -> PathBuf {
    let copied = Path::new(env!("CARGO_TARGET_TMPDIR")).join("planted");
    fs::create_dir_all(&copied).unwrap();
    let needed = ["Cargo.toml", "Cargo.lock", "README.md", "include", "otp-core", "otp-ffi"];
    let needed = needed.map(|name| here("..").join(name));
    run(Command::new("cp").arg("-rp").args(needed).arg(&copied));
    let manifest = copied.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let others = text.lines().find(|line| line.starts_with("members = ")).unwrap();
    fs::write(&manifest, text.replace(others, "members = [\"otp-core\", \"otp-ffi\"]")).unwrap();
    for (file, right, wrong) in faults {
        let file = copied.join("otp-core/src").join(file);
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text.matches(right).count(), 1, "where to plant {wrong}");
        fs::write(file, text.replace(right, wrong)).unwrap();
    }
    let mut cargo = Command::new("cargo");
    cargo.args(["rustc", "--release", "--offline", "-p", "otp-ffi", "--lib", "--crate-type", "staticlib"]);
    run(cargo.arg("--target-dir").arg(copied.join("target")).current_dir(&copied));
    copied.join("target/release/libotp.a")
}
