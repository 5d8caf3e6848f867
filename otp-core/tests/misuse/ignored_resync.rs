#![deny(unused_must_use)]
use otp_core::{Code, Refusal, Totp, UnixTime, totp::State};

pub fn resync(token: &Totp, state: &State, codes: [Code; 2], now: UnixTime) -> Result<(), Refusal> {
    let _stored = token.resync(state, codes, now)?.into_next();
    token.resync(state, codes, now)?; //~ unused_must_use
    Ok(())
}
