//! A secret or a key is read as a naive decoder reads it, or refused with the reason.

mod support;

use otp_core::{
    Algorithm, ConfigError, Counter, Digits, Encoding, Hotp, Secret, hotp,
    yubikey::{AesKey, PrivateId},
};
use proptest::{prelude::*, sample::Index};
use support::Device;

const ENCODINGS: [Encoding; 4] =
    [Encoding::Hex, Encoding::HexLenient, Encoding::Base32, Encoding::Base32Lenient];

const TOO_LONG: ConfigError = ConfigError::SecretTooLong { most: 1024 };

/// The bytes as text of an encoding.
fn written(encoding: Encoding, bytes: &[u8]) -> String {
    match encoding {
        Encoding::Hex | Encoding::HexLenient => {
            let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
            bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
        }
        Encoding::Base32 | Encoding::Base32Lenient => {
            let block = |block: &[u8]| {
                let word = block.iter().fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
                let word = word << (40 - 8 * block.len());
                let letters = (block.len() * 8).div_ceil(5);
                (0..8).map(|n| if n < letters { letter(word >> (35 - 5 * n) & 31) } else { '=' }).collect()
            };
            bytes.chunks(5).map::<String, _>(block).collect()
        }
    }
}

fn letter(value: u64) -> char {
    char::from(BASE32[usize::try_from(value).unwrap_or_default()])
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The bytes of a text, by RFC 4648 and rule 19, bit by bit.
fn naive(encoding: Encoding, text: &[u8], least: usize) -> Result<Vec<u8>, ConfigError> {
    let lenient = [Encoding::HexLenient, Encoding::Base32Lenient].contains(&encoding);
    let mut text = text.to_vec();
    if lenient {
        text.make_ascii_uppercase();
        text.retain(|byte| !b" -".contains(byte));
    }
    let bytes = match encoding {
        Encoding::Hex | Encoding::HexLenient => naive_hex(&text).ok_or(ConfigError::NotHex)?,
        Encoding::Base32 | Encoding::Base32Lenient => {
            naive_base32(&text, lenient).ok_or(ConfigError::NotBase32)?
        }
    };
    match bytes.len() {
        bytes if bytes < least => Err(ConfigError::SecretTooShort { bytes, least }),
        1025.. => Err(TOO_LONG),
        _ => Ok(bytes),
    }
}

fn naive_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let nibbles: Vec<u32> = text.iter().map(digit).collect::<Option<_>>()?;
    let pair = |pair: &[u32]| u8::try_from(pair[0] * 16 + pair[1]).ok();
    if nibbles.len() % 2 == 1 { None } else { nibbles.chunks(2).map(pair).collect() }
}

fn naive_base32(text: &[u8], lenient: bool) -> Option<Vec<u8>> {
    if !lenient && !text.len().is_multiple_of(8) {
        return None;
    }
    let padding = text.iter().rev().take(6).take_while(|byte| **byte == b'=').count();
    let mut bits = Vec::new();
    for byte in &text[..text.len() - padding] {
        let value = BASE32.iter().position(|letter| letter == byte)?;
        bits.extend((0..5).rev().map(|bit| u8::from(value >> bit & 1 == 1)));
    }
    let (bytes, rest) = bits.as_chunks::<8>();
    // No letter too many, and no bit that means nothing.
    let canonical = rest.len() < 5 && !rest.contains(&1);
    canonical.then(|| bytes.iter().map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | bit)).collect())
}

/// A secret cannot be read back: it is the one that makes the codes of these bytes.
fn assert_key(secret: &Secret, key: &[u8]) {
    let device = Device { algorithm: Algorithm::Sha256, digits: Digits::Eight, key: key.to_vec() };
    let policy = hotp::Policy { look_ahead: 0, ..hotp::Policy::default() };
    let token = Hotp::new(secret, device.algorithm, device.digits, policy).expect("a sound policy");
    let run = [0, 1, 2].map(|counter| device.code(counter));
    let resynced = token.resync(&hotp::State::default(), run).expect("the codes of the same key");
    assert_eq!(resynced.next().counter(), Counter::new(3));
}

fn assert_decoded(encoding: Encoding, text: &[u8]) {
    let shown = String::from_utf8_lossy(text);
    for (read, least) in [
        (Secret::decode as fn(Encoding, &[u8]) -> Result<Secret, ConfigError>, 16),
        (Secret::decode_short, 10),
    ] {
        match (read(encoding, text), naive(encoding, text, least)) {
            (Ok(secret), Ok(key)) => assert_key(&secret, &key),
            (read, expected) => assert_eq!(read.err(), expected.err(), "{encoding:?} {shown}"),
        }
    }
}

#[test]
fn secrets_have_16_to_1024_bytes_and_short_ones_10() {
    for length in [0, 1, 9, 10, 11, 15, 16, 17, 19, 20, 1023, 1024, 1025, 1026, 1280, 1281, 2048, 1 << 18] {
        let key: Vec<u8> = (0..length).map(|n: usize| n.to_le_bytes()[0] ^ 0x5a).collect();
        let expected = |least| match length {
            _ if length < least => Some(ConfigError::SecretTooShort { bytes: length, least }),
            1025.. => Some(TOO_LONG),
            _ => None,
        };
        assert_eq!(Secret::new(&key).err(), expected(16));
        assert_eq!(Secret::new_short(&key).err(), expected(10));
        for encoding in ENCODINGS {
            let text = written(encoding, &key);
            assert_eq!(
                Secret::decode(encoding, text.as_bytes()).err(),
                expected(16),
                "{encoding:?} of {length}"
            );
            assert_eq!(Secret::decode_short(encoding, text.as_bytes()).err(), expected(10));
        }
        if (10..=1024).contains(&length) {
            assert_key(&Secret::new_short(&key).expect("an admitted length"), &key);
        }
    }
}

#[test]
fn one_secret_has_one_strict_text() {
    let texts: [(Encoding, ConfigError, &str, &[&str]); 2] = [
        (
            Encoding::Base32,
            ConfigError::NotBase32,
            "GEZDGNBVGY3TQOJQGEZDGNBVGY======",
            &[
                "GEZDGNBVGY3TQOJQGEZDGNBVGY",
                "GEZDGNBVGY3TQOJQGEZDGNBVGY=====",
                "GEZDGNBVGY3TQOJQGEZDGNBVGY=======",
                "GEZDGNBVGY3TQOJQGEZDGNBVGY======GEZDGNBV",
                "GEZDGNBVGY3TQOJQGEZDGNBV========",
                "GEZDGNBVGY3TQOJQGEZDGNBVG=======",
                "======GEZDGNBVGY3TQOJQGEZDGNBVGY",
                "GEZDGNBVGY3TQOJQGEZDGNBVGZ======",
                "gezdgnbvgy3tqojqgezdgnbvgy======",
                "GEZDGNBVGY3TQOJQGEZDGNBVGy======",
                "GEZD GNBV GY3T QOJQ GEZD GNBV GY====== ",
                "GEZDGNBV-GY3TQOJQ-GEZDGNBV-GY======",
                "GEZDGNBVGY3TQOJQGEZDGNBVG0======",
                "GEZDGNBVGY3TQOJQGEZDGNBVG1======",
                "GEZDGNBVGY3TQOJQGEZDGNBVGY======\n",
                "========",
            ],
        ),
        (
            Encoding::Hex,
            ConfigError::NotHex,
            "31323334353637383930313233343536",
            &[
                "3132333435363738393031323334353",
                "0x31323334353637383930313233343536",
                "3132333435363738393031323334353g",
                "31 32 33 34 35 36 37 38 39 30 31 32 33 34 35 36",
                "31323334-35363738-39303132-33343536",
                "31323334353637383930313233343536\n",
                "31323334353637383930313233343536\0\0",
            ],
        ),
    ];
    for (encoding, error, right, wrong) in texts {
        assert_key(
            &Secret::decode(encoding, right.as_bytes()).expect("the strict form"),
            b"1234567890123456",
        );
        for text in wrong {
            assert_eq!(Secret::decode(encoding, text.as_bytes()).err(), Some(error), "{text}");
        }
    }
}

#[test]
fn lenient_forms_are_those_that_people_paste() {
    for text in [
        "gezd gnbv gy3t qojq gezd gnbv gy",
        "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY",
        " GeZdGnBvGy3TqOjQ GeZdGnBvGy == ==-== ",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY======",
    ] {
        let secret = Secret::decode(Encoding::Base32Lenient, text.as_bytes()).expect(text);
        assert_key(&secret, b"1234567890123456");
    }
    let text = b" 31-32 3334 35363738 3930 aBcD EfFe dcba ";
    let secret = Secret::decode(Encoding::HexLenient, text).expect("spaces, hyphens, either case");
    assert_key(&secret, b"1234567890\xab\xcd\xef\xfe\xdc\xba");
    // As long as the text is, only what is kept counts.
    let spaced = "3 1-".repeat(1024);
    let secret = Secret::decode(Encoding::HexLenient, spaced.as_bytes()).expect("1024 bytes");
    assert_key(&secret, &[0x31; 1024]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn every_text_is_decoded_as_the_naive_decoder_does(
        (written_as, read_as) in (0..4_usize, 0..4_usize),
        bytes in prop::collection::vec(any::<u8>(), 8..=40),
        changes in prop::collection::vec((any::<Index>(), 0..3, prop::sample::select(&b"=aAzZ27189 -gG\n"[..])), 0..=2),
        unpadded in any::<bool>(),
    ) {
        let mut text = written(ENCODINGS[written_as], &bytes).into_bytes();
        if unpadded { text.retain(|byte| *byte != b'=') }
        for (place, change, byte) in changes {
            let at = place.index(text.len());
            match change {
                0 => text.insert(at + 1, byte),
                1 => text[at] = byte,
                _ => drop(text.remove(at)),
            }
        }
        assert_decoded(ENCODINGS[written_as], &text);
        assert_decoded(ENCODINGS[read_as], &text);
    }
}

#[test]
fn the_keys_of_a_yubikey_are_hex_of_their_length() {
    for length in 0..=64 {
        let text = vec![b'a'; length];
        let error = |expected| (length != 2 * expected).then_some(ConfigError::KeyLength { expected });
        assert_eq!(AesKey::from_hex(&text).err(), error(16));
        assert_eq!(PrivateId::from_hex(&text).err(), error(6));
    }
    for (at, byte) in (0..32).flat_map(|at| (0..=255_u8).map(move |byte| (at, byte))) {
        let mut text = [b'0'; 32];
        text[at] = byte;
        let error = (!byte.is_ascii_hexdigit()).then_some(ConfigError::NotHex);
        assert_eq!(AesKey::from_hex(&text).err(), error);
        if at < 12 {
            assert_eq!(PrivateId::from_hex(&text[..12]).err(), error);
        }
    }
}

/// All symbols of the alphabets, and all that are none: 256 at each place.
#[test]
fn every_byte_at_every_place_of_a_text() {
    for encoding in ENCODINGS {
        let text = written(encoding, b"12345678901234567890").into_bytes();
        for (at, byte) in (0..text.len()).flat_map(|at| (0..=255_u8).map(move |byte| (at, byte))) {
            let mut text = text.clone();
            text[at] = byte;
            assert_decoded(encoding, &text);
        }
    }
}
