//! What the server remembers of a TOTP token.

use crate::{
    error::ParseError,
    factor::{Drift, TimeStep},
    record::{Family, Record, VALUE_AT},
};

/// The moving factor of a TOTP token: the last accepted step, and how far the token's clock is off.
///
/// Every step up to the last accepted one is spent. A fresh token has accepted nothing and is in step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct State {
    // Mandatory, though it may be null: a lost field must not read as "nothing accepted", which re-opens spent codes.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "serde::Deserialize::deserialize"))]
    last_accepted: Option<TimeStep>,
    drift: Drift,
}

impl State {
    /// A token that has accepted the code of `last_accepted`, if any, and is `drift` steps off.
    #[must_use]
    pub const fn new(last_accepted: Option<TimeStep>, drift: Drift) -> Self {
        Self { last_accepted, drift }
    }

    /// The state for a token after the *server's* clock was wrong: nothing up to the step `now` is accepted, and the
    /// token is taken to be in step.
    ///
    /// A server whose clock once ran ahead has accepted steps that are still to come, and refuses every code until
    /// then. Where a resync cannot cure that, because no unspent step lies in its window, this is the only cure. It
    /// lowers the watermark, and so *re-opens codes that were spent for steps after `now`*. It is an administrator's
    /// act, to be decided by a person, written into the audit log, and never done by a program on its own. A token that
    /// is slow by `d` steps is refused until `d` steps have passed, also at a resync: its codes are of steps up to
    /// `now`.
    ///
    /// [`Totp::time_step`](crate::Totp::time_step) gives the step of a time.
    #[must_use]
    pub const fn reset_clock(now: TimeStep) -> Self {
        Self::new(Some(now), Drift::new(0))
    }

    /// The step of the last accepted code, or `None` where none was accepted yet.
    #[must_use]
    pub const fn last_accepted(&self) -> Option<TimeStep> {
        self.last_accepted
    }

    /// Device minus server, in steps.
    #[must_use]
    pub const fn drift(&self) -> Drift {
        self.drift
    }

    /// The state as 24 bytes, to be stored as they are.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 24] {
        Record {
            family: Family::Totp,
            flag: self.last_accepted.is_some(),
            drift: self.drift.get(),
            value: self.last_accepted.unwrap_or_default().get(),
        }
        .to_bytes()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote, and nothing else.
    ///
    /// # Errors
    /// The `State…` variants of [`ParseError`]: another length, version or family, or a step where none was accepted.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        Self::from_record(Record::from_bytes(bytes)?.of(Family::Totp)?)
    }

    /// Reads a record of the family.
    pub(crate) fn from_record(record: Record) -> Result<Self, ParseError> {
        let Record { flag, drift, value, .. } = record;
        if !flag && value != 0 {
            return Err(ParseError::StateField { at: VALUE_AT });
        }
        Ok(Self::new(flag.then_some(TimeStep::new(value)), Drift::new(drift)))
    }
}
