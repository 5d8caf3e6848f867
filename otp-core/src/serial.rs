//! A token's serial number, as people type it into a login box.

use crate::error::ParseError;
use core::{fmt, str};

/// The serial number of a token: 1 to 32 letters, digits and hyphens.
///
/// VPN clients have one field only, for the password. To pair a token there, people type `token` and the serial:
///
/// ```
/// use otp_core::Serial;
///
/// assert_eq!(Serial::parse(b"token 12345678")?.as_str(), "12345678");
/// assert!(Serial::parse(b"Token 12345678").is_err());
/// assert!(Serial::parse(b"123456").is_err());
/// # Ok::<(), otp_core::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Serial {
    text: [u8; MOST],
    length: usize,
}

impl Serial {
    /// Reads `token <serial>`: the lower-case word, one space, the serial, and nothing else.
    ///
    /// # Errors
    /// [`ParseError::SerialPrefix`] for a text that is no such request, a code perhaps; [`ParseError::SerialLength`]
    /// and [`ParseError::SerialCharacter`] for one that is, with a malformed serial.
    pub fn parse(text: &[u8]) -> Result<Self, ParseError> {
        let serial = text.strip_prefix(PREFIX).ok_or(ParseError::SerialPrefix)?;
        let wrong_length = ParseError::SerialLength { found: serial.len() };
        let mut parsed = Self { text: [0; MOST], length: serial.len() };
        parsed.text.get_mut(..serial.len()).ok_or(wrong_length)?.copy_from_slice(serial);
        if serial.is_empty() {
            return Err(wrong_length);
        }
        match serial.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-') {
            None => Ok(parsed),
            Some(at) => Err(ParseError::SerialCharacter { at }),
        }
    }

    /// The serial itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.get(..self.length).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Serial({self})")
    }
}

const PREFIX: &[u8] = b"token ";
const MOST: usize = 32;
