//! YubiKeys: authentic OTPs, replayed ones, and ones of another key.

use super::{Path, key, place};
use aes::{
    Aes128,
    cipher::{BlockCipherEncrypt, KeyInit},
};
use otp_core::{
    Attempt, Token, TokenState, UnixTime, YubiKey,
    yubikey::{AesKey, Otp, PrivateId, State},
};

#[derive(Clone, Copy, Debug)]
enum Case {
    Newer,
    Replayed,
    OtherId,
    OtherKey,
}

pub(super) fn paths(seed: u64) -> impl Iterator<Item = Path> {
    let cases = [Case::Newer, Case::Replayed, Case::OtherId, Case::OtherKey];
    cases.into_iter().flat_map(move |case| [typed(seed, case), by_token(seed, case)])
}

/// The AES key, the private id, and the text of an OTP.
fn secrets(seed: u64, case: Case) -> (Vec<Vec<u8>>, State) {
    let (aes_key, mut private_id) = (key(seed, 16), key(seed + 1, 6));
    let [usage, session_use] = [1000 + place(seed, 50), 1 + place(seed, 200)];
    let (usage, session_use) = (u16::try_from(usage).unwrap(), u8::try_from(session_use).unwrap());
    let mut block = [0; 16];
    block[..6].copy_from_slice(&private_id);
    block[6..8].copy_from_slice(&usage.to_le_bytes());
    block[8..11].copy_from_slice(&key(seed + 2, 3));
    block[11] = session_use;
    block[12..14].copy_from_slice(&key(seed + 3, 2));
    let crc = !crc(&block[..14]);
    block[14..].copy_from_slice(&crc.to_le_bytes());
    let mut encrypted = block.into();
    Aes128::new_from_slice(&aes_key).unwrap().encrypt_block(&mut encrypted);
    let letter = |nibble: u8| b"cbdefghijklnrtuv"[usize::from(nibble)];
    let text = encrypted.iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect();
    let before = State::new(usage, session_use - u8::from(!matches!(case, Case::Replayed))).unwrap();
    if matches!(case, Case::OtherId) {
        private_id[5] ^= 1;
    }
    let aes_key = if matches!(case, Case::OtherKey) { key(seed + 4, 16) } else { aes_key };
    (vec![aes_key, private_id, text], before)
}

fn keys(secrets: &[Vec<u8>]) -> (AesKey, PrivateId) {
    let (aes_key, private_id) = (secrets[0].first_chunk().unwrap(), secrets[1].first_chunk().unwrap());
    (AesKey::new(aes_key), PrivateId::new(private_id))
}

fn typed(seed: u64, case: Case) -> Path {
    let (secrets, before) = secrets(seed, case);
    Path::new(format!("yubikey {case:?}"), secrets, move |secrets| {
        let (key, private_id) = keys(secrets);
        let otp = Otp::parse(&secrets[2]).unwrap();
        YubiKey::new(&key, private_id).verify(&before, &otp).is_ok() == matches!(case, Case::Newer)
    })
}

fn by_token(seed: u64, case: Case) -> Path {
    let (secrets, before) = secrets(seed, case);
    Path::new(format!("yubikey by token {case:?}"), secrets, move |secrets| {
        let (key, private_id) = keys(secrets);
        let token = Token::yubikey(&key, private_id).unwrap();
        let input = token.read(&secrets[2]).unwrap();
        let state = TokenState::YubiKey(before);
        let verdict = token.verify(&state, Attempt::unthrottled(), input, UnixTime::new(0));
        verdict.is_ok() == matches!(case, Case::Newer)
    })
}

fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0x8408 } else { crc >> 1 })
    })
}
