//! When attempts lead to a lock, and for how long.

use crate::error::ConfigError;

/// How many attempts a token has before it is locked, and how long the locks are.
///
/// The guessing odds of a [`Token`](crate::Token) are computed with the attempts before the first lock, and refused
/// where they pass 1 in 1000. How long locks are and when they stop is not judged: each attempt after a lock adds to
/// the odds, up to the `stop`. Locks of a second without a stop let somebody guess once a second for ever, and with a
/// window of 1000 codes of six digits that is a hit within about a quarter of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Policy {
    /// The failure that brings the first lock, at least 1.
    pub limit: u32,
    /// How long the first lock is, in seconds. Each further failure doubles it.
    pub first_lock: u32,
    /// The longest lock, in seconds.
    pub longest_lock: u32,
    /// The failure after which only an administrator unlocks, at least 1. NIST SP 800-63B §5.2.2 allows at most 100.
    pub stop: u32,
}

impl Policy {
    /// The default, also where a constant is needed.
    pub(crate) const fn standard() -> Self {
        Self { limit: 10, first_lock: 60, longest_lock: 3600, stop: 100 }
    }

    /// No locks that end by themselves: after so many failures only an administrator unlocks.
    #[must_use]
    pub const fn administrator_unlocks(limit: u32) -> Self {
        Self { limit, first_lock: 0, longest_lock: 0, stop: limit }
    }

    /// How many attempts there are before the first lock that holds.
    ///
    /// # Errors
    /// [`ConfigError::ZeroLimit`] where the limits leave none.
    pub fn attempts(&self) -> Result<u32, ConfigError> {
        // A lock of no length holds nobody back: then the stop is the first one.
        let limit = if self.first_lock.min(self.longest_lock) == 0 { self.stop } else { self.limit };
        match limit.min(self.stop) {
            0 => Err(ConfigError::ZeroLimit),
            attempts => Ok(attempts),
        }
    }

    /// The seconds of the lock that comes with so many attempts, or `None` below the limit and where locks have no
    /// length.
    pub(super) fn lock_after(&self, attempts: u32) -> Option<u64> {
        let doublings = attempts.checked_sub(self.limit)?;
        // 32 doublings bring any lock that has a length past the longest one.
        let lock = u64::from(self.first_lock) << doublings.min(32);
        Some(lock.min(self.longest_lock.into())).filter(|lock| *lock > 0)
    }
}

impl Default for Policy {
    /// The 10th failure locks for a minute, each further one doubles that up to an hour, and the 100th stops the token.
    fn default() -> Self {
        Self::standard()
    }
}
