use otp_core::Attempt;

pub fn double(attempt: Attempt) -> Attempt {
    let _ = attempt.throttle();
    let _ = attempt.clone(); //~ E0599
    attempt
}
