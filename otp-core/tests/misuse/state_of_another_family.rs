use otp_core::{Code, Totp, UnixTime, hotp, totp};

pub fn login(token: &Totp, clock: &totp::State, counter: &hotp::State, code: Code, now: UnixTime) {
    let _ = token.verify(clock, code, now);
    let _ = counter;
    let _ = token.verify(counter, code, now); //~ E0308
}
