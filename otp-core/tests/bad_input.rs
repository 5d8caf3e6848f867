//! What is typed and cannot be a code or an OTP is refused with the reason, and what cannot be judged is not.

mod support;

use otp_core::{Code, Digits, ParseError, Refusal, Typed, UnixTime, hotp, totp, yubikey::Otp};
use proptest::prelude::*;
use support::{Device, judge_hotp, judge_totp};

/// Rule 20: 6, 7 or 8 ASCII digits.
fn naive_code(text: &[u8]) -> Result<usize, ParseError> {
    let found = text.len();
    if !(6..=8).contains(&found) {
        return Err(ParseError::CodeLength { found });
    }
    match text.iter().position(|byte| !b"0123456789".contains(byte)) {
        Some(at) => Err(ParseError::CodeDigit { at }),
        None => Ok(found),
    }
}

fn read_code(text: &[u8]) -> Result<usize, ParseError> {
    Code::parse(text).map(|code| code.digits().count().into())
}

/// Rule 9: a public id of 0 to 32 characters and a block of 32, in pairs.
fn naive_otp(text: &[u8]) -> Result<Vec<u8>, ParseError> {
    let found = text.len();
    if !(32..=64).contains(&found) || found % 2 == 1 {
        return Err(ParseError::OtpLength { found });
    }
    match text.iter().position(|byte| !b"cbdefghijklnrtuv".contains(byte)) {
        Some(at) => Err(ParseError::OtpModhex { at }),
        None => Ok(text[..found - 32].to_vec()),
    }
}

fn read_otp(text: &[u8]) -> Result<Vec<u8>, ParseError> {
    Otp::parse(text).map(|otp| otp.public_id().as_bytes().to_vec())
}

/// The texts that differ from a sound one in one byte, each byte at each place.
fn mistyped(text: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..text.len()).flat_map(move |at| {
        (0..=255).map(move |byte| {
            let mut text = text.to_vec();
            text[at] = byte;
            text
        })
    })
}

#[test]
fn a_code_of_another_length_is_refused() {
    for length in 0..=64 {
        assert_eq!(read_code(&vec![b'0'; length]), naive_code(&vec![b'0'; length]));
    }
    assert_eq!(read_code(&vec![b'0'; 1 << 20]), Err(ParseError::CodeLength { found: 1 << 20 }));
}

#[test]
fn every_byte_but_a_digit_is_refused_at_every_place_of_a_code() {
    for text in [b"000000".as_slice(), b"1234567", b"99999999"].into_iter().flat_map(mistyped) {
        assert_eq!(read_code(&text), naive_code(&text), "{text:?}");
    }
}

#[test]
fn nothing_that_resembles_a_code_is_one() {
    let digit = |at| Err(ParseError::CodeDigit { at });
    let length = |found| Err(ParseError::CodeLength { found });
    for (text, expected) in [
        ("+12345", digit(0)),
        ("-123456", digit(0)),
        (" 123456", digit(0)),
        ("123456 ", digit(6)),
        ("123456\n", digit(6)),
        ("123 456", digit(3)),
        ("123-456", digit(3)),
        ("123_456", digit(3)),
        ("1234.56", digit(4)),
        ("0x1234", digit(1)),
        ("1e5000", digit(1)),
        ("l23456", digit(0)),
        ("12345O", digit(5)),
        ("12345\0", digit(5)),
        ("123456\0", digit(6)),
        // Full-width and Arabic-Indic digits, as bytes of UTF-8.
        ("１２", digit(0)),
        ("１２３４５６", length(18)),
        ("٠١٢", digit(0)),
        ("٠١٢٣٤٥", length(12)),
        ("1234５", digit(4)),
        ("", length(0)),
    ] {
        assert_eq!(read_code(text.as_bytes()), expected, "{text:?}");
    }
}

#[test]
fn an_otp_of_another_length_is_refused() {
    for length in 0..=130 {
        assert_eq!(read_otp(&vec![b'c'; length]), naive_otp(&vec![b'c'; length]));
    }
    assert_eq!(read_otp(&vec![b'c'; 1 << 20]), Err(ParseError::OtpLength { found: 1 << 20 }));
}

#[test]
fn every_byte_but_lower_case_modhex_is_refused_at_every_place_of_an_otp() {
    let longest = b"cbdefghijklnrtuv".repeat(4);
    for text in [&longest[..32], &longest[..44], &longest].into_iter().flat_map(mistyped) {
        assert_eq!(read_otp(&text), naive_otp(&text), "{text:?}");
    }
    // The first wrong character is named, wherever the others are.
    assert_eq!(read_otp(&longest.to_ascii_uppercase()), Err(ParseError::OtpModhex { at: 0 }));
    assert_eq!(read_otp(&[&longest[..20], &[0; 20]].concat()), Err(ParseError::OtpModhex { at: 20 }));
}

#[test]
fn only_ascii_spaces_and_hyphens_are_dropped_from_what_is_typed() {
    let kept = |text: &str| Typed::new(text.as_bytes()).map(|typed| typed.as_bytes().to_vec());
    assert_eq!(kept("  12-3 45--6 "), Ok(b"123456".to_vec()));
    assert_eq!(kept(" - "), Ok(Vec::new()));
    for text in ["123\t456", "123\n456", "123_456", "123\u{a0}456", "123–456", "+123456", "123.456"] {
        assert_eq!(kept(text), Ok(text.as_bytes().to_vec()));
        assert!(Code::parse(text.as_bytes()).is_err());
    }
    for (characters, expected) in [(64, Ok(vec![b'c'; 64])), (65, Err(ParseError::TypedLength { most: 64 }))]
    {
        assert_eq!(kept(&"c -".repeat(characters)), expected);
    }
}

/// Texts of the right bytes now and then, and of any at any other time.
fn texts(alphabet: &'static [u8], longest: usize) -> impl Strategy<Value = Vec<u8>> {
    let bytes = prop_oneof![30 => prop::sample::select(alphabet), 1 => any::<u8>()];
    prop::collection::vec(bytes, 0..=longest)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn codes_are_read_as_the_naive_rule_says(text in texts(b"0123456789", 10)) {
        prop_assert_eq!(read_code(&text), naive_code(&text));
    }

    #[test]
    fn otps_are_read_as_the_naive_rule_says(text in texts(b"cbdefghijklnrtuv", 70)) {
        prop_assert_eq!(read_otp(&text), naive_otp(&text));
    }

    #[test]
    fn typed_texts_lose_separators_and_nothing_else(text in texts(b"0123456789 - - ", 150)) {
        let kept: Vec<u8> = text.iter().copied().filter(|byte| *byte != b' ' && *byte != b'-').collect();
        let expected = if kept.len() > 64 { Err(ParseError::TypedLength { most: 64 }) } else { Ok(kept) };
        prop_assert_eq!(Typed::new(&text).map(|typed| typed.as_bytes().to_vec()), expected);
    }
}

/// The code is that of the place where it would be accepted, but for its length.
#[test]
fn a_code_of_another_token_s_length_is_not_judged() {
    let all =
        [Digits::Six, Digits::Seven, Digits::Eight].map(|digits| Device { digits, ..Device::of_the_rfc() });
    let now = UnixTime::new(30);
    for token in &all {
        let [mine, next] = [1, 2].map(|factor| token.code(factor));
        for other in all.iter().filter(|other| other.digits != token.digits) {
            let [wrong, wrong_next] = [1, 2].map(|factor| other.code(factor));
            for codes in [
                [wrong].as_slice(),
                &[wrong, wrong_next],
                &[mine, wrong],
                &[wrong, mine],
                &[wrong, mine, next],
                &[mine, wrong, next],
                &[mine, next, wrong],
            ] {
                let (hotp, totp) = (token.hotp(hotp::Policy::default()), token.totp(totp::Policy::default()));
                assert_eq!(judge_hotp(&hotp, &hotp::State::default(), codes), Err(Refusal::WrongLength));
                assert_eq!(judge_totp(&totp, &totp::State::default(), codes, now), Err(Refusal::WrongLength));
            }
        }
    }
}

#[test]
fn there_are_no_time_steps_before_t0() {
    let device = Device::of_the_rfc();
    let codes = [0, 1, 2].map(|step| device.code(step));
    for t0 in [1, 1_700_000_000, u64::MAX] {
        let policy = totp::Policy { t0: UnixTime::new(t0), ..totp::Policy::default() };
        let (token, state) = (device.totp(policy), totp::State::default());
        for codes in [&codes[..1], &codes[..2], &codes] {
            for now in [0, t0 - 1].map(UnixTime::new) {
                assert_eq!(token.time_step(now), Err(Refusal::BeforeT0));
                assert_eq!(judge_totp(&token, &state, codes, now), Err(Refusal::BeforeT0));
            }
            assert!(judge_totp(&token, &state, codes, UnixTime::new(t0)).is_ok());
        }
    }
}

#[cfg(feature = "std")]
#[test]
fn a_clock_before_1970_has_no_unix_time() {
    use std::time::{Duration, SystemTime};

    let at = |seconds| SystemTime::UNIX_EPOCH + Duration::new(seconds, 999_999_999);
    assert!(UnixTime::try_from(SystemTime::UNIX_EPOCH - Duration::from_nanos(1)).is_err());
    assert_eq!(UnixTime::try_from(at(59)).unwrap(), UnixTime::new(59));
    assert_eq!(UnixTime::new(60).to_system_time(), Some(SystemTime::UNIX_EPOCH + Duration::from_secs(60)));
    // No platform's clock goes as far as the number does.
    assert_eq!(UnixTime::new(u64::MAX).to_system_time(), None);
}
