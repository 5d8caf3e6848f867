use otp_core::{Code, Hotp, hotp::State};

pub fn resync(token: &Hotp, state: &State, code: Code) {
    let _ = token.resync(state, [code, code, code]);
    let _ = token.resync(state, [code, code, code, code]); //~ E0277
}
