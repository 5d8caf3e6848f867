//! How many digits a code has.

use crate::error::ConfigError;

/// The number of digits of a code: 6, 7 or 8 (RFC 4226 §5.3 asks for at least 6).
///
/// Tokens stop at 8. The truncated value has 31 bits, so with nine digits some codes would be half as likely again as
/// others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Digits {
    /// Six digits: one code in a million.
    Six = 6,
    /// Seven digits.
    Seven = 7,
    /// Eight digits.
    Eight = 8,
}

impl Digits {
    /// 6, 7 or 8.
    #[must_use]
    pub const fn count(self) -> u8 {
        self as u8
    }
}

impl TryFrom<u8> for Digits {
    type Error = ConfigError;

    /// Reads the number of digits from a setting.
    ///
    /// # Errors
    /// [`ConfigError::Digits`] for anything but 6, 7 and 8.
    fn try_from(count: u8) -> Result<Self, ConfigError> {
        match count {
            6 => Ok(Self::Six),
            7 => Ok(Self::Seven),
            8 => Ok(Self::Eight),
            found => Err(ConfigError::Digits { found }),
        }
    }
}
