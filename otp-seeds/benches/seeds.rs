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

criterion_group!(benches, seeds);
criterion_main!(benches);
