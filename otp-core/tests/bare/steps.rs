//! A token's life without `std`, without `alloc`: what programs for several kinds of machines go through.

use otp_core::{
    Algorithm, Code, Counter, Digits, Encoding, Hotp, Secret, Totp, UnixTime, YubiKey, hotp, totp,
    yubikey::{self, AesKey, Otp, PrivateId},
};

/// Every step; `None` is a failure.
pub const ALL: [fn() -> Option<()>; 5] =
    [published_codes, hotp_login, hotp_resync, totp_login, yubikey_login];

/// The number of the first step that fails, from 1 on.
pub fn first_that_fails() -> Option<usize> {
    ALL.iter().position(|step| step().is_none()).map(|step| step + 1)
}

fn hotp() -> Option<Hotp> {
    let secret = Secret::decode(Encoding::Base32, b"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").ok()?;
    Hotp::new(&secret, Algorithm::Sha1, Digits::Six, hotp::Policy::default()).ok()
}

/// RFC 4226 Appendix D, one login after another; no code opens twice.
fn published_codes() -> Option<()> {
    let codes: [&[u8]; 10] = [
        b"755224", b"287082", b"359152", b"969429", b"338314", b"254676", b"287922", b"162583", b"399871",
        b"520489",
    ];
    let (token, mut state) = (hotp()?, hotp::State::default());
    for (code, after) in codes.into_iter().zip(1..) {
        let code = Code::parse(code).ok()?;
        state = token.verify(&state, code).ok()?.into_next();
        let spent = token.verify(&state, code).is_err();
        if state.counter() != Counter::new(after) || !spent {
            return None;
        }
    }
    Some(())
}

fn hotp_login() -> Option<()> {
    let stored = hotp::State::from_bytes(&hotp::State::default().to_bytes()).ok()?;
    let next = hotp()?.verify(&stored, Code::parse(b"755224").ok()?).ok()?.into_next();
    (next.counter() == Counter::new(1) && hotp()?.verify(&next, Code::parse(b"755224").ok()?).is_err())
        .then_some(())
}

fn hotp_resync() -> Option<()> {
    let codes = [Code::parse(b"435478").ok()?, Code::parse(b"303194").ok()?, Code::parse(b"000152").ok()?];
    let resynced = hotp()?.resync(&hotp::State::new(Counter::new(2)), codes).ok()?;
    (resynced.next().counter() == Counter::new(45)).then_some(())
}

/// RFC 6238 Appendix B, one code for each hash function.
fn totp_login() -> Option<()> {
    let key = b"1234567890123456789012345678901234567890123456789012345678901234";
    let codes: [(Algorithm, usize, &[u8]); 3] = [
        (Algorithm::Sha1, 20, b"94287082"),
        (Algorithm::Sha256, 32, b"46119246"),
        (Algorithm::Sha512, 64, b"90693936"),
    ];
    for (algorithm, length, code) in codes {
        let secret = Secret::new(&key[..length]).ok()?;
        let token = Totp::new(&secret, algorithm, Digits::Eight, totp::Policy::default()).ok()?;
        let accepted =
            token.verify(&totp::State::default(), Code::parse(code).ok()?, UnixTime::new(59)).ok()?;
        if accepted.next().last_accepted().is_none() {
            return None;
        }
    }
    Some(())
}

fn yubikey_login() -> Option<()> {
    let key = AesKey::from_hex(b"ecde18dbe76fbd0c33330f1c354871db").ok()?;
    let token = YubiKey::new(&key, PrivateId::from_hex(b"8792ebfe26cc").ok()?);
    let otp = Otp::parse(b"dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh").ok()?;
    token.verify(&yubikey::State::default(), &otp).ok().map(|_| ())
}
