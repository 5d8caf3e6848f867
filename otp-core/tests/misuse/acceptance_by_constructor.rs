use otp_core::{Accepted, Counter, hotp::State};

pub fn forge() {
    let state = State::new(Counter::new(0));
    let _: Option<Accepted<State>> = None;
    let _ = state;
    let _ = Accepted::new(state, state, 0); //~ E0624
}
