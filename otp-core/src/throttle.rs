//! How many attempts a token has had, and how long it is locked.

mod attempt;
mod policy;

pub use self::{
    attempt::{Attempt, Locked},
    policy::Policy,
};

use crate::{error::ParseError, factor::UnixTime};
use core::time::Duration;

/// The attempts since the last success, and the lock that they led to.
///
/// Attempts are counted *before* the code is judged, so that guesses in parallel cannot slip through together:
///
/// 1. [`begin`](Self::begin) counts; while the token is locked it refuses, and nothing is computed.
/// 2. Store [`Attempt::throttle`], in one atomic statement, before anything else.
/// 3. Hand the [`Attempt`] to [`Token::verify`](crate::Token::verify) or [`resync`](crate::Token::resync).
/// 4. After a success store `Throttle::default()` together with the next state. After a refusal nothing is left to do.
///
/// The end of a lock does not reset the count: only a success or an administrator does. Where one login may match
/// several tokens of a user, the throttle belongs to the user: spend the counted attempt on the first token and
/// [`Attempt::unthrottled`] on the others. The guessing odds add up; choose the limit for that many tokens.
///
/// # Example
/// ```
/// use otp_core::{Throttle, UnixTime, throttle::Policy};
/// use std::time::Duration;
///
/// let (policy, now) = (Policy::default(), UnixTime::new(1_700_000_000));
/// let mut stored = Throttle::default();
/// for _failure in 0..10 {
///     stored = *stored.begin(&policy, now)?.throttle().expect("it was begun");
/// }
/// let locked = stored.begin(&policy, now).unwrap_err();
/// assert_eq!(locked.retry_after(), Some(Duration::from_secs(60)));
/// assert!(stored.begin(&policy, UnixTime::new(1_700_000_060)).is_ok());
/// # Ok::<(), otp_core::throttle::Locked>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Throttle {
    attempts: u32,
    lock: Lock,
}

/// Until when no attempt may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
enum Lock {
    /// Until a time; 0 where there is no lock.
    Until(UnixTime),
    /// Until an administrator unlocks.
    Stopped,
}

impl Throttle {
    /// Counts an attempt, or refuses it while the token is locked.
    ///
    /// The policy is that of the token: [`Token::policy`](crate::Token::policy) has it, and its odds rest on it.
    /// A token refuses an attempt that was begun under another one; a YubiKey takes any. The attempt that reaches a
    /// limit may still be judged; the throttle it carries is locked already. A clock that was set back prolongs a
    /// lock. A refused call is not counted. Limits that leave no attempt, which
    /// [`Policy::attempts`] refuses, stop the token at its first one.
    ///
    /// # Errors
    /// [`Locked`], the same for right and wrong codes, since no code was looked at.
    pub fn begin(&self, policy: &Policy, now: UnixTime) -> Result<Attempt, Locked> {
        if let Some(locked) = self.locked(now) {
            return Err(locked);
        }
        let attempts = self.attempts.saturating_add(1);
        let lock = if attempts >= policy.stop {
            Lock::Stopped
        } else {
            Lock::Until(policy.lock_after(attempts).map_or(UnixTime::new(0), |lock| now.saturating_add(lock)))
        };
        Ok(Attempt::new(Self { attempts, lock }, *policy))
    }

    /// The lock that holds at a time, if any; looking counts nothing.
    #[must_use]
    pub const fn locked(&self, now: UnixTime) -> Option<Locked> {
        match self.lock {
            Lock::Until(time) => match time.get().checked_sub(now.get()) {
                None | Some(0) => None,
                Some(seconds) => Some(Locked::new(Some(Duration::from_secs(seconds)))),
            },
            Lock::Stopped => Some(Locked::new(None)),
        }
    }

    /// The throttle after an administrator's decision to let the token try again: count and lock are gone.
    #[must_use]
    pub const fn unlock() -> Self {
        Self { attempts: 0, lock: Lock::Until(UnixTime::new(0)) }
    }

    /// How many attempts were counted since the last success.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The throttle as 16 bytes, to be stored as they are.
    ///
    /// ```text
    ///  0        1                             2  4         8             16   big-endian
    ///  version  1 if only an administrator    0  attempts  locked until
    /// ```
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 16] {
        let (stopped, until) = match self.lock {
            Lock::Until(time) => (0, time.get()),
            Lock::Stopped => (1, 0),
        };
        let [a0, a1, a2, a3] = self.attempts.to_be_bytes();
        let [u0, u1, u2, u3, u4, u5, u6, u7] = until.to_be_bytes();
        [VERSION, stopped, 0, 0, a0, a1, a2, a3, u0, u1, u2, u3, u4, u5, u6, u7]
    }

    /// Reads 16 bytes as [`to_bytes`](Self::to_bytes) writes them: each throttle has one form. A lock without an
    /// attempt, which no attempt brings, is read as well.
    ///
    /// # Errors
    /// [`ParseError::Throttle`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        let &[version, stopped, 0, 0, a0, a1, a2, a3, ref until @ ..] = bytes else {
            return Err(ParseError::Throttle);
        };
        let until = u64::from_be_bytes(until.try_into().map_err(|_| ParseError::Throttle)?);
        let lock = match (version, stopped, until) {
            (VERSION, 0, until) => Lock::Until(UnixTime::new(until)),
            (VERSION, 1, 0) => Lock::Stopped,
            _ => return Err(ParseError::Throttle),
        };
        Ok(Self { attempts: u32::from_be_bytes([a0, a1, a2, a3]), lock })
    }
}

impl Default for Throttle {
    /// No attempts and no lock: a fresh token, and every token after a success.
    fn default() -> Self {
        Self::unlock()
    }
}

/// The only version so far.
const VERSION: u8 = 1;
