//! How far an HOTP token may be ahead.

use crate::{digits::Digits, error::ConfigError, odds::Odds, run::RunLength};

/// How many counters a search reaches beyond the expected one.
///
/// Plain numbers, judged by the validator's constructor. Windows are inclusive: a reach of n means n + 1 places.
///
/// # Example
/// ```
/// use otp_core::hotp::Policy;
///
/// let policy = Policy { look_ahead: 20, ..Policy::default() };
/// assert_eq!(policy.resync_window, 1000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Policy {
    /// At login, the look-ahead window `s` of RFC 4226 §7.4: how many presses may have been lost. May be
    /// as large as the odds of guessing allow: at ten attempts up to 99 with six digits, 999 with seven, 9999 with eight.
    pub look_ahead: u32,
    /// At resync, how far ahead the first code of the run may be. 1 to 10 000.
    pub resync_window: u32,
}

impl Policy {
    /// How many alignments a resync has.
    pub(crate) fn resync_alignments(&self) -> u64 {
        u64::from(self.resync_window) + 1
    }

    /// Refuses windows out of range, and odds above the ceiling for a guesser with so many attempts and runs of so many
    /// codes.
    pub(crate) fn check(
        &self,
        digits: Digits,
        attempts: u32,
        shortest: RunLength,
    ) -> Result<(), ConfigError> {
        if self.resync_window == 0 {
            return Err(ConfigError::ZeroResyncWindow);
        }
        Odds { alignments: u64::from(self.look_ahead) + 1, codes: 1, attempts }.check(digits)?;
        Odds { alignments: self.resync_alignments(), codes: shortest as u8, attempts }.check(digits)
    }
}

impl Default for Policy {
    /// Ten presses at login, a thousand at resync.
    fn default() -> Self {
        Self { look_ahead: 10, resync_window: 1000 }
    }
}
