//! A token's life without `std`, without `alloc`, without unwinding.

#![no_std]
#![no_main]

use core::ffi::c_int;
use otp_core::{
    Algorithm, Code, Counter, Digits, Encoding, Hotp, Secret, Totp, UnixTime, YubiKey, hotp, totp,
    yubikey::{self, AesKey, Otp, PrivateId},
};

#[unsafe(no_mangle)]
extern "C" fn main() -> c_int {
    let checks = [hotp_login(), hotp_resync(), totp_login(), yubikey_login()];
    checks.iter().position(|passed| passed.is_none()).map_or(0, |step| step as c_int + 1)
}

fn hotp() -> Option<Hotp> {
    let secret = Secret::decode(Encoding::Base32, b"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").ok()?;
    Hotp::new(&secret, Algorithm::Sha1, Digits::Six, hotp::Policy::default()).ok()
}

fn hotp_login() -> Option<()> {
    let stored = hotp::State::from_bytes(&hotp::State::default().to_bytes()).ok()?;
    let next = hotp()?.verify(&stored, Code::parse(b"755224").ok()?).ok()?.into_next();
    (next.counter() == Counter::new(1) && hotp()?.verify(&next, Code::parse(b"755224").ok()?).is_err()).then_some(())
}

fn hotp_resync() -> Option<()> {
    let codes = [Code::parse(b"435478").ok()?, Code::parse(b"303194").ok()?, Code::parse(b"000152").ok()?];
    let resynced = hotp()?.resync(&hotp::State::new(Counter::new(2)), codes).ok()?;
    (resynced.next().counter() == Counter::new(45)).then_some(())
}

fn totp_login() -> Option<()> {
    let secret = Secret::new(b"12345678901234567890").ok()?;
    let token = Totp::new(&secret, Algorithm::Sha1, Digits::Eight, totp::Policy::default()).ok()?;
    token.verify(&totp::State::default(), Code::parse(b"94287082").ok()?, UnixTime::new(59)).ok().map(|_| ())
}

fn yubikey_login() -> Option<()> {
    let key = AesKey::from_hex(b"ecde18dbe76fbd0c33330f1c354871db").ok()?;
    let token = YubiKey::new(&key, PrivateId::from_hex(b"8792ebfe26cc").ok()?);
    let otp = Otp::parse(b"dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh").ok()?;
    token.verify(&yubikey::State::default(), &otp).ok().map(|_| ())
}

/// The prebuilt `core` names it in tables that are never read where panics abort.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
