//! The 24 bytes in which every state is stored.

use crate::error::ParseError;

/// The fields that all families of state share, before a family gives them their meaning.
///
/// ```text
///  0        1        2      3  4      8         16       24   big-endian
///  version  family   flag   0  drift  value     0
/// ```
#[derive(Clone, Copy)]
pub(crate) struct Record {
    pub(crate) family: Family,
    pub(crate) flag: bool,
    pub(crate) drift: i32,
    pub(crate) value: u64,
}

/// Whose state it is.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Family {
    Hotp = 1,
    Totp = 2,
    YubiKey = 3,
}

impl Record {
    pub(crate) fn to_bytes(self) -> [u8; LENGTH] {
        let [d0, d1, d2, d3] = self.drift.to_be_bytes();
        let [v0, v1, v2, v3, v4, v5, v6, v7] = self.value.to_be_bytes();
        let (family, flag) = (self.family as u8, u8::from(self.flag));
        [VERSION, family, flag, 0, d0, d1, d2, d3, v0, v1, v2, v3, v4, v5, v6, v7, 0, 0, 0, 0, 0, 0, 0, 0]
    }

    /// Reads the bytes of any family, which then checks its own ranges.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        let bytes: &[u8; LENGTH] =
            bytes.try_into().map_err(|_| ParseError::StateLength { found: bytes.len() })?;
        let [version, family, flag, zero, d0, d1, d2, d3, v0, v1, v2, v3, v4, v5, v6, v7, tail @ ..] = *bytes;
        if version != VERSION {
            return Err(ParseError::StateVersion { found: version });
        }
        let family = match family {
            1 => Family::Hotp,
            2 => Family::Totp,
            3 => Family::YubiKey,
            found => return Err(ParseError::StateFamily { found }),
        };
        let flag = match flag {
            0 => false,
            1 => true,
            _ => return Err(ParseError::StateField { at: FLAG_AT }),
        };
        if zero != 0 {
            return Err(ParseError::StateField { at: ZERO_AT });
        }
        if tail != [0; 8] {
            return Err(ParseError::StateField { at: TAIL_AT });
        }
        let drift = i32::from_be_bytes([d0, d1, d2, d3]);
        Ok(Self { family, flag, drift, value: u64::from_be_bytes([v0, v1, v2, v3, v4, v5, v6, v7]) })
    }

    /// Refuses the record of another family.
    pub(crate) fn of(self, family: Family) -> Result<Self, ParseError> {
        if self.family == family {
            Ok(self)
        } else {
            Err(ParseError::StateFamily { found: self.family as u8 })
        }
    }

    /// Refuses a flag or a drift, for the families that have no clock.
    pub(crate) fn without_clock(self) -> Result<Self, ParseError> {
        if self.flag {
            return Err(ParseError::StateField { at: FLAG_AT });
        }
        if self.drift != 0 {
            return Err(ParseError::StateField { at: DRIFT_AT });
        }
        Ok(self)
    }
}

/// How many bytes a state has.
const LENGTH: usize = 24;

/// The only version so far.
const VERSION: u8 = 1;

const FLAG_AT: usize = 2;
const ZERO_AT: usize = 3;
const DRIFT_AT: usize = 4;
const TAIL_AT: usize = 16;

/// Where the value begins, for the families that restrict it.
pub(crate) const VALUE_AT: usize = 8;
