//! How far an HOTP token may be ahead.

use crate::odds::Windows;

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
    /// as large as the odds of guessing allow: at ten attempts up to 99 with six digits, 999 with seven, 9999 with
    /// eight.
    pub look_ahead: u32,
    /// At resync, how far ahead the first code of the run may be. 1 to 10 000.
    pub resync_window: u32,
}

impl Policy {
    /// How many alignments its searches have.
    pub(crate) fn windows(&self) -> Windows {
        Windows { login: u64::from(self.look_ahead) + 1, resync: u64::from(self.resync_window) + 1 }
    }
}

impl Default for Policy {
    /// Ten presses at login, a thousand at resync.
    fn default() -> Self {
        Self { look_ahead: 10, resync_window: 1000 }
    }
}
