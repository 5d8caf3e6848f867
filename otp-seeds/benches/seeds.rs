//! How fast files of 100 000 tokens are read and written, in bytes per second.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use otp_core::{Algorithm, Counter, Digits};
use otp_seeds::{Format, Options, Protection, Scheme, SecretBytes, Seed, Text, WriteOptions, read, write};
use std::hint::black_box;

/// As many as PingOne admits in an environment.
const TOKENS: u32 = 100_000;

fn fleet() -> Vec<Seed> {
    let seed = |number: u32| {
        let (algorithm, digits, counter) = (Algorithm::Sha1, Digits::Six, Counter::new(0));
        let secret: Vec<u8> =
            (0..5_u32).flat_map(|word| number.wrapping_mul(2_654_435_761 + word).to_be_bytes()).collect();
        let serial = Text::new(&format!("{number:013}")).ok()?;
        let scheme = Scheme::Hotp { algorithm, digits, counter };
        Seed::new(serial, scheme, SecretBytes::new(&secret).ok()?).ok()
    };
    (0..TOKENS).filter_map(seed).collect()
}

fn seeds(criterion: &mut Criterion) {
    let fleet = fleet();
    let key = [7; 16];
    let plain = WriteOptions::default();
    let encrypted = WriteOptions { protection: Protection::Key(&key), ..plain };
    let formats = [
        ("duo-hotp", Format::DuoHotp, plain),
        ("privacyidea", Format::PrivacyIdea, plain),
        ("otpauth", Format::OtpAuth, plain),
        ("pskc-plain", Format::Pskc, plain),
        ("pskc-encrypted", Format::Pskc, encrypted),
    ];
    let mut group = criterion.benchmark_group("100000 tokens");
    group.sample_size(10);
    for (name, format, writing) in formats {
        let Ok(written) = write(&fleet, format, &writing) else { continue };
        let reading = Options { format: Some(format), key: Some(&key), ..Options::default() };
        group.throughput(Throughput::Bytes(written.bytes.len() as u64));
        group.bench_function(format!("read {name}"), |bencher| {
            bencher.iter(|| read(black_box(&written.bytes), &reading).map(|import| import.tokens.len()));
        });
        group.bench_function(format!("write {name}"), |bencher| {
            bencher.iter(|| write(black_box(&fleet), format, &writing).map(|written| written.bytes.len()));
        });
    }
    group.finish();
}

/// Files that take long for their size, each at two sizes: the time is in proportion.
fn hostile(criterion: &mut Criterion) {
    let container =
        "<KeyContainer Version=\"1.0\" xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\"><KeyPackage>";
    let key = "<Key Id=\"1\" Algorithm=\"hotp\"></Key>";
    let (titles, empty) = ("a,".repeat(63) + "\n", ",".repeat(63) + "\n");
    // What it begins with, what is repeated, and what it ends with.
    let files = [
        ("keys in one package", None, [container, key, "</KeyPackage></KeyContainer>"]),
        ("sections of characters", None, ["<a>", "<![CDATA[]]>a", "</a>"]),
        ("ends of lines", None, ["<a>", "\r\n", "</a>"]),
        ("rows without a header", Some(Format::Entra), ["", &titles, ""]),
        ("empty columns", Some(Format::YubicoLog), ["", &empty, ""]),
        ("bad tokens", Some(Format::Migration), ["", "otpauth-migration://o?data=CgA=\n", ""]),
        ("short lines", None, ["", "a\n", ""]),
    ];
    let mut group = criterion.benchmark_group("hostile");
    group.sample_size(10);
    for (name, format, [begin, unit, end]) in files {
        for megabytes in [1, 4] {
            let file = [begin, &unit.repeat((megabytes << 20) / unit.len()), end].concat();
            let reading = Options { format, ..Options::default() };
            group.throughput(Throughput::Bytes(file.len() as u64));
            group.bench_function(format!("{name}, {megabytes} MB"), |bencher| {
                bencher
                    .iter(|| read(black_box(file.as_bytes()), &reading).map(|import| import.problems.len()));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, seeds, hostile);
criterion_main!(benches);
