//! A stored state comes back as it was, and bytes that no state wrote are refused for the right reason.

#![expect(clippy::unwrap_used, reason = "tests")]

use otp_core::{Counter, Drift, ParseError, TimeStep, TokenState, hotp, totp, yubikey};
use proptest::prelude::*;
use std::fmt::Debug;

/// The three codecs as one.
trait Codec: Copy + PartialEq + Debug + Into<TokenState> {
    const FAMILY: u8;
    fn encode(self) -> [u8; 24];
    fn decode(bytes: &[u8]) -> Result<Self, ParseError>;
}

macro_rules! codec {
    ($state:ty, $family:literal) => {
        impl Codec for $state {
            const FAMILY: u8 = $family;
            fn encode(self) -> [u8; 24] {
                self.to_bytes()
            }
            fn decode(bytes: &[u8]) -> Result<Self, ParseError> {
                Self::from_bytes(bytes)
            }
        }
    };
}

codec!(hotp::State, 1);
codec!(totp::State, 2);
codec!(yubikey::State, 3);

fn hotp(counter: u64) -> hotp::State {
    hotp::State::new(Counter::new(counter))
}

fn totp(last_accepted: Option<u64>, drift: i32) -> totp::State {
    totp::State::new(last_accepted.map(TimeStep::new), Drift::new(drift))
}

fn yubikey(usage: u16, session_use: u8) -> yubikey::State {
    yubikey::State::new(usage, session_use).unwrap()
}

#[test]
fn the_bytes_are_these() {
    let written = [
        hotp(0x0102_0304_0506_0708).to_bytes(),
        totp(Some(0x0102_0304_0506_0708), -2).to_bytes(),
        totp(None, 3).to_bytes(),
        yubikey(0x1234, 0x56).to_bytes(),
    ];
    let expected = [
        [1, 1, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0],
        [1, 2, 1, 0, 255, 255, 255, 254, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0],
        [1, 2, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x34, 0x56, 0, 0, 0, 0, 0, 0, 0, 0],
    ];
    assert_eq!(written, expected);
}

fn comes_back<S: Codec>(state: S) {
    assert_eq!(S::decode(&state.encode()), Ok(state));
    assert_eq!(TokenState::from_bytes(&state.encode()), Ok(state.into()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn every_state_comes_back(
        value in any::<u64>(),
        last_accepted in any::<Option<u64>>(),
        drift in any::<i32>(),
        usage in 0..0x8000_u16,
        session_use in any::<u8>(),
    ) {
        comes_back(hotp(value));
        comes_back(totp(last_accepted, drift));
        comes_back(yubikey(usage, session_use));
    }

    /// One state has one form: what is read is what would be written.
    #[test]
    fn whatever_is_read_is_written_the_same(
        noise in any::<[u8; 24]>(),
        kept in any::<[bool; 24]>(),
        family in 1..=3_u8,
    ) {
        let mut bytes = [0; 24];
        [bytes[0], bytes[1]] = [1, family];
        for (place, _) in kept.iter().enumerate().filter(|kept| *kept.1) { bytes[place] ^= noise[place] % 4 }
        canonical::<hotp::State>(&bytes);
        canonical::<totp::State>(&bytes);
        canonical::<yubikey::State>(&bytes);
    }
}

fn canonical<S: Codec>(bytes: &[u8; 24]) {
    let read = S::decode(bytes);
    if let Ok(state) = read {
        assert_eq!(state.encode(), *bytes);
    }
    // Where the family is not known before, the bytes say it, and nothing else differs.
    if bytes[1] == S::FAMILY {
        assert_eq!(TokenState::from_bytes(bytes), read.map(Into::into));
    }
}

#[test]
fn every_corruption_of_one_byte_is_refused_or_is_another_state() {
    fn corrupted<S: Codec>(state: S) {
        let bytes = state.encode();
        for (at, changed) in (0..24).flat_map(|at| (1..=255).map(move |change| (at, change))) {
            let mut bytes = bytes;
            bytes[at] ^= changed;
            canonical::<S>(&bytes);
            assert_ne!(S::decode(&bytes), Ok(state));
        }
    }
    for state in [0, 1, 1 << 40, u64::MAX].map(hotp) {
        corrupted(state);
    }
    for state in [totp(None, 0), totp(None, -1), totp(Some(0), 0), totp(Some(u64::MAX), i32::MIN)] {
        corrupted(state);
    }
    for state in [yubikey(0, 0), yubikey(19, 17), yubikey(0x7fff, 0xff)] {
        corrupted(state);
    }
}

#[test]
fn every_corruption_has_its_own_error() {
    fn corrupted<S: Codec>(state: S) {
        let changed = |at: usize, value: u8| {
            let mut bytes = state.encode();
            bytes[at] = value;
            S::decode(&bytes)
        };
        for value in (0..=255).filter(|value| *value != 1) {
            assert_eq!(changed(0, value), Err(ParseError::StateVersion { found: value }));
        }
        for found in (0..=255).filter(|value| *value != S::FAMILY) {
            assert_eq!(changed(1, found), Err(ParseError::StateFamily { found }));
        }
        for value in 2..=255 {
            assert_eq!(changed(2, value), Err(ParseError::StateField { at: 2 }));
        }
        for value in 1..=255 {
            assert_eq!(changed(3, value), Err(ParseError::StateField { at: 3 }));
            for at in 16..24 {
                assert_eq!(changed(at, value), Err(ParseError::StateField { at: 16 }));
            }
        }
        // A flag and a drift are TOTP's alone.
        if S::FAMILY != 2 {
            assert_eq!(changed(2, 1), Err(ParseError::StateField { at: 2 }));
            for (at, value) in (4..8).flat_map(|at| (1..=255).map(move |value| (at, value))) {
                assert_eq!(changed(at, value), Err(ParseError::StateField { at: 4 }));
            }
        }
        for length in (0..=64).filter(|length| *length != 24) {
            let mut bytes = state.encode().to_vec();
            bytes.resize(length, 0);
            assert_eq!(S::decode(&bytes), Err(ParseError::StateLength { found: length }));
        }
    }
    corrupted(hotp(5));
    corrupted(totp(Some(5), 0));
    corrupted(totp(None, -5));
    corrupted(yubikey(5, 6));
}

#[test]
fn a_step_without_its_flag_is_refused() {
    for (at, value) in (8..16).flat_map(|at| (1..=255).map(move |value| (at, value))) {
        let mut bytes = totp(None, 0).to_bytes();
        bytes[at] = value;
        assert_eq!(totp::State::from_bytes(&bytes), Err(ParseError::StateField { at: 8 }));
    }
}

#[test]
fn a_usage_counter_of_more_than_15_bits_is_refused() {
    assert_eq!(yubikey(0x7fff, 0).usage(), 0x7fff);
    for found in 0x8000..=u16::MAX {
        assert_eq!(yubikey::State::new(found, 0), Err(ParseError::UsageCounter { found }));
    }
    let beyond = (23..64).map(|bit| 1_u64 << bit).chain([0x80_0000, u64::MAX]);
    for value in beyond {
        let mut bytes = yubikey(0, 0).to_bytes();
        bytes[8..16].copy_from_slice(&value.to_be_bytes());
        assert_eq!(yubikey::State::from_bytes(&bytes), Err(ParseError::StateField { at: 8 }));
    }
}

#[cfg(feature = "serde")]
mod with_serde {
    use super::{hotp, totp, yubikey};
    use otp_core::{Algorithm, UnixTime};
    use proptest::prelude::*;
    use serde::{Serialize, de::DeserializeOwned};
    use std::fmt::Debug;

    fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
        let text = serde_json::to_string(value).unwrap();
        assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *value);
        let unknown = text.replacen('{', r#"{"unknown":0,"#, 1);
        assert!(serde_json::from_str::<T>(&unknown).is_err(), "{unknown}");
    }

    proptest! {
        #[test]
        fn every_state_and_policy_comes_back(
            value in any::<u64>(),
            last_accepted in any::<Option<u64>>(),
            drift in any::<i32>(),
            usage in 0..0x8000_u16,
            session_use in any::<u8>(),
            [behind, ahead, resync_behind, resync_ahead, step] in any::<[u32; 5]>(),
        ) {
            comes_back(&hotp(value));
            comes_back(&totp(last_accepted, drift));
            comes_back(&yubikey(usage, session_use));
            comes_back(&hotp::Policy { look_ahead: ahead, resync_window: resync_ahead });
            let t0 = UnixTime::new(value);
            comes_back(&totp::Policy { step, t0, behind, ahead, resync_behind, resync_ahead });
        }
    }

    #[test]
    fn the_json_is_this() {
        fn json(value: impl Serialize) -> String {
            serde_json::to_string(&value).unwrap()
        }
        assert_eq!(json(hotp(u64::MAX)), r#"{"counter":18446744073709551615}"#);
        assert_eq!(json(totp(Some(5), -2)), r#"{"last_accepted":5,"drift":-2}"#);
        assert_eq!(json(totp(None, 3)), r#"{"last_accepted":null,"drift":3}"#);
        assert_eq!(json(yubikey(19, 17)), r#"{"usage":19,"session_use":17}"#);
        assert_eq!(json(hotp::Policy::default()), r#"{"look_ahead":10,"resync_window":1000}"#);
        assert_eq!(
            json(totp::Policy::default()),
            r#"{"step":30,"t0":0,"behind":1,"ahead":1,"resync_behind":2880,"resync_ahead":2880}"#
        );
        assert_eq!(
            json([Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]),
            r#"["sha1","sha256","sha512"]"#
        );
    }

    fn refused<T: DeserializeOwned>(text: &str) {
        assert!(serde_json::from_str::<T>(text).is_err(), "{text}");
    }

    #[test]
    fn what_is_out_of_range_or_missing_is_refused() {
        refused::<totp::State>(r#"{"drift":0}"#);
        refused::<hotp::State>(r#"{"counter":18446744073709551616}"#);
        refused::<hotp::State>(r#"{"counter":-1}"#);
        refused::<hotp::State>(r#"{"counter":1.5}"#);
        refused::<hotp::State>("{}");
        refused::<totp::State>(r#"{"last_accepted":-1,"drift":0}"#);
        refused::<totp::State>(r#"{"last_accepted":1,"drift":2147483648}"#);
        refused::<totp::State>(r#"{"last_accepted":1}"#);
        refused::<yubikey::State>(r#"{"usage":32768,"session_use":0}"#);
        refused::<yubikey::State>(r#"{"usage":1,"session_use":256}"#);
        refused::<yubikey::State>(r#"{"usage":1}"#);
        refused::<hotp::Policy>(r#"{"look_ahead":10}"#);
        refused::<totp::Policy>(r#"{"step":30}"#);
        refused::<Algorithm>(r#""SHA1""#);
    }
}
