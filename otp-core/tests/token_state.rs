//! A stored state of any family is read by the family that wrote it, in one form only.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;

use device::{accepted, expecting};
use otp_core::{Counter, ParseError, TimeStep, TokenKind, TokenState, UnixTime, hotp, totp, yubikey};
use proptest::prelude::*;

fn key(usage: u16, session_use: u8) -> TokenState {
    yubikey::State::new(usage, session_use).unwrap().into()
}

/// States at the edges of every family.
fn edges() -> Vec<TokenState> {
    let counters = [0, 1, u64::MAX].map(expecting);
    let clocks = [
        accepted(None, 0),
        accepted(None, -1),
        accepted(Some(0), 0),
        accepted(Some(u64::MAX), i32::MIN),
        accepted(Some(1), i32::MAX),
    ];
    let keys = [key(0, 0), key(1, 255), key(0x7fff, 255)];
    counters.into_iter().chain(clocks).chain(keys).collect()
}

fn state() -> impl Strategy<Value = TokenState> {
    prop_oneof![
        any::<u64>().prop_map(expecting),
        any::<(Option<u64>, i32)>().prop_map(|(last, drift)| accepted(last, drift)),
        (0..=0x7fff_u16, any::<u8>()).prop_map(|(usage, session_use)| key(usage, session_use)),
    ]
}

/// What the readers of the three families say to the same bytes.
fn typed(bytes: &[u8]) -> [Result<TokenState, ParseError>; 3] {
    [
        hotp::State::from_bytes(bytes).map(TokenState::from),
        totp::State::from_bytes(bytes).map(TokenState::from),
        yubikey::State::from_bytes(bytes).map(TokenState::from),
    ]
}

proptest! {
    #[test]
    fn every_state_comes_back_and_to_its_own_family_alone(state in state()) {
        let bytes = state.to_bytes();
        prop_assert_eq!(TokenState::from_bytes(&bytes), Ok(state));
        for (family, read) in (1..).zip(typed(&bytes)) {
            let own = family == bytes[1];
            let expected = if own { Ok(state) } else { Err(ParseError::StateFamily { found: bytes[1] }) };
            prop_assert_eq!(read, expected);
        }
    }

    #[test]
    fn bytes_are_a_state_of_one_family_or_of_none(
        (family, flag, drift, value) in (0..5_u8, 0..3_u8, prop_oneof![Just(0), any::<i32>()], any::<u64>()),
        shift in 0..64_u32,
    ) {
        let (drift, value) = (drift.to_be_bytes(), (value >> shift).to_be_bytes());
        let bytes = [&[1, family, flag, 0][..], &drift, &value, &[0; 8]].concat();
        let readers: Vec<TokenState> = typed(&bytes).into_iter().flatten().collect();
        prop_assert_eq!(Vec::from_iter(TokenState::from_bytes(&bytes)), readers);
    }
}

#[test]
fn a_fresh_token_of_each_kind_has_the_fresh_state_of_its_family() {
    for kind in TokenKind::ALL {
        let expected = match kind {
            TokenKind::Hotp6 | TokenKind::Hotp8 | TokenKind::DuoD100 => expecting(0),
            TokenKind::Totp6 | TokenKind::Totp8 => accepted(None, 0),
            TokenKind::YubiKey => key(0, 0),
        };
        assert_eq!(TokenState::for_kind(kind), expected);
    }
}

#[test]
fn one_wrong_byte_is_refused_or_another_state() {
    for state in edges() {
        let bytes = state.to_bytes();
        for at in 0..bytes.len() {
            for value in 0..=255 {
                let mut other = bytes;
                other[at] = value;
                if let Ok(read) = TokenState::from_bytes(&other) {
                    assert_eq!(read.to_bytes(), other, "one form only");
                    assert_eq!(read == state, other == bytes);
                }
            }
        }
        for length in (0..=48).filter(|length| *length != 24) {
            let long: Vec<u8> = bytes.into_iter().chain([0; 24]).take(length).collect();
            assert_eq!(TokenState::from_bytes(&long), Err(ParseError::StateLength { found: length }));
        }
    }
}

#[test]
fn a_number_of_a_state_shows_as_itself() {
    assert_eq!(Counter::new(u64::MAX).to_string(), "18446744073709551615");
    assert_eq!((TimeStep::new(0).to_string(), UnixTime::new(59).to_string()), ("0".into(), "59".into()));
}

#[cfg(feature = "serde")]
#[test]
fn the_json_names_the_family_and_comes_back() {
    for (state, json) in [
        (expecting(7), r#"{"hotp":{"counter":7}}"#),
        (accepted(None, -2), r#"{"totp":{"last_accepted":null,"drift":-2}}"#),
        (accepted(Some(9), 1), r#"{"totp":{"last_accepted":9,"drift":1}}"#),
        (key(19, 17), r#"{"yubikey":{"usage":19,"session_use":17}}"#),
    ] {
        assert_eq!(serde_json::to_string(&state).unwrap(), json);
        assert_eq!(serde_json::from_str::<TokenState>(json).unwrap(), state);
    }
    for wrong in
        [r#"{"yubikey":{"usage":32768,"session_use":0}}"#, r#"{"hotp":{"counter":7,"drift":0}}"#, "{}"]
    {
        assert!(serde_json::from_str::<TokenState>(wrong).is_err(), "{wrong}");
    }
    for state in edges() {
        let json = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<TokenState>(&json).unwrap(), state);
    }
}
