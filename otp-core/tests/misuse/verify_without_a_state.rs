use otp_core::{Code, Hotp, hotp::State};

pub fn login(token: &Hotp, state: &State, code: Code) {
    let _ = token.verify(state, code);
    let _ = token.verify(code); //~ E0061
}
