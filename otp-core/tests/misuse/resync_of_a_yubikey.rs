use otp_core::{Code, YubiKey, yubikey::State};

pub fn resync(token: &YubiKey, state: &State, codes: [Code; 2]) {
    let _ = (token, state, codes);
    let _ = token.resync(state, codes); //~ E0599
}
