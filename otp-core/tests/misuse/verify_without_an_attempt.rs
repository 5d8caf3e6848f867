use otp_core::{Attempt, Input, Token, TokenState, UnixTime};

pub fn login(token: &Token, state: &TokenState, attempt: Attempt, input: Input, now: UnixTime) {
    let _ = token.verify(state, attempt, input, now);
    let _ = token.verify(state, input, now); //~ E0061
}
