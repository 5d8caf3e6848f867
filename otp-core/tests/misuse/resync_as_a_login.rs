use otp_core::{Accepted, Code, Hotp, Refusal, hotp::State};

pub fn login(token: &Hotp, state: &State, codes: [Code; 2]) -> Result<Accepted<State>, Refusal> {
    let _ = token.resync(state, codes);
    return token.resync(state, codes); //~ E0308
    token.verify(state, codes[0])
}
