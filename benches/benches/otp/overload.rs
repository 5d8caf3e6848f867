//! What those who may send anything can make a server do, beside a login.

use criterion::{BatchSize, Criterion};
use otp_core::{
    Algorithm, Attempt, Profile, Run, Secret, Throttle, Token, TokenKind, TokenState, UnixTime, lookup,
    throttle,
    token::Policy,
    yubikey::{AesKey, Otp, PrivateId},
};
use std::{hint::black_box, iter};

const NOW: UnixTime = UnixTime::new(1_700_000_010);

/// The calls of `docs/overload.md`, with codes that fit nowhere or somewhere: that makes no difference.
pub(crate) fn calls(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("overload");
    group.sample_size(20);
    for (name, kind, policy) in policies() {
        let (token, state) = (token(&policy, &[7; 20]), TokenState::for_kind(kind));
        let code: &[u8] = if kind.name().ends_with('8') { b"12345678" } else { b"123456" };
        group.bench_function(format!("{name}, login"), |bencher| {
            bencher.iter(|| {
                let input = token.read(black_box(code)).expect("a code");
                token.verify(&state, Attempt::unthrottled(), input, NOW).is_ok()
            });
        });
        group.bench_function(format!("{name}, resync"), |bencher| {
            bencher.iter(|| {
                let run = token.read_run(&[black_box(code); 3]).expect("codes");
                token.resync(&state, Attempt::unthrottled(), run, NOW).is_ok()
            });
        });
        let run: Run = token.read_run(&[code; 2]).expect("codes");
        group.bench_function(format!("{name}, lookup, 100 tokens"), |bencher| {
            bencher.iter(|| lookup(iter::repeat_n((black_box(&token), &state), 100), run, NOW));
        });
    }
    let policy = Policy::for_kind(TokenKind::Hotp6, Profile::Rfc);
    for (name, algorithm, bytes) in [
        ("20 bytes", Algorithm::Sha1, 20),
        ("1024 bytes", Algorithm::Sha1, 1024),
        ("1024 bytes, SHA-512", Algorithm::Sha512, 1024),
    ] {
        let (policy, key) = (Policy { algorithm, ..policy }, vec![7; bytes]);
        group.bench_function(format!("set-up, a key of {name}"), |bencher| {
            bencher.iter_batched(|| (), |()| token(&policy, black_box(&key)), BatchSize::SmallInput);
        });
    }
    let (hotp, long) = (token(&policy, &[7; 20]), vec![b'7'; 1 << 20]);
    let locked = throttle::Policy::administrator_unlocks(1);
    let stopped = Throttle::default().begin(&locked, NOW).expect("the first attempt");
    let stopped = *stopped.throttle().expect("a counted attempt");
    let refusals: [(&str, &dyn Fn() -> bool); 3] = [
        ("a locked token", &|| black_box(&stopped).begin(&locked, NOW).is_err()),
        ("a code of another length", &|| hotp.read(black_box(b"1234567")).is_err()),
        ("a megabyte for a code", &|| hotp.read(black_box(&long)).is_err()),
    ];
    for (name, refused) in refusals {
        assert!(refused(), "{name}");
        group.bench_function(name, |bencher| bencher.iter(refused));
    }
    let key = Token::yubikey(&AesKey::new(&[7; 16]), PrivateId::new(&[7; 6])).expect("a key");
    let (state, text) = (TokenState::for_kind(TokenKind::YubiKey), [b'c'; 44]);
    assert!(Otp::parse(&text).is_ok());
    group.bench_function("yubikey, login", |bencher| {
        bencher.iter(|| {
            let input = key.read(black_box(&text)).expect("an OTP");
            key.verify(&state, Attempt::unthrottled(), input, NOW).is_ok()
        });
    });
}

/// The presets, and the greatest windows of all with the longest hash.
fn policies() -> [(&'static str, TokenKind, Policy); 3] {
    let [hotp, totp, mut widest] = [TokenKind::Hotp6, TokenKind::Totp6, TokenKind::Hotp8]
        .map(|kind| Policy::for_kind(kind, Profile::Rfc));
    widest.algorithm = Algorithm::Sha512;
    widest.throttle = throttle::Policy::administrator_unlocks(1);
    (widest.hotp.look_ahead, widest.hotp.resync_window) = (10_000, 10_000);
    [("hotp-6", hotp.kind, hotp), ("totp-6", totp.kind, totp), ("greatest", widest.kind, widest)]
}

fn token(policy: &Policy, key: &[u8]) -> Token {
    let secret = Secret::new(key).expect("a length that is taken");
    let make = if policy.kind.name().starts_with("totp") { Token::totp } else { Token::hotp };
    make(policy.kind, policy, &secret).expect("a policy that is taken")
}
