//! Successive codes.

use crate::{code::Code, digits::Digits};
use core::fmt;

/// Two or three successive codes of one token, in the order it showed them.
///
/// A single code cannot bring a token back, since in a wide window too many would fit; more than three help nobody.
/// So a run is made from an array of two or of three codes and from nothing else.
#[derive(Clone, Copy)]
pub enum Run {
    /// Two successive codes.
    Two([Code; 2]),
    /// Three successive codes.
    Three([Code; 3]),
}

/// How many codes a [`Run`] has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[repr(u8)]
pub enum RunLength {
    /// Two successive codes.
    Two = 2,
    /// Three successive codes.
    Three = 3,
}

impl RunLength {
    /// The length that a number of codes makes, or `None` where no run has so many.
    #[must_use]
    pub const fn of(codes: usize) -> Option<Self> {
        match codes {
            2 => Some(Self::Two),
            3 => Some(Self::Three),
            _ => None,
        }
    }
}

impl Run {
    /// How many codes it has.
    #[must_use]
    pub const fn length(&self) -> RunLength {
        match self {
            Self::Two(_) => RunLength::Two,
            Self::Three(_) => RunLength::Three,
        }
    }

    /// The codes, the oldest first.
    #[must_use]
    pub const fn codes(&self) -> &[Code] {
        match self {
            Self::Two(codes) => codes,
            Self::Three(codes) => codes,
        }
    }

    /// The digits of its first code.
    pub(crate) const fn digits(&self) -> Digits {
        match self {
            Self::Two([first, ..]) | Self::Three([first, ..]) => first.digits(),
        }
    }
}

impl From<[Code; 2]> for Run {
    fn from(codes: [Code; 2]) -> Self {
        Self::Two(codes)
    }
}

impl From<[Code; 3]> for Run {
    fn from(codes: [Code; 3]) -> Self {
        Self::Three(codes)
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Run of {}", self.length() as u8)
    }
}
