use otp_core::{Accepted, Counter, hotp::State};

pub fn forge() {
    let previous = State::new(Counter::new(0));
    let next = State::new(Counter::new(1));
    let _ = (previous, next);
    let _ = Accepted { previous, next, clock: 0 }; //~ E0451
}
