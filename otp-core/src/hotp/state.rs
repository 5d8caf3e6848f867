//! What the server remembers of an HOTP token.

use crate::{
    error::ParseError,
    factor::Counter,
    record::{Family, Record},
};

/// The moving factor of an HOTP token: the next counter that is expected.
///
/// Everything below it is spent for ever. A fresh token is at 0; at `u64::MAX` it is exhausted and accepts nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct State {
    counter: Counter,
}

impl State {
    /// A token whose next code is that of `counter`.
    #[must_use]
    pub const fn new(counter: Counter) -> Self {
        Self { counter }
    }

    /// The next counter that is expected.
    #[must_use]
    pub const fn counter(&self) -> Counter {
        self.counter
    }

    /// The state as 24 bytes, to be stored as they are.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 24] {
        Record { family: Family::Hotp, flag: false, drift: 0, value: self.counter.get() }.to_bytes()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote, and nothing else.
    ///
    /// # Errors
    /// The `State…` variants of [`ParseError`]: another length, version or family, or a field that HOTP lacks.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        Self::from_record(Record::from_bytes(bytes)?.of(Family::Hotp)?)
    }

    /// Reads a record of the family.
    pub(crate) fn from_record(record: Record) -> Result<Self, ParseError> {
        Ok(Self::new(Counter::new(record.without_clock()?.value)))
    }
}
