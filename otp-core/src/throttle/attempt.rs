//! The right to have one code or run judged.

use super::{Policy, Throttle};
use core::time::Duration;
use thiserror::Error;

/// One counted attempt, used up by the verdict it is spent on.
///
/// It cannot be copied: one attempt, one verdict.
#[must_use = "the attempt is not counted until its throttle is stored"]
#[derive(Debug)]
pub struct Attempt {
    counted: Option<Counted>,
}

/// What an attempt was counted in, and under which policy.
#[derive(Debug)]
struct Counted {
    throttle: Throttle,
    policy: Policy,
}

impl Attempt {
    pub(super) const fn new(throttle: Throttle, policy: Policy) -> Self {
        Self { counted: Some(Counted { throttle, policy }) }
    }

    /// An attempt that nobody counts, for callers that limit attempts by other means, and for what-if.
    ///
    /// Also for the automatic resync after a refused login, because that login has been counted.
    pub const fn unthrottled() -> Self {
        Self { counted: None }
    }

    /// What to store before the attempt is used: nothing, where the attempt is unthrottled.
    #[must_use]
    pub const fn throttle(&self) -> Option<&Throttle> {
        match &self.counted {
            Some(counted) => Some(&counted.throttle),
            None => None,
        }
    }

    /// Whether it was counted under a policy, or by nobody.
    pub(crate) fn is_under(&self, policy: &Policy) -> bool {
        self.counted.as_ref().is_none_or(|counted| counted.policy == *policy)
    }
}

/// The token is locked. No code was looked at and nothing was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[error("locked")]
pub struct Locked {
    retry_after: Option<Duration>,
}

impl Locked {
    pub(super) const fn new(retry_after: Option<Duration>) -> Self {
        Self { retry_after }
    }

    /// How long the lock lasts, in whole seconds, or `None` where only an administrator unlocks.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}
