//! Yubico's modhex: hexadecimal in letters that sit alike on most keyboards.

use subtle::{Choice, ConstantTimeEq};

/// Returns 0 to 15 for a lower-case modhex character, and a number with high bits set for any other byte.
///
/// Arithmetic on ranges, no table and no branch, not even one that checks for overflow: what it decodes may be secret.
pub(crate) fn nibble(byte: u8) -> u16 {
    let byte = i16::from(byte);
    let mut nibble = -1_i16;
    for (first, last, value) in RANGES {
        // All ones inside the range, where both differences are negative; zero outside.
        let above = i16::from(first).wrapping_sub(1).wrapping_sub(byte);
        let below = byte.wrapping_sub(i16::from(last)).wrapping_sub(1);
        let inside = (above & below) >> 8;
        nibble = nibble.wrapping_add(inside & byte.wrapping_sub(i16::from(first)).wrapping_add(value + 1));
    }
    nibble.cast_unsigned()
}

/// Whether every character of a text is lower-case modhex.
pub(crate) fn is_modhex(text: &[u8]) -> Choice {
    let all = text.iter().fold(0, |all, &character| all | nibble(character));
    (all >> 4).ct_eq(&0)
}

/// Decodes pairs of characters into bytes, and tells whether all were lower-case modhex.
pub(crate) fn decode(text: &[u8; 32], bytes: &mut [u8; 16]) -> Choice {
    for (pair, byte) in text.chunks_exact(2).zip(bytes) {
        let [_, value] =
            pair.iter().fold(0, |value, &character| value << 4 | nibble(character)).to_be_bytes();
        *byte = value;
    }
    is_modhex(text)
}

/// First and last character of a stretch of the alphabet `cbdefghijklnrtuv`, and the value of the first.
const RANGES: [(u8, u8, i16); 6] =
    [(b'b', b'b', 1), (b'c', b'c', 0), (b'd', b'l', 2), (b'n', b'n', 11), (b'r', b'r', 12), (b't', b'v', 13)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_256_bytes() {
        let alphabet = b"cbdefghijklnrtuv";
        for byte in 0..=255 {
            match alphabet.iter().position(|&character| character == byte) {
                Some(value) => assert_eq!(usize::from(nibble(byte)), value),
                None => assert!(nibble(byte) > 0xff, "{byte}"),
            }
        }
    }

    #[test]
    fn one_foreign_character_spoils_a_text_and_so_do_two() {
        let good = *b"cbdefghijklnrtuv";
        assert!(bool::from(is_modhex(&good)) && bool::from(is_modhex(b"")));
        for (one, other) in (0..16).flat_map(|one| (0..16).map(move |other| (one, other))) {
            let mut text = good;
            (text[one], text[other]) = (b'a', b'a');
            assert!(!bool::from(is_modhex(&text)), "{one} {other}");
        }
    }
}
