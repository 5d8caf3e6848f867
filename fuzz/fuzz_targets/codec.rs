//! Every decoder of `otp-core` against a naive one, or against its own encoder; the first byte chooses.

#![no_main]

use libfuzzer_sys::fuzz_target;
use otp_core::{
    Algorithm, Code, Counter, Digits, Encoding, Hotp, Secret, Serial, Throttle, TokenState, Trail, Typed,
    hotp,
    mac::Mac,
    totp,
    yubikey::{self, AesKey, Otp, PrivateId},
};

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, text)) = bytes.split_first() else { return };
    match choice % 8 {
        0 => secret(Encoding::Hex, text, hex(text)),
        1 => secret(Encoding::HexLenient, text, hex(&without_separators(text))),
        2 => secret(Encoding::Base32, text, if text.len().is_multiple_of(8) { base32(text) } else { None }),
        3 => {
            let kept = without_separators(text).to_ascii_uppercase();
            secret(Encoding::Base32Lenient, text, base32(&kept));
        }
        4 => code(text),
        5 => otp(text),
        6 => stored(text),
        _ => typed(text),
    }
});

/// What is decoded makes the codes of the naive bytes, and nothing else is decoded.
fn secret(encoding: Encoding, text: &[u8], naive: Option<Vec<u8>>) {
    let short = Secret::decode_short(encoding, text);
    let naive = naive.filter(|bytes| (10..=1024).contains(&bytes.len()));
    assert_eq!(short.is_ok(), naive.is_some(), "{encoding:?}");
    let (Ok(secret), Some(bytes)) = (short, naive) else { return };
    assert_eq!(Secret::decode(encoding, text).is_ok(), bytes.len() >= 16);
    let mut codes = [0; 1];
    Mac::new(Algorithm::Sha1, &bytes).codes(Counter::new(7), Digits::Eight, &mut codes);
    let shown = Code::parse(format!("{:08}", codes[0]).as_bytes()).expect("eight digits");
    let policy = hotp::Policy { look_ahead: 0, ..hotp::Policy::default() };
    let token = Hotp::new(&secret, Algorithm::Sha1, Digits::Eight, policy).expect("a policy");
    assert!(token.verify(&hotp::State::new(Counter::new(7)), shown).is_ok(), "{encoding:?}");
}

fn code(text: &[u8]) {
    let readable = (6..=8).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    assert_eq!(Code::parse(text).is_ok(), readable);
    let bytes = hex(text).map(|bytes| bytes.len());
    assert_eq!(AesKey::from_hex(text).is_ok(), bytes == Some(16));
    assert_eq!(PrivateId::from_hex(text).is_ok(), bytes == Some(6));
}

fn otp(text: &[u8]) {
    let modhex = text.iter().all(|letter| b"cbdefghijklnrtuv".contains(letter));
    let readable = (32..=64).contains(&text.len()) && text.len().is_multiple_of(2) && modhex;
    let read = Otp::parse(text);
    assert_eq!(read.is_ok(), readable);
    if let Ok(otp) = read {
        assert_eq!(otp.public_id().as_bytes(), &text[..text.len() - 32]);
    }
}

/// One value has one form: what is read is what would be written.
fn stored(bytes: &[u8]) {
    let state = TokenState::from_bytes(bytes);
    if let Ok(state) = state {
        assert_eq!(state.to_bytes(), bytes);
    }
    let families = [
        hotp::State::from_bytes(bytes).map(TokenState::from),
        totp::State::from_bytes(bytes).map(TokenState::from),
        yubikey::State::from_bytes(bytes).map(TokenState::from),
    ];
    assert_eq!(families.iter().filter(|family| family.is_ok()).count(), usize::from(state.is_ok()));
    if let Ok(throttle) = Throttle::from_bytes(bytes) {
        assert_eq!(throttle.to_bytes(), bytes);
    }
    if let Ok(trail) = Trail::from_bytes(bytes) {
        assert_eq!(trail.to_bytes(), bytes);
    }
}

fn typed(text: &[u8]) {
    let kept = without_separators(text);
    let typed = Typed::new(text).ok();
    assert_eq!(typed.as_ref().map(Typed::as_bytes), (kept.len() <= 64).then_some(kept.as_slice()));
    let serial = text.strip_prefix(b"token ").filter(|serial| {
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        (1..=32).contains(&serial.len()) && serial.iter().all(allowed)
    });
    assert_eq!(Serial::parse(text).ok().as_ref().map(|serial| serial.as_str().as_bytes()), serial);
}

fn without_separators(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(|byte| !b" -".contains(byte)).collect()
}

fn hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8]| u8::try_from(digit(pair[0])? * 16 + digit(*pair.get(1)?)?).ok();
    text.chunks(2).map(byte).collect()
}

/// RFC 4648 §6: upper case, up to six `=` at the end, a length that some number of bytes has, unused bits zero.
fn base32(text: &[u8]) -> Option<Vec<u8>> {
    let padding = text.iter().rev().take(6).take_while(|byte| **byte == b'=').count();
    let text = &text[..text.len() - padding];
    let mut bits = Vec::new();
    for byte in text {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|letter| letter == byte)?;
        bits.extend((0..5).rev().map(|bit| value >> bit & 1));
    }
    let (bytes, rest) = bits.as_chunks::<8>();
    if rest.len() >= 5 || rest.contains(&1) {
        return None;
    }
    bytes.iter().map(|bits| u8::try_from(bits.iter().fold(0, |byte, bit| byte << 1 | bit)).ok()).collect()
}
