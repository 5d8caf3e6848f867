use otp_core::Code;

pub fn same(one: Code, other: Code) -> bool {
    let _ = (one, other);
    return one == other; //~ E0369
    false
}
