//! What holds of the core holds through Python: of random histories that its judge plays nothing is accepted twice, and
//! no secret stays in the memory of an interpreter.
//!
//! `make python` runs it; `OTP_PYTHON` is an interpreter that has the package.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test")]

mod device;
mod history;
#[path = "memory/needles.rs"]
mod needles;

use device::Device;
use history::Piped;
use needles::Needles;
use otp_core::Algorithm;
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    os::unix::fs::FileExt,
    process::{Command, Stdio},
};

/// The keys in `remains.py`, the step of its time, and what its OTP decrypts to.
const KEY: [u8; 20] = *b"\x9d\x4e\x17\xc3\x58\xf1\x2b\x86\xe0\x3a\x75\xac\x61\xd8\x0f\x94\x4b\xb2\x6e\x39";
const STEP: u64 = 1_700_000_010 / 30;
const AES_KEY: [u8; 16] = *b"\xec\xde\x18\xdb\xe7\x6f\xbd\x0c\x33\x33\x0f\x1c\x35\x48\x71\xdb";
const BLOCK: [u8; 8] = *b"\x87\x92\xeb\xfe\x26\xcc\x13\x00";

/// A program among the tests of the package.
fn python(program: &str) -> Command {
    let interpreter =
        std::env::var_os("OTP_PYTHON").expect("OTP_PYTHON names an interpreter with the package");
    let mut command = Command::new(interpreter);
    command.arg(format!("{}/../otp-py/tests/{program}", env!("CARGO_MANIFEST_DIR")));
    command
}

#[test]
#[ignore = "SKIPPED: it needs the Python package, `make python` runs it"]
fn through_python_nothing_is_accepted_twice_and_no_watermark_is_lowered() {
    history::play(20_000, || Piped::start(&mut python("judge.py")));
}

/// What of the needles lies in the writable memory of a process that waits: in all of it, or on its stack alone.
fn left_in(process: u32, needles: &Needles, stack_alone: bool) -> BTreeSet<&'static str> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let wanted = |map: &&str| {
        map.split(' ').nth(1).is_some_and(|may| may.starts_with("rw"))
            && (!stack_alone || map.ends_with("[stack]"))
    };
    let mut left = BTreeSet::new();
    for map in maps.lines().filter(wanted) {
        let [from, to] = [0, 1].map(|at| {
            let range = map.split(' ').next().unwrap();
            u64::from_str_radix(range.split('-').nth(at).unwrap(), 16).unwrap()
        });
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        memory.read_exact_at(&mut bytes, from).unwrap_or_else(|error| panic!("{map}: {error}"));
        left.extend(needles.found_in(&bytes));
    }
    left
}

fn needles(algorithm: Algorithm) -> Needles {
    let device = Device { key: KEY, algorithm, digits: 6 };
    let keys = Needles::default().bytes("AES key", &AES_KEY).bytes("decrypted block", &BLOCK);
    // A resync of a TOTP token begins a day before.
    [STEP, STEP - 2880].into_iter().fold(keys, |needles, first| {
        let codes = (first..first + 32).map(|factor| device.text(factor).parse::<u32>().unwrap());
        let codes: Vec<u8> = codes.flat_map(u32::to_ne_bytes).collect();
        needles.key(algorithm, &KEY, first).bytes("expected codes", &codes)
    })
}

/// What is left after each thing that `remains.py` does.
fn remains(algorithm: Algorithm) -> BTreeSet<(String, &'static str)> {
    // Elsewhere the keys lie in Python's own objects, and among millions of words any number lies by chance.
    let anywhere = needles(algorithm).without("key").without("AES key").rows_alone();
    let on_the_stack = needles(algorithm);
    let mut command = python("remains.py");
    command.arg(algorithm.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut go_on, done) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    let mut remains = BTreeSet::new();
    for done in done.lines().map(Result::unwrap) {
        let stack_alone = done.starts_with("stack");
        let left = left_in(child.id(), if stack_alone { &on_the_stack } else { &anywhere }, stack_alone);
        remains.extend(left.into_iter().map(|name| (done.clone(), name)));
        go_on.write_all(b"\n").unwrap();
    }
    assert!(child.wait().unwrap().success());
    remains
}

#[test]
#[ignore = "SKIPPED: it needs the Python package, `make python` runs it"]
fn an_interpreter_keeps_nothing_secret_but_what_python_holds() {
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        // Addresses that look like numbers of a MAC are others in a second process.
        let twice = &remains(algorithm) & &remains(algorithm);
        let planted = ["all: planted", "all: planted and freed", "stack: planted"];
        let expected = planted.map(|place| (place.to_owned(), "padded key"));
        assert_eq!(twice, expected.into(), "{algorithm}");
    }
}
