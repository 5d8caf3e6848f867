//! Whole logins, as a server makes them.

use criterion::Criterion;
use otp_benches::{Search, codes, key, text};
use otp_core::{
    Algorithm, Attempt, Counter, Drift, Profile, Secret, TimeStep, Token, TokenKind, TokenState, Totp,
    UnixTime, YubiKey, hotp,
    token::Policy,
    totp,
    yubikey::{AesKey, Otp, PrivateId, State},
};
use std::hint::black_box;

/// `Token::read` and `Token::verify` under the default policies, and TOTP ±1 from a raw key.
pub(crate) fn tokens(criterion: &mut Criterion) {
    let secret = Secret::new(key(Algorithm::Sha1)).expect("160 bits");
    let good = text(codes(Algorithm::Sha1, key(Algorithm::Sha1), Search::FIRST, 1)[0]);
    let now = UnixTime::new(Search::FIRST * 30);
    let mut group = criterion.benchmark_group("verify");

    let policy = Policy::for_kind(TokenKind::Hotp6, Profile::Rfc);
    let token = Token::hotp(TokenKind::Hotp6, &policy, &secret).expect("a valid policy");
    let state = TokenState::Hotp(hotp::State::new(Counter::new(Search::FIRST)));
    let login = |text: &str| {
        token.verify(&state, Attempt::unthrottled(), token.read(text.as_bytes()).expect("six digits"), now)
    };
    assert!(login(&good).is_ok());
    group.bench_function("hotp look-ahead 10", |bencher| bencher.iter(|| login(black_box(&good))));

    let policy = Policy::for_kind(TokenKind::Totp6, Profile::Rfc);
    let token = Token::totp(TokenKind::Totp6, &policy, &secret).expect("a valid policy");
    let state = TokenState::for_kind(TokenKind::Totp6);
    let login = |text: &str| {
        token.verify(&state, Attempt::unthrottled(), token.read(text.as_bytes()).expect("six digits"), now)
    };
    assert!(login(&good).is_ok());
    group.bench_function("totp ±1", |bencher| bencher.iter(|| login(black_box(&good))));

    let state = totp::State::new(Some(TimeStep::new(Search::FIRST - 1)), Drift::new(0));
    let code = otp_core::Code::parse(good.as_bytes()).expect("six digits");
    let login = |secret: &Secret| {
        let policy = totp::Policy::with_step(30);
        let token =
            Totp::new(secret, Algorithm::Sha1, otp_core::Digits::Six, policy).expect("a valid policy");
        token.verify(&state, code, now)
    };
    assert!(login(&secret).is_ok());
    group.bench_function("totp ±1 from a raw key", |bencher| bencher.iter(|| login(black_box(&secret))));
}

/// One AES block: the OTP of Yubico's documentation.
pub(crate) fn yubikey(criterion: &mut Criterion) {
    let aes_key = AesKey::from_hex(b"ecde18dbe76fbd0c33330f1c354871db").expect("a key");
    let token = YubiKey::new(&aes_key, PrivateId::from_hex(b"8792ebfe26cc").expect("an id"));
    let typed = b"dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh";
    let login = |text: &[u8]| token.verify(&State::default(), &Otp::parse(text).expect("an OTP"));
    assert!(login(typed).is_ok());
    criterion.bench_function("verify/yubikey", |bencher| bencher.iter(|| login(black_box(typed))));
}
