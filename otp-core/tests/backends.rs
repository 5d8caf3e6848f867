//! Every backend that this machine has makes the codes that `hmac` makes, over all lengths of keys and of windows.

#![cfg(feature = "hazmat")]

mod support;

use otp_core::{
    Algorithm, Counter, Digits,
    mac::{Backend, Crowd, Mac},
};
use proptest::prelude::*;
use std::{array, iter};
use support::{Device, cases};

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
use std::{
    env,
    io::{Write, stderr},
    process::Command,
};

const ALGORITHMS: [Algorithm; 3] = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];

/// Counters at which something carries or wraps within a few lanes.
const FIRST: [u64; 5] = [0, (1 << 32) - 3, (1 << 63) - 9, u64::MAX - 40, u64::MAX];

fn device(algorithm: Algorithm, length: usize) -> Device {
    let key = (length..).step_by(151).map(|n| n.to_le_bytes()[0]).take(length).collect();
    Device { algorithm, digits: Digits::Eight, key }
}

fn codes(mac: &Mac, first: u64, digits: Digits, count: usize) -> Vec<u32> {
    let mut codes = vec![u32::MAX; count];
    mac.codes(Counter::new(first), digits, &mut codes);
    codes
}

fn expected(device: &Device, first: u64, count: usize) -> Vec<u32> {
    (0..count as u64).map(|n| device.value(first.wrapping_add(n))).collect()
}

#[test]
fn the_machine_is_named() {
    let names: Vec<String> = Backend::available().map(|backend| backend.to_string()).collect();
    let known = ["single", "baseline", "avx2", "avx512"];
    assert_eq!(names, known[..names.len()]);
    println!("backends tested: {names:?}, best: {}", Backend::best());
    assert!(Backend::available().any(|backend| backend == Backend::best()));
}

#[test]
fn the_published_codes() {
    for backend in Backend::available() {
        let hotp = cases(include_str!("vectors/rfc4226_appendix_d.txt"));
        let counted: Vec<u32> = hotp.iter().map(|case| case.number("CODE6")).collect();
        let mac = Mac::on(backend, Algorithm::Sha1, b"12345678901234567890");
        assert_eq!(codes(&mac, 0, Digits::Six, counted.len()), counted, "{backend}");
        for case in cases(include_str!("vectors/rfc6238_appendix_b.txt")) {
            let device = case.device(Digits::Eight);
            let (step, code) = (case.number::<u64>("STEP"), case.number("CODE8"));
            let mac = Mac::on(backend, device.algorithm, &device.key);
            // Among so many that every kind of vector comes into use.
            for (before, place) in (0..33).zip(0..) {
                let lanes = codes(&mac, step.wrapping_sub(before), Digits::Eight, 33);
                assert_eq!(lanes[place], code, "{backend} {case:?}");
            }
        }
    }
}

/// Processors without AVX2, and one with it but without the instructions for hash functions.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn the_published_codes_on_other_processors() {
    for (processor, best) in [("qemu64", "baseline"), ("Nehalem", "baseline"), ("Haswell", "avx2")] {
        let mut emulator = Command::new("qemu-x86_64");
        emulator.args(["-cpu", processor]).arg(env::current_exe().unwrap());
        emulator.args(["the_machine_is_named", "the_published_codes", "every_length_of_key", "--exact"]);
        let output = match emulator.arg("--nocapture").output() {
            Ok(output) => output,
            Err(error) => {
                assert!(env::var_os("CI").is_none(), "qemu-x86_64 must be there: {error}");
                let _ = writeln!(stderr(), "SKIPPED: no qemu-x86_64 to be other processors with ({error})");
                return;
            }
        };
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{processor}: {said}{}", String::from_utf8_lossy(&output.stderr));
        assert!(
            said.contains("3 passed") && said.contains(&format!("best: {best}\n")),
            "{processor}: {said}"
        );
    }
}

#[test]
fn every_length_of_key() {
    for algorithm in ALGORITHMS {
        for length in 0..=150 {
            let device = device(algorithm, length);
            let first = FIRST[length % FIRST.len()];
            let expected = expected(&device, first, 49);
            for backend in Backend::available() {
                let mac = Mac::on(backend, algorithm, &device.key);
                let all = codes(&mac, first, Digits::Eight, 49);
                assert_eq!(all, expected, "{backend} {algorithm:?}, a key of {length} bytes");
                assert_eq!(codes(&mac, first, Digits::Eight, 1), expected[..1], "{backend} {algorithm:?}");
            }
        }
    }
}

#[test]
fn every_number_of_codes() {
    for algorithm in ALGORITHMS {
        let device = device(algorithm, 20);
        for first in FIRST {
            let expected = expected(&device, first, 300);
            for backend in Backend::available() {
                let mac = Mac::on(backend, algorithm, &device.key);
                for count in (0..=100).chain([127, 128, 129, 300]) {
                    let all = codes(&mac, first, Digits::Eight, count);
                    assert_eq!(all, expected[..count], "{backend} {algorithm:?}, {count} codes from {first}");
                }
            }
        }
    }
}

#[test]
fn a_crowd_has_a_key_and_a_counter_for_each_lane() {
    for algorithm in ALGORITHMS {
        let devices: [Device; Crowd::LANES] = array::from_fn(|lane| device(algorithm, lane * 5));
        let first: [u64; Crowd::LANES] =
            array::from_fn(|lane| FIRST[lane % FIRST.len()].wrapping_add(lane as u64));
        for backend in Backend::available() {
            let macs = devices.each_ref().map(|device| Mac::on(backend, algorithm, &device.key));
            let Some(crowd) = Crowd::of(&macs.each_ref()) else {
                assert_eq!(backend.to_string(), "single");
                continue;
            };
            for rows in 0..12 {
                let mut codes = vec![[0; Crowd::LANES]; rows];
                crowd.codes(&first.map(Counter::new), Digits::Eight, &mut codes);
                for (row, codes) in (0..).zip(codes) {
                    let expected = array::from_fn(|lane| devices[lane].value(first[lane].wrapping_add(row)));
                    assert_eq!(codes, expected, "{backend} {algorithm:?}, row {row} of {rows}");
                }
            }
        }
    }
}

#[test]
fn a_crowd_is_of_one_algorithm() {
    for backend in Backend::available() {
        for (algorithm, other) in ALGORITHMS.into_iter().zip(ALGORITHMS.into_iter().cycle().skip(1)) {
            for stranger in [0, 1, Crowd::LANES - 1] {
                let macs: [Mac; Crowd::LANES] = array::from_fn(|lane| {
                    Mac::on(
                        backend,
                        if lane == stranger { other } else { algorithm },
                        b"12345678901234567890",
                    )
                });
                assert!(Crowd::of(&macs.each_ref()).is_none());
            }
        }
    }
}

#[test]
fn what_holds_keys_prints_its_name_alone() {
    for backend in Backend::available() {
        let macs = [(); Crowd::LANES].map(|()| Mac::on(backend, Algorithm::Sha1, b"12345678901234567890"));
        assert_eq!(format!("{:?}", macs[0]), "Mac");
        if let Some(crowd) = Crowd::of(&macs.each_ref()) {
            assert_eq!(format!("{crowd:?}"), "Crowd");
        }
    }
}

#[test]
fn many_keys_are_set_up_as_one_is() {
    for algorithm in ALGORITHMS {
        for backend in Backend::available() {
            for count in [0, 1, 2, 31, 32, 33, 64, 100] {
                let devices: Vec<Device> =
                    (0..count).map(|n| device(algorithm, if n % 7 == 3 { 131 + n } else { n })).collect();
                let keys = devices.iter().map(|device| device.key.as_slice());
                let mut macs = Mac::many(backend, algorithm, keys);
                for (made, device) in devices.iter().enumerate() {
                    assert_eq!(macs.size_hint(), (count - made, Some(count - made)));
                    let mac = macs.next().unwrap();
                    assert_eq!(codes(&mac, 7, Digits::Eight, 3), expected(device, 7, 3), "{backend}");
                }
                assert!(iter::repeat_with(|| macs.next()).take(3).all(|mac| mac.is_none()));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_key_at_any_counter(
        key in prop::collection::vec(any::<u8>(), 1..=130),
        algorithm in prop::sample::select(&ALGORITHMS),
        digits in prop::sample::select(&[Digits::Six, Digits::Seven, Digits::Eight]),
        first: u64,
        count in 1..40_usize,
    ) {
        let device = Device { algorithm, digits, key };
        let expected = expected(&device, first, count);
        for backend in Backend::available() {
            let mac = Mac::on(backend, algorithm, &device.key);
            prop_assert_eq!(codes(&mac, first, digits, count), &*expected, "{}", backend);
        }
    }
}
