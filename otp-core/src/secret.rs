//! The key that a token and the server share.

use crate::{ct, error::ConfigError, typed::drop_separators};
use base32ct::{Base32UpperUnpadded, Encoding as _};
use core::fmt;
use subtle::{ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater, ConstantTimeLess};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The shared secret of an HOTP or TOTP token.
///
/// It has at least 128 bits, as RFC 4226 §4 (R6) demands; 160 are recommended there. The used bytes are wiped on drop.
/// It is neither `Copy` nor `Clone`, and there is no way to read it back.
///
/// # Example
/// ```
/// use otp_core::{Encoding, Secret};
///
/// let raw = Secret::new(b"12345678901234567890")?;
/// let file = Secret::decode(Encoding::Hex, b"3132333435363738393031323334353637383930")?;
/// let typed = Secret::decode(Encoding::Base32Lenient, b"gezd gnbv gy3t qojq gezd gnbv gy3t qojq")?;
/// # Ok::<(), otp_core::ConfigError>(())
/// ```
pub struct Secret {
    bytes: [u8; MOST],
    length: usize,
}

/// How a secret is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Hexadecimal digits of either case, nothing between them (RFC 4648 §8).
    Hex,
    /// As [`Hex`](Self::Hex), with spaces and hyphens dropped.
    HexLenient,
    /// Base32 in upper case with its padding (RFC 4648 §6).
    Base32,
    /// As [`Base32`](Self::Base32), but in either case, spaces and hyphens dropped, with any or no padding: what people
    /// paste, and what `otpauth://` carries.
    Base32Lenient,
}

impl Secret {
    /// A secret of 16 to 1024 bytes.
    ///
    /// # Errors
    /// [`ConfigError::SecretTooShort`] and [`ConfigError::SecretTooLong`].
    pub fn new(bytes: &[u8]) -> Result<Self, ConfigError> {
        Self::copied(bytes, LEAST)
    }

    /// A secret that may be as short as 10 bytes, below what RFC 4226 admits.
    ///
    /// Tokens with keys of 80 bits exist, early phone apps among them. Admit them knowingly, and replace them.
    ///
    /// # Errors
    /// As [`new`](Self::new), with 10 bytes for 16.
    pub fn new_short(bytes: &[u8]) -> Result<Self, ConfigError> {
        Self::copied(bytes, LEAST_SHORT)
    }

    /// A secret of 16 to 1024 bytes from text, decoded without tables or branches on what it says.
    ///
    /// Its length and the places of its separators and padding are public.
    ///
    /// # Errors
    /// [`ConfigError::NotHex`] and [`ConfigError::NotBase32`] for text that is not in the given encoding, in base32
    /// also for unused bits that are not zero; then as [`new`](Self::new).
    pub fn decode(encoding: Encoding, text: &[u8]) -> Result<Self, ConfigError> {
        Self::decoded(encoding, text, LEAST)
    }

    /// As [`decode`](Self::decode), for a secret that may be as short as 10 bytes: see [`new_short`](Self::new_short).
    ///
    /// # Errors
    /// As [`decode`](Self::decode), with 10 bytes for 16.
    pub fn decode_short(encoding: Encoding, text: &[u8]) -> Result<Self, ConfigError> {
        Self::decoded(encoding, text, LEAST_SHORT)
    }

    /// The bytes, for the MAC alone.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    fn copied(bytes: &[u8], least: usize) -> Result<Self, ConfigError> {
        let mut secret = Self { bytes: [0; MOST], length: bytes.len() };
        let place = secret.bytes.get_mut(..bytes.len()).ok_or(ConfigError::SecretTooLong { most: MOST })?;
        place.copy_from_slice(bytes);
        secret.at_least(least)
    }

    fn decoded(encoding: Encoding, text: &[u8], least: usize) -> Result<Self, ConfigError> {
        let mut secret = Self { bytes: [0; MOST], length: 0 };
        let mut buffer = Zeroizing::new([0; MOST_TEXT]);
        let text = match encoding {
            Encoding::Hex | Encoding::Base32 => text,
            Encoding::HexLenient | Encoding::Base32Lenient => {
                let length = drop_separators(text, buffer.as_mut());
                let length = length.ok_or(ConfigError::SecretTooLong { most: MOST })?;
                let kept = buffer.get_mut(..length).unwrap_or_default();
                make_uppercase(kept);
                kept
            }
        };
        if text.len() > MOST_TEXT {
            return Err(ConfigError::SecretTooLong { most: MOST });
        }
        secret.length = match encoding {
            Encoding::Hex | Encoding::HexLenient => decode_hex(text, &mut secret.bytes)?,
            Encoding::Base32 if text.len() % 8 != 0 => return Err(ConfigError::NotBase32),
            Encoding::Base32 | Encoding::Base32Lenient => decode_base32(text, &mut secret.bytes)?,
        };
        secret.at_least(least)
    }

    fn at_least(self, least: usize) -> Result<Self, ConfigError> {
        if self.length < least {
            return Err(ConfigError::SecretTooShort { bytes: self.length, least });
        }
        Ok(self)
    }
}

impl Secret {
    fn wipe(&mut self) {
        // A decoder that failed half-way may have written past `length`, which is 0 until it is done.
        let used = if self.length == 0 { MOST } else { self.length };
        self.bytes.get_mut(..used).unwrap_or_default().zeroize();
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl ZeroizeOnDrop for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Turns lower-case letters into upper case, without the branch that the standard library makes of it unoptimised.
fn make_uppercase(text: &mut [u8]) {
    for byte in text {
        let lower = byte.ct_gt(&b'`') & byte.ct_lt(&b'{');
        byte.conditional_assign(&(*byte ^ 0x20), lower);
    }
}

/// Decodes hexadecimal text and returns the number of bytes.
pub(crate) fn decode_hex(text: &[u8], bytes: &mut [u8]) -> Result<usize, ConfigError> {
    base16ct::mixed::decode(text, bytes).map(<[u8]>::len).map_err(|_| ConfigError::NotHex)
}

/// Decodes upper-case base32 with or without padding and returns the number of bytes.
fn decode_base32(text: &[u8], bytes: &mut [u8]) -> Result<usize, ConfigError> {
    let mut unpadded = text;
    for _ in 0..MOST_PADDING {
        match unpadded.split_last() {
            Some((last, rest)) if ct::reveal_choice(last.ct_eq(&b'=')) => unpadded = rest,
            _ => break,
        }
    }
    let decoded = Base32UpperUnpadded::decode(unpadded, bytes).map_err(|error| match error {
        base32ct::Error::InvalidEncoding => ConfigError::NotBase32,
        base32ct::Error::InvalidLength => ConfigError::SecretTooLong { most: MOST },
    })?;
    // The decoder ignores the unused bits of the last character; only one text must stand for one secret.
    let mut again = Zeroizing::new([0; MOST_TEXT]);
    let again = Base32UpperUnpadded::encode(decoded, again.as_mut()).map_err(|_| ConfigError::NotBase32)?;
    if !ct::reveal_choice(again.as_bytes().ct_eq(unpadded)) {
        return Err(ConfigError::NotBase32);
    }
    Ok(decoded.len())
}

/// The least number of bytes: 128 bits (RFC 4226 §4, R6).
const LEAST: usize = 16;

/// The least number of bytes where short secrets are admitted: 80 bits.
const LEAST_SHORT: usize = 10;

/// The greatest number of bytes: eight times the longest block, more than any token has.
const MOST: usize = 1024;

/// The longest text of a secret: hexadecimal, two characters for each byte.
const MOST_TEXT: usize = 2 * MOST;

/// The most padding characters that base32 can need.
const MOST_PADDING: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_used_bytes_are_wiped_and_all_after_a_decoder_failed() {
        let mut secret = Secret::new(b"12345678901234567890").unwrap();
        secret.wipe();
        assert_eq!(secret.bytes, [0; MOST]);

        let mut failed = Secret { bytes: [7; MOST], length: 0 };
        failed.wipe();
        assert_eq!(failed.bytes, [0; MOST]);
    }
}
