//! What counts as a time step, and how far a TOTP token may be off.

use crate::{
    digits::Digits,
    error::ConfigError,
    factor::{TimeStep, UnixTime},
    odds::Windows,
};

/// The time step of a TOTP token, and how many steps a search reaches to either side.
///
/// Plain numbers, judged by the validator's constructor. Windows are inclusive: `behind` and `ahead` of 1 mean three
/// steps.
///
/// # Example
/// ```
/// use otp_core::totp::Policy;
///
/// // A token with a step of one minute; the resync window is one day either way.
/// let policy = Policy { ahead: 2, ..Policy::with_step(60) };
/// assert_eq!(policy.resync_behind, 1440);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Policy {
    /// The time step `X` of RFC 6238 §4.1 in seconds, at least 1. The windows count steps and do not follow it: begin
    /// with [`with_step`](Self::with_step), so that the resync window stays a day.
    pub step: u32,
    /// `T0` of RFC 6238 §4.1, when the steps begin to count.
    pub t0: UnixTime,
    /// At login, how many steps the token may be slow beyond its learnt drift.
    pub behind: u32,
    /// At login, how many steps the token may be fast beyond its learnt drift.
    pub ahead: u32,
    /// At resync, how many steps the first code may lie behind the server's step.
    pub resync_behind: u32,
    /// At resync, how many steps the first code may lie ahead of the server's step.
    pub resync_ahead: u32,
}

impl Policy {
    /// The defaults for a time step of so many seconds: one step either way at login, one day either way at resync
    /// (at least 1 step, at most 5000).
    #[must_use]
    pub const fn with_step(seconds: u32) -> Self {
        let day = match DAY.checked_div(seconds) {
            Some(steps) if steps > MOST_DEFAULT_RESYNC => MOST_DEFAULT_RESYNC,
            None | Some(0) => 1,
            Some(steps) => steps,
        };
        Self {
            step: seconds,
            t0: UnixTime::new(0),
            behind: 1,
            ahead: 1,
            resync_behind: day,
            resync_ahead: day,
        }
    }

    /// The number of whole steps from T0 to `now`, or `None` before T0.
    pub(crate) fn time_step(&self, now: UnixTime) -> Option<TimeStep> {
        let elapsed = now.get().checked_sub(self.t0.get())?;
        elapsed.checked_div(self.step.into()).map(TimeStep::new)
    }

    /// How many alignments its searches have.
    pub(crate) fn windows(&self) -> Windows {
        let alignments = |behind: u32, ahead: u32| u64::from(behind) + u64::from(ahead) + 1;
        let login = alignments(self.behind, self.ahead);
        Windows { login, resync: alignments(self.resync_behind, self.resync_ahead) }
    }

    /// Refuses a zero step, and windows as [`Windows::check`] does.
    pub(crate) fn check(&self, digits: Digits, attempts: u32) -> Result<(), ConfigError> {
        if self.step == 0 {
            return Err(ConfigError::ZeroStep);
        }
        self.windows().check(digits, attempts)
    }
}

impl Default for Policy {
    /// A time step of 30 seconds, as RFC 6238 §5.2 recommends.
    fn default() -> Self {
        Self::with_step(30)
    }
}

/// The seconds of a day.
const DAY: u32 = 86_400;

/// The widest resync window that is chosen without being asked for: with short steps a day has too many.
const MOST_DEFAULT_RESYNC: u32 = 5000;
