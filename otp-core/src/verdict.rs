//! What a judgement says: accepted, brought together again, or refused and why.

use crate::{code::Code, digits::Digits};
use thiserror::Error;

/// A code was good. It only counts once the caller has stored [`next`](Self::next).
///
/// Only a successful verification makes one. Store with compare-and-swap: write `next` where `previous` still stands,
/// under the same secret and owner; a version column that changes with all three is simplest. If nothing was written,
/// another request came first and *this login has not happened*.
#[must_use = "the code can be replayed until the next state is stored"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted<S> {
    previous: S,
    next: S,
    /// The YubiKey's clock, 0 for tokens that have none: read through `Accepted<yubikey::State>` alone.
    clock: u32,
}

/// A run of codes showed where the token is. It only counts once the caller has stored [`next`](Self::next).
///
/// Resync brings the copies together and spends the codes; it is not a login, and so not an [`Accepted`]. The user
/// logs in with a fresh code.
#[must_use = "the token stays out of step until the next state is stored"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resynced<S> {
    previous: S,
    next: S,
}

/// A readable code was refused. The stored state stays as it is.
///
/// Tell the person one word, the same for all of these. [`Detail`] is for the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The codes were judged and refused; the message does not tell why.
    #[error("rejected")]
    Rejected(Detail),
    /// The time lies before the token's T0, so there are no time steps yet (RFC 6238 §4.2). Nothing was computed.
    #[error("the time lies before T0")]
    BeforeT0,
    /// A code does not have the token's number of digits. Nothing was computed.
    #[error("the code does not have the token's number of digits")]
    WrongLength,
}

/// Why a code was refused: for the audit log and for administrators, never for the person at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Detail {
    /// It fits nowhere in the window.
    #[error("no match in the window")]
    NoMatch,
    /// It fits, but only at time steps that are spent, or it is an authentic YubiKey OTP that is not newer than the
    /// last. HOTP does not look back and never says this.
    #[error("matches what was used before")]
    Replayed,
    /// The whole window lies at or below the last accepted step: the server's clock was set back, or the token has run
    /// ahead. A resync cures most of it, [`totp::State::reset_clock`](crate::totp::State::reset_clock) the rest. Where
    /// a policy looks no step ahead, any second code within a step is refused like this too, and needs no cure.
    #[error("the whole window lies behind the last accepted time step")]
    BehindLastAccepted,
    /// The run of codes fits two places; a longer run, or the next codes, will tell.
    #[error("the codes fit more than one place")]
    Ambiguous,
}

impl<S> Accepted<S> {
    pub(crate) const fn new(previous: S, next: S, clock: u32) -> Self {
        Self { previous, next, clock }
    }

    /// The token's clock, for the family that has one.
    pub(crate) const fn clock(&self) -> u32 {
        self.clock
    }

    /// The same acceptance with its states in another form.
    pub(crate) fn map<T>(self, form: impl Fn(S) -> T) -> Accepted<T> {
        Accepted { previous: form(self.previous), next: form(self.next), clock: self.clock }
    }
}

impl<S> Resynced<S> {
    pub(crate) const fn new(previous: S, next: S) -> Self {
        Self { previous, next }
    }

    /// The same resync with its states in another form.
    pub(crate) fn map<T>(self, form: impl Fn(S) -> T) -> Resynced<T> {
        Resynced { previous: form(self.previous), next: form(self.next) }
    }
}

/// The two ends of a transition, alike for every verdict that changes a state.
macro_rules! transition {
    ($verdict:ident) => {
        impl<S> $verdict<S> {
            /// The state that was given: what must still be stored for this verdict to count.
            #[must_use]
            pub const fn previous(&self) -> &S {
                &self.previous
            }

            /// The state to store.
            #[must_use = "the verdict only counts once this is stored"]
            pub const fn next(&self) -> &S {
                &self.next
            }

            /// The state to store, by value.
            #[must_use = "the verdict only counts once this is stored"]
            pub fn into_next(self) -> S {
                self.next
            }
        }
    };
}

transition!(Accepted);
transition!(Resynced);

impl Refusal {
    /// Refuses codes that do not have the token's number of digits.
    pub(crate) fn unless_length(codes: &[Code], digits: Digits) -> Result<(), Self> {
        if codes.iter().all(|code| code.digits() == digits) { Ok(()) } else { Err(Self::WrongLength) }
    }
}
