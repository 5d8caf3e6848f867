//! What people type: codes with spaces and hyphens in them.

use crate::{ct, error::ParseError};
use core::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A typed text without its spaces and hyphens: the one normaliser, for those who want it.
///
/// Apps show `123 456`, people type `123-456`; the parsers refuse both, because a code must have one form only. A
/// login form that wishes to be kind passes its input through here first. Nothing else is dropped or changed.
///
/// # Example
/// ```
/// use otp_core::{Code, Typed};
///
/// assert!(Code::parse(b"123 456").is_err());
/// let typed = Typed::new(b"123 456")?;
/// assert!(Code::parse(typed.as_bytes()).is_ok());
/// # Ok::<(), otp_core::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Typed {
    kept: Zeroizing<[u8; MOST]>,
    length: usize,
}

impl Typed {
    /// Drops the ASCII spaces and hyphens of a text.
    ///
    /// # Errors
    /// [`ParseError::TypedLength`] where more than 64 characters remain, as many as the longest YubiKey OTP has.
    pub fn new(text: &[u8]) -> Result<Self, ParseError> {
        let mut kept = Zeroizing::new([0; MOST]);
        let length = drop_separators(text, kept.as_mut()).ok_or(ParseError::TypedLength { most: MOST })?;
        Ok(Self { kept, length })
    }

    /// What is left.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.kept.get(..self.length).unwrap_or_default()
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed")
    }
}

/// Copies a text without its spaces and hyphens and returns how many bytes it kept, or `None` where they do not fit.
///
/// Where the separators stand becomes public, what stands between them does not.
pub(crate) fn drop_separators(text: &[u8], kept: &mut [u8]) -> Option<usize> {
    let mut length = 0;
    for byte in text {
        if !ct::reveal_choice(byte.ct_eq(&b' ') | byte.ct_eq(&b'-')) {
            *kept.get_mut(length)? = *byte;
            length += 1;
        }
    }
    Some(length)
}

/// The length of the longest OTP: a public id of 32 characters and a block of 32.
const MOST: usize = 64;
