use otp_core::{Attempt, Input, Token, TokenState, UnixTime};

pub fn login(token: &Token, state: &TokenState, attempt: Attempt, [a, b]: [Input; 2], now: UnixTime) {
    let _ = token.verify(state, attempt, a, now);
    let _ = token.verify(state, attempt, b, now); //~ E0382
    let _ = token.verify(state, Attempt::unthrottled(), b, now);
}
