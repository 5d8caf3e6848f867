//! What libyubikey encrypts is judged as its fields say, and what it decrypts is what our verdicts see.

#![expect(clippy::cast_possible_truncation, reason = "small numbers")]

use super::random::{Random, in_parallel, millions};
use otp_core::{
    Detail, Refusal, YubiKey,
    yubikey::{AesKey, Otp, PrivateId, State},
};
use std::{
    array,
    ffi::{CStr, CString, c_char},
    sync::atomic::{AtomicU64, Ordering},
};

#[test]
fn the_otps_of_libyubikey_are_accepted_once_and_spoiled_ones_never() {
    let cases = in_parallel(millions() / 100, |random| {
        let (key, press) = (random.bytes(), random.press());
        let (token, otp) = (token(&key, press.private_id), generate(&key, press));
        let position = press.position();

        // Stored counters next to those of the OTP or anywhere, on either side; equal ones spend it.
        let near = position.wrapping_add_signed(random.below(513) as i32 - 256);
        for stored in [near, random.below(1 << 23) as u32, position] {
            let Some(state) = state(stored) else { continue };
            let verdict = token.verify(&state, &read(&random.public_id(), &otp));
            if position > stored {
                let accepted = verdict.expect("it is newer");
                assert_eq!(Some(*accepted.next()), self::state(position), "{press:?} {stored}");
                assert_eq!(accepted.timestamp(), press.timestamp(), "{press:?}");
            } else {
                assert_eq!(verdict, Err(Refusal::Rejected(Detail::Replayed)), "{press:?} {stored}");
            }
        }

        let refused = |token: &YubiKey, otp: &str| {
            let verdict = token.verify(&State::default(), &read("", otp));
            assert_eq!(verdict, Err(Refusal::Rejected(Detail::NoMatch)), "{press:?} {otp}");
        };
        refused(&token, &misread(&otp, random));
        refused(&self::token(&key, spoiled(press.private_id, random)), &otp);
        refused(&self::token(&spoiled(key, random), press.private_id), &otp);
        let crc = press.crc ^ (1 + random.below(0xffff) as u16);
        refused(&token, &generate(&key, Press { crc, ..press }));
    });
    println!("{cases} OTPs of libyubikey, no difference");
}

/// A few blocks of a million have a right checksum by chance: those are accepted, under the private id that is in them.
#[test]
fn random_blocks_are_decrypted_as_by_libyubikey() {
    let sound = AtomicU64::new(0);
    let cases = in_parallel(millions() / 100, |random| {
        let (key, otp) = (random.bytes(), modhex(&random.bytes::<16>()));
        let press = parse(&otp, &key);
        let token = token(&key, press.private_id);
        let verdict = |otp: &str| {
            let accepted = token.verify(&State::default(), &read("", otp))?;
            Ok((Some(*accepted.next()), accepted.timestamp()))
        };
        let replayed = Err(Refusal::Rejected(Detail::Replayed));
        let seen =
            if press.position() == 0 { replayed } else { Ok((state(press.position()), press.timestamp())) };
        if press.is_sound() {
            sound.fetch_add(1, Ordering::Relaxed);
            assert_eq!(verdict(&otp), seen, "{press:?}");
        } else {
            assert_eq!(verdict(&otp), Err(Refusal::Rejected(Detail::NoMatch)), "{press:?}");
        }
        // The same fields with the checksum that they should have.
        assert_eq!(verdict(&generate(&key, press.sealed())), seen, "{press:?}");
    });
    println!("{cases} random blocks, {} of them with a right checksum, no difference", sound.into_inner());
}

/// The block before it is encrypted: `yubikey_token_st`, whose numbers have the byte order of the processor.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
struct Press {
    private_id: [u8; 6],
    usage: u16,
    timestamp_low: u16,
    timestamp_high: u8,
    session_use: u8,
    random: u16,
    crc: u16,
}

impl Press {
    /// The counters as one number, without the state of caps lock.
    fn position(&self) -> u32 {
        u32::from(self.usage & 0x7fff) << 8 | u32::from(self.session_use)
    }

    fn timestamp(&self) -> u32 {
        u32::from(self.timestamp_high) << 16 | u32::from(self.timestamp_low)
    }

    fn is_sound(&self) -> bool {
        crc(self, size_of::<Self>()) == 0xf0b8
    }

    /// With the checksum that `ykgenerate` would give it.
    fn sealed(self) -> Self {
        Self { crc: !crc(&self, size_of::<Self>() - size_of::<u16>()), ..self }
    }
}

impl Random {
    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        array::from_fn(|_| self.next().to_le_bytes()[0])
    }

    /// What a key could type; a fresh key's counters are never both zero.
    fn press(&mut self) -> Press {
        let caps_lock = self.below(2) as u16 * 0x8000;
        let [low, high, timestamp_high, session_use, ..] = self.next().to_le_bytes();
        Press {
            private_id: self.bytes(),
            usage: 1 + self.below(0x7fff) as u16 + caps_lock,
            timestamp_low: u16::from_le_bytes([low, high]),
            timestamp_high,
            session_use,
            random: self.next() as u16,
            crc: 0,
        }
        .sealed()
    }

    /// Up to 16 bytes in modhex, as libyubikey writes them.
    fn public_id(&mut self) -> String {
        let (bytes, length) = (self.bytes::<16>(), self.below(17) as usize);
        modhex(&bytes[..length])
    }
}

/// The same bytes but for one bit.
fn spoiled<const N: usize>(mut bytes: [u8; N], random: &mut Random) -> [u8; N] {
    let bit = random.below(8 * N as u64) as usize;
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

fn token(key: &[u8; 16], private_id: [u8; 6]) -> YubiKey {
    YubiKey::new(&AesKey::new(key), PrivateId::new(&private_id))
}

/// A state with these counters, if there is one.
fn state(position: u32) -> Option<State> {
    State::new(u16::try_from(position >> 8).ok()?, position as u8).ok()
}

/// The same text but for one letter.
fn misread(otp: &str, random: &mut Random) -> String {
    let at = random.below(otp.len() as u64) as usize;
    let letters = LETTERS.replace(&otp[at..=at], "");
    let other = random.below(letters.len() as u64) as usize;
    [&otp[..at], &letters[other..=other], &otp[at + 1..]].concat()
}

const LETTERS: &str = "cbdefghijklnrtuv";

fn read(public_id: &str, block: &str) -> Otp {
    let otp = Otp::parse((public_id.to_owned() + block).as_bytes()).expect("modhex");
    assert_eq!(otp.public_id(), public_id);
    otp
}

fn generate(key: &[u8; 16], mut press: Press) -> String {
    // SAFETY: the block, which is encrypted in place, is as in yubikey.h, and the key has 16 bytes.
    written(|text| unsafe { yubikey_generate(&raw mut press, key.as_ptr(), text) })
}

fn parse(otp: &str, key: &[u8; 16]) -> Press {
    let (otp, mut press) = (CString::new(otp).expect("letters"), Press::default());
    // SAFETY: 32 letters and a zero, a key of 16 bytes, and what is written is as in yubikey.h.
    unsafe { yubikey_parse(otp.as_ptr().cast(), key.as_ptr(), &raw mut press) };
    press
}

fn crc(press: &Press, length: usize) -> u16 {
    // SAFETY: the 16 bytes of a block have no gaps, and the length is no greater.
    unsafe { yubikey_crc16((&raw const *press).cast(), length) }
}

/// Up to 16 bytes.
fn modhex(bytes: &[u8]) -> String {
    // SAFETY: there are as many bytes as is said.
    written(|text| unsafe { yubikey_modhex_encode(text, bytes.as_ptr().cast(), bytes.len()) })
}

/// Up to 32 letters and a zero.
fn written(write: impl FnOnce(*mut c_char)) -> String {
    let mut text = [0; 33];
    write(text.as_mut_ptr());
    // SAFETY: libyubikey ends the text with a zero.
    unsafe { CStr::from_ptr(text.as_ptr()) }.to_str().expect("modhex").to_owned()
}

// SAFETY: as in yubikey.h.
#[link(name = "yubikey")]
unsafe extern "C" {
    fn yubikey_parse(token: *const u8, key: *const u8, out: *mut Press);
    fn yubikey_generate(token: *mut Press, key: *const u8, out: *mut c_char);
    fn yubikey_modhex_encode(dst: *mut c_char, src: *const c_char, srcsize: usize);
    fn yubikey_crc16(buf: *const u8, buf_size: usize) -> u16;
}
