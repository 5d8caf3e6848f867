//! What the server remembers of a YubiKey.

use crate::{
    error::ParseError,
    record::{Family, Record, VALUE_AT},
};

/// The counters of the last accepted OTP: usage (how often the key was plugged in) and session use (how many OTPs it
/// made since).
///
/// Only a greater pair is accepted. The fresh state is (0, 0), which no key emits. At (32767, 255) nothing greater
/// exists and the key must be programmed anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Fields", into = "Fields"))]
pub struct State {
    usage: u16,
    session_use: u8,
}

impl State {
    /// A key whose last accepted OTP had these counters.
    ///
    /// # Errors
    /// [`ParseError::UsageCounter`] where `usage` does not fit in 15 bits.
    pub const fn new(usage: u16, session_use: u8) -> Result<Self, ParseError> {
        if usage > Self::MOST_USAGE {
            return Err(ParseError::UsageCounter { found: usage });
        }
        Ok(Self { usage, session_use })
    }

    /// The usage counter, 0 to 32767.
    #[must_use]
    pub const fn usage(&self) -> u16 {
        self.usage
    }

    /// The session use counter.
    #[must_use]
    pub const fn session_use(&self) -> u8 {
        self.session_use
    }

    /// The state as 24 bytes, to be stored as they are.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 24] {
        Record { family: Family::YubiKey, flag: false, drift: 0, value: self.position().into() }.to_bytes()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote, and nothing else.
    ///
    /// # Errors
    /// The `State…` variants of [`ParseError`]: another length, version or family, or counters out of range.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        Self::from_record(Record::from_bytes(bytes)?.of(Family::YubiKey)?)
    }

    /// Reads a record of the family.
    pub(crate) fn from_record(record: Record) -> Result<Self, ParseError> {
        match u32::try_from(record.without_clock()?.value) {
            Ok(position) if position >> Self::POSITION_BITS == 0 => Ok(Self::at(position)),
            _ => Err(ParseError::StateField { at: VALUE_AT }),
        }
    }

    /// The greatest usage counter: the field's top bit is the state of caps lock.
    pub(super) const MOST_USAGE: u16 = 0x7fff;

    /// How many bits [`position`](Self::position) has.
    pub(super) const POSITION_BITS: u32 = 23;

    /// Both counters as one number that grows with every OTP.
    pub(super) const fn position(&self) -> u32 {
        (self.usage as u32) << 8 | self.session_use as u32
    }

    /// The state at a position of [`POSITION_BITS`](Self::POSITION_BITS).
    pub(super) const fn at(position: u32) -> Self {
        let [_, high, low, session_use] = position.to_be_bytes();
        Self { usage: u16::from_be_bytes([high, low]), session_use }
    }
}

/// The named fields that serde sees, checked on the way in.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, rename = "State")]
struct Fields {
    usage: u16,
    session_use: u8,
}

#[cfg(feature = "serde")]
impl From<State> for Fields {
    fn from(State { usage, session_use }: State) -> Self {
        Self { usage, session_use }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<Fields> for State {
    type Error = ParseError;

    fn try_from(Fields { usage, session_use }: Fields) -> Result<Self, ParseError> {
        Self::new(usage, session_use)
    }
}
