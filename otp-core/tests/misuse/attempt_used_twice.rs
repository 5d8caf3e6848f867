use otp_core::{Attempt, Input, Token, TokenState, UnixTime};

pub fn login(token: &Token, state: &TokenState, attempt: Attempt, [a, b]: [Input; 2], now: UnixTime) {
    let judge = |attempt, input| token.verify(state, attempt, input, now);
    let _ = judge(attempt, a).or(judge(attempt, b)); //~ E0382
    let _ = judge(Attempt::unthrottled(), b);
}
