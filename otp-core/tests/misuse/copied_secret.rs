use otp_core::Secret;

pub fn keep(secret: &Secret) {
    let _ = secret;
    let _: Secret = secret.clone(); //~ E0308
}
