#![deny(unused_must_use)]
use otp_core::{Code, Hotp, Refusal, hotp::State};

pub fn login(token: &Hotp, state: &State, code: Code) -> Result<(), Refusal> {
    let _stored = token.verify(state, code)?.into_next();
    token.verify(state, code)?.into_next(); //~ unused_must_use
    Ok(())
}
