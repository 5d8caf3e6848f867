//! What came in, read but not judged.

use crate::{code::Code, digits::Digits, error::ParseError, yubikey::Otp};
use thiserror::Error;

/// What a person typed or a key sent, in a form that its token can judge: from [`Token::read`](super::Token::read).
#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// A code of an HOTP or TOTP token.
    Code(Code),
    /// An OTP of a YubiKey.
    Otp(Otp),
}

impl Input {
    /// The code, for a [`Trail`](crate::Trail); an OTP has no use for one.
    #[must_use]
    pub const fn code(self) -> Option<Code> {
        match self {
            Self::Code(code) => Some(code),
            Self::Otp(_) => None,
        }
    }
}

/// Why an input cannot be judged. It costs no attempt, and the person may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InputError {
    /// It is no code or OTP at all.
    #[error(transparent)]
    Unreadable(#[from] ParseError),
    /// It is a code, but with another number of digits than the token's.
    #[error("the code does not have the token's number of digits")]
    WrongLength,
    /// The token's profile asks for another number of codes at resync.
    #[error("resync of this token takes another number of codes")]
    WrongCount,
    /// The token's profile knows no resync for its kind.
    #[error("resync is not supported for this kind of token")]
    NotSupported,
    /// Nothing in this kind of token can get out of step.
    #[error("this kind of token needs no resync")]
    NotNeeded,
}

/// Reads a code of so many digits.
pub(super) fn read_code(text: &[u8], digits: Digits) -> Result<Code, InputError> {
    let code = Code::parse(text)?;
    if code.digits() == digits { Ok(code) } else { Err(InputError::WrongLength) }
}
