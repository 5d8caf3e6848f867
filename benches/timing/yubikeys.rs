//! OTPs of a YubiKey.

use crate::{Timed, time};
use aes::{
    Aes128,
    cipher::{BlockCipherEncrypt, KeyInit},
};
use dudect_bencher::{BenchRng, CtRunner, rand::RngExt};
use otp_core::{
    YubiKey,
    yubikey::{AesKey, Otp, PrivateId, State},
};

/// What is secret.
pub(crate) const SECRET: &[Timed] = &[
    ("yubikey: fixed or random key", keys),
    ("yubikey: fixed or random block", blocks),
    ("yubikey: checksum right or wrong", |runner, rng| {
        let wrong = [PUBLISHED, CORRUPT].map(|text| Otp::parse(text).expect("an OTP"));
        let token = token(&OTHER_ID);
        time(runner, rng, |_| wrong, |otp| token.verify(&State::default(), otp));
    }),
    ("yubikey: private id right or wrong", |runner, rng| ids(runner, rng, CORRUPT)),
];

/// What the verdict says.
pub(crate) const PUBLIC: &[Timed] =
    &[("yubikey: authentic or not", |runner, rng| ids(runner, rng, PUBLISHED))];

/// Keys that are set up and decrypt an OTP that is none of theirs.
fn keys(runner: &mut CtRunner, rng: &mut BenchRng) {
    let otp = encrypted(&KEY, &[7; 16]);
    time(
        runner,
        rng,
        |rng| [[0x5a; 16], rng.random()],
        |key| YubiKey::new(&AesKey::new(key), PrivateId::new(&ID)).verify(&State::default(), &otp),
    );
}

/// The private id that is in the OTP, and another one.
fn ids(runner: &mut CtRunner, rng: &mut BenchRng, text: &[u8]) {
    let otp = Otp::parse(text).expect("an OTP");
    time(runner, rng, |_| [ID, OTHER_ID], |id| token(id).verify(&State::default(), &otp));
}

/// Blocks none of which is authentic: checksum and private id are looked at whole.
fn blocks(runner: &mut CtRunner, rng: &mut BenchRng) {
    let token = token(&ID);
    let blocks = |rng: &mut BenchRng| [[0; 16], rng.random()].map(|block| encrypted(&KEY, &block));
    time(runner, rng, blocks, |otp| token.verify(&State::default(), otp));
}

/// The OTP of a block.
fn encrypted(key: &[u8; 16], block: &[u8; 16]) -> Otp {
    let mut block = (*block).into();
    Aes128::new(key.into()).encrypt_block(&mut block);
    let letter = |nibble: u8| b"cbdefghijklnrtuv"[usize::from(nibble)];
    let text: Vec<u8> = block.iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect();
    Otp::parse(&text).expect("32 letters of modhex")
}

fn token(id: &[u8; 6]) -> YubiKey {
    YubiKey::new(&AesKey::new(&KEY), PrivateId::new(id))
}

const KEY: [u8; 16] = *b"\xec\xde\x18\xdb\xe7\x6f\xbd\x0c\x33\x33\x0f\x1c\x35\x48\x71\xdb";
const ID: [u8; 6] = *b"\x87\x92\xeb\xfe\x26\xcc";
const OTHER_ID: [u8; 6] = *b"\x87\x92\xeb\xfe\x26\xcd";

/// The example of the maker under that key and private id.
const PUBLISHED: &[u8] = b"dteffujedcflcindvdbrblehecuitvjkjevvehjd";

/// The same block with one bit of the checksum changed before it was encrypted.
const CORRUPT: &[u8] = b"dteffujevebubvgbvelbrlicgddccjiigfhjlcjf";
