//! Verdicts of YubiKey OTPs equal those of the naive model; the checksum is made right, as chance hardly would.

#![no_main]

#[path = "../../otp-core/tests/model/mod.rs"]
mod model;

use aes::{
    Aes128,
    cipher::{BlockCipherEncrypt, KeyInit},
};
use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use otp_core::{
    Refusal, YubiKey,
    yubikey::{AesKey, Otp, PrivateId, State},
};

/// Fields of fixed length, so that seeds are easily written.
#[derive(Arbitrary, Debug)]
struct Press {
    key: [u8; 16],
    private_id: [u8; 6],
    /// The block but for its id and checksum, which are made right.
    fields: [u8; 8],
    /// What is changed then.
    wrong: [u8; 16],
    usage: u16,
    session_use: u8,
    public_id: u8,
}

fuzz_target!(|press: Press| {
    let mut plaintext = [0; 16];
    plaintext[..6].copy_from_slice(&press.private_id);
    plaintext[6..14].copy_from_slice(&press.fields);
    let checksum = !model::crc(&plaintext[..14]);
    plaintext[14..].copy_from_slice(&checksum.to_le_bytes());
    for (byte, wrong) in plaintext.iter_mut().zip(press.wrong) {
        *byte ^= wrong;
    }
    let mut block = plaintext.into();
    Aes128::new(&press.key.into()).encrypt_block(&mut block);
    let text = "cb".repeat(usize::from(press.public_id % 17)) + &modhex(&block);
    let otp = Otp::parse(text.as_bytes()).expect("modhex");

    let stored = (press.usage % 0x8000, press.session_use);
    let state = State::new(stored.0, stored.1).expect("15 bits");
    let token = YubiKey::new(&AesKey::new(&press.key), PrivateId::new(&press.private_id));
    let verdict = token.verify(&state, &otp).map(|accepted| {
        let next = accepted.next();
        ((next.usage(), next.session_use()), accepted.timestamp())
    });
    let naive = model::yubikey(press.private_id, stored, plaintext);
    assert_eq!(verdict, naive.map_err(Refusal::Rejected));
});

fn modhex(bytes: &[u8]) -> String {
    let letter = |nibble: u8| char::from(b"cbdefghijklnrtuv"[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect()
}
