//! YubiKey verdicts equal those of a naive model, for OTPs that the tests encrypt themselves.

#![expect(clippy::unwrap_used, reason = "tests")]

mod model;
mod support;

use aes::{
    Aes128,
    cipher::{BlockCipherEncrypt, KeyInit},
};
use otp_core::{
    Detail, Refusal, YubiKey,
    yubikey::{AesKey, Otp, PrivateId, State},
};
use proptest::prelude::*;
use support::modhex;

/// What a key puts into a block, but for the checksum.
#[derive(Clone, Copy, Debug)]
struct Press {
    private_id: [u8; 6],
    /// With the state of caps lock in bit 15.
    usage_field: u16,
    timestamp: u32,
    session_use: u8,
    random: u16,
}

impl Press {
    fn plaintext(&self) -> [u8; 16] {
        let [t0, t1, t2, _] = self.timestamp.to_le_bytes();
        let mut block = [0; 16];
        block[..6].copy_from_slice(&self.private_id);
        block[6..8].copy_from_slice(&self.usage_field.to_le_bytes());
        block[8..12].copy_from_slice(&[t0, t1, t2, self.session_use]);
        block[12..14].copy_from_slice(&self.random.to_le_bytes());
        let checksum = !model::crc(&block[..14]);
        block[14..].copy_from_slice(&checksum.to_le_bytes());
        block
    }

    fn usage(&self) -> u16 {
        self.usage_field % 0x8000
    }

    fn state(&self) -> State {
        State::new(self.usage(), self.session_use).unwrap()
    }
}

/// The verdict by rule 9: the greater state and the timestamp.
fn model(token_id: [u8; 6], state: (u16, u8), plaintext: [u8; 16]) -> Result<(State, u32), Refusal> {
    let ((usage, session_use), timestamp) =
        model::yubikey(token_id, state, plaintext).map_err(Refusal::Rejected)?;
    Ok((State::new(usage, session_use).unwrap(), timestamp))
}

fn otp(key: [u8; 16], plaintext: [u8; 16]) -> Otp {
    Otp::parse(modhex(&encrypted(key, plaintext)).as_bytes()).unwrap()
}

fn encrypted(key: [u8; 16], plaintext: [u8; 16]) -> [u8; 16] {
    let mut block = plaintext.into();
    Aes128::new(&key.into()).encrypt_block(&mut block);
    block.into()
}

/// The library's verdict, as the model says it.
fn verdict(key: [u8; 16], token_id: [u8; 6], state: (u16, u8), otp: &Otp) -> Result<(State, u32), Refusal> {
    let state = State::new(state.0, state.1).unwrap();
    let token = YubiKey::new(&AesKey::new(&key), PrivateId::new(&token_id));
    let accepted = token.verify(&state, otp)?;
    assert_eq!(*accepted.previous(), state);
    assert_eq!(
        token.verify(accepted.next(), otp),
        Err(Refusal::Rejected(Detail::Replayed)),
        "an OTP passes once"
    );
    Ok((*accepted.next(), accepted.timestamp()))
}

fn presses() -> impl Strategy<Value = Press> {
    let usage_fields =
        prop_oneof![any::<u16>(), prop::sample::select(vec![0, 1, 0x7fff, 0x8000, 0x8001, 0xffff])];
    let sessions = prop_oneof![any::<u8>(), prop::sample::select(vec![0, 1, 0xff])];
    (any::<[u8; 6]>(), usage_fields, 0..1_u32 << 24, sessions, any::<u16>()).prop_map(
        |(private_id, usage_field, timestamp, session_use, random)| Press {
            private_id,
            usage_field,
            timestamp,
            session_use,
            random,
        },
    )
}

/// Stored counters: those of a press, those next to them on either side, or any.
fn stored(press: Press, near: i32, any: Option<(u16, u8)>) -> (u16, u8) {
    any.unwrap_or_else(|| {
        let position = i32::from(press.usage()) * 256 + i32::from(press.session_use) + near;
        let position = position.clamp(0, 0x7f_ffff);
        (u16::try_from(position / 256).unwrap(), u8::try_from(position % 256).unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn verdicts_equal_the_model(
        key in any::<[u8; 16]>(),
        press in presses(),
        near in -257..=257,
        unrelated in prop::option::of((0..0x8000_u16, any::<u8>())),
        // Mostly the right id; else one that differs in one bit.
        other_id in prop::option::weighted(0.2, 0..48_usize),
        // Mostly the right checksum; else a plaintext that differs in one bit.
        other_bit in prop::option::weighted(0.2, 0..128_usize),
    ) {
        let state = stored(press, near, unrelated);
        let mut token_id = press.private_id;
        if let Some(bit) = other_id { token_id[bit / 8] ^= 1 << (bit % 8) }
        let mut plaintext = press.plaintext();
        if let Some(bit) = other_bit { plaintext[bit / 8] ^= 1 << (bit % 8) }
        let expected = model(token_id, state, plaintext);
        prop_assert_eq!(verdict(key, token_id, state, &otp(key, plaintext)), expected);
    }

    #[test]
    fn a_flipped_bit_of_the_block_fits_nothing(key in any::<[u8; 16]>(), press in presses(), bit in 0..128_usize) {
        let mut block = encrypted(key, press.plaintext());
        block[bit / 8] ^= 1 << (bit % 8);
        let otp = Otp::parse(modhex(&block).as_bytes()).unwrap();
        let refused = Err(Refusal::Rejected(Detail::NoMatch));
        prop_assert_eq!(verdict(key, press.private_id, (0, 0), &otp), refused);
    }

    #[test]
    fn another_key_fits_nothing(key in any::<[u8; 16]>(), press in presses(), bit in 0..128_usize) {
        let mut other = key;
        other[bit / 8] ^= 1 << (bit % 8);
        let refused = Err(Refusal::Rejected(Detail::NoMatch));
        prop_assert_eq!(verdict(other, press.private_id, (0, 0), &otp(key, press.plaintext())), refused);
    }
}

const KEY: [u8; 16] = *b"sixteen byte key";
const PRESS: Press =
    Press { private_id: *b"secret", usage_field: 7, timestamp: 0x12_3456, session_use: 9, random: 0xabcd };

/// Every pair of counters that are next to each other, equal or at an end, caps lock on and off.
#[test]
fn only_a_lexicographically_greater_pair_passes() {
    let usages = [0, 1, 2, 0x00ff, 0x0100, 0x7ffe, 0x7fff];
    let sessions = [0, 1, 2, 0xfe, 0xff];
    let pairs = || usages.into_iter().flat_map(|usage| sessions.map(|session_use| (usage, session_use)));
    for stored in pairs() {
        for (usage, session_use) in pairs() {
            for caps_lock in [0, 0x8000] {
                let press = Press { usage_field: usage | caps_lock, session_use, ..PRESS };
                let found = verdict(KEY, PRESS.private_id, stored, &otp(KEY, press.plaintext()));
                let newer = usage > stored.0 || usage == stored.0 && session_use > stored.1;
                let expected = if newer {
                    Ok((press.state(), PRESS.timestamp))
                } else {
                    Err(Refusal::Rejected(Detail::Replayed))
                };
                assert_eq!(found, expected, "{press:?} after {stored:?}");
            }
        }
    }
}

#[test]
fn every_timestamp_bit_is_reported() {
    for timestamp in (0..24).map(|bit| 1 << bit).chain([0, 0xff_ffff]) {
        let press = Press { timestamp, ..PRESS };
        let found = verdict(KEY, PRESS.private_id, (0, 0), &otp(KEY, press.plaintext()));
        assert_eq!(found, Ok((PRESS.state(), timestamp)));
    }
}

/// A sound checksum is not enough, nor is the right private id.
#[test]
fn checksum_and_private_id_are_both_needed() {
    let stranger = Press { private_id: *b"secreT", ..PRESS };
    let mut damaged = PRESS.plaintext();
    damaged[15] ^= 0x80;
    for plaintext in [stranger.plaintext(), damaged, [0; 16], [0xff; 16]] {
        let refused = Err(Refusal::Rejected(Detail::NoMatch));
        assert_eq!(verdict(KEY, PRESS.private_id, (0, 0), &otp(KEY, plaintext)), refused);
        // Not even once the counters say nothing: a stranger learns nothing about them.
        assert_eq!(verdict(KEY, PRESS.private_id, (0x7fff, 0xff), &otp(KEY, plaintext)), refused);
    }
}

#[test]
fn public_ids_of_every_length_are_reported_and_not_judged() {
    let block = modhex(&encrypted(KEY, PRESS.plaintext()));
    for length in (0..=32).step_by(2) {
        let public_id = &"cbdefghijklnrtuvvutrnlkjihgfedbc"[..length];
        let otp = Otp::parse(format!("{public_id}{block}").as_bytes()).unwrap();
        assert_eq!(otp.public_id(), public_id);
        assert_eq!(verdict(KEY, PRESS.private_id, (0, 0), &otp), Ok((PRESS.state(), PRESS.timestamp)));
    }
}
