//! HOTP: codes that a button press counts on (RFC 4226).

mod policy;
mod state;

pub use self::{policy::Policy, state::State};

use crate::{
    algorithm::Algorithm,
    code::Code,
    digits::Digits,
    error::ConfigError,
    factor::Counter,
    mac::Mac,
    odds::UNTHROTTLED_ATTEMPTS,
    run::Run,
    secret::Secret,
    verdict::{Accepted, Detail, Refusal, Resynced},
    window::{Fit, Pick, Window},
};

/// The validator of one HOTP token (RFC 4226).
///
/// It holds the key and what never changes; the counter is a [`State`], which the caller stores.
///
/// # Example
/// ```
/// use otp_core::{Algorithm, Code, Counter, Digits, Hotp, Secret, hotp};
///
/// let secret = Secret::new(b"12345678901234567890")?;
/// let token = Hotp::new(&secret, Algorithm::Sha1, Digits::Six, hotp::Policy::default())?;
///
/// // The button was pressed twice, the first code never arrived.
/// let stored = hotp::State::new(Counter::new(0));
/// let accepted = token.verify(&stored, Code::parse(b"287082")?)?;
/// let stored = accepted.into_next();
/// assert_eq!(stored.counter(), Counter::new(2));
///
/// // The same code again, and the one before it, are spent.
/// assert!(token.verify(&stored, Code::parse(b"287082")?).is_err());
/// assert!(token.verify(&stored, Code::parse(b"755224")?).is_err());
///
/// // Forty presses in a pocket: out of reach for a login, not for a resync.
/// assert!(token.verify(&stored, Code::parse(b"435478")?).is_err());
/// let resynced = token.resync(&stored, [Code::parse(b"435478")?, Code::parse(b"303194")?])?;
/// assert_eq!(resynced.next().counter(), Counter::new(44));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Hotp {
    mac: Mac,
    digits: Digits,
    policy: Policy,
}

impl Hotp {
    /// Sets a token up.
    ///
    /// # Errors
    /// [`ConfigError`] where the policy's windows are out of range, or where a guesser would get in with odds above
    /// 1 in 1000 within ten attempts.
    pub fn new(
        secret: &Secret,
        algorithm: Algorithm,
        digits: Digits,
        policy: Policy,
    ) -> Result<Self, ConfigError> {
        policy.windows().check(digits, UNTHROTTLED_ATTEMPTS)?;
        Ok(Self::with_checked(Mac::new(algorithm, secret.as_bytes()), digits, policy))
    }

    /// The token with a policy that its caller has checked.
    pub(crate) const fn with_checked(mac: Mac, digits: Digits, policy: Policy) -> Self {
        Self { mac, digits, policy }
    }

    /// Judges one code: good if it belongs to the expected counter or to one of the next `look_ahead` (RFC 4226 §7.2,
    /// §7.4).
    ///
    /// It counts no attempts: allow ten before a pause, or use a [`Token`](crate::Token) and its
    /// [`Throttle`](crate::Throttle) (RFC 4226 §7.3).
    ///
    /// The whole window is always searched, in a time that depends on the policy alone. Where several counters fit, the
    /// lowest wins. The next state expects the counter after the match. The code of the last counter, `u64::MAX`, is
    /// never good, since no counter would come after it.
    ///
    /// # Errors
    /// [`Refusal::WrongLength`], or [`Refusal::Rejected`] with [`Detail::NoMatch`].
    pub fn verify(&self, state: &State, code: Code) -> Result<Accepted<State>, Refusal> {
        let next = self.search(state, self.policy.look_ahead, &[code], Pick::Lowest)?;
        Ok(Accepted::new(*state, next, 0))
    }

    /// Finds the token's counter from two or three successive codes (RFC 4226 §7.4, E.3).
    ///
    /// The run may begin at the expected counter or at any of the next `resync_window`. Every place is tried whole, so
    /// a code that happens to fit earlier does not hide the true place. The codes are spent; the user logs in with the
    /// next one.
    ///
    /// # Errors
    /// [`Refusal::WrongLength`], or [`Refusal::Rejected`] with [`Detail::NoMatch`] or [`Detail::Ambiguous`].
    pub fn resync(&self, state: &State, codes: impl Into<Run>) -> Result<Resynced<State>, Refusal> {
        let next = match codes.into() {
            Run::Two(codes) => self.search(state, self.policy.resync_window, &codes, Pick::Only)?,
            Run::Three(codes) => self.search(state, self.policy.resync_window, &codes, Pick::Only)?,
        };
        Ok(Resynced::new(*state, next))
    }

    /// What a resync searches, for a lookup.
    pub(crate) fn resync_search(&self, state: &State) -> (&Mac, Window) {
        (&self.mac, Self::window(state, self.policy.resync_window))
    }

    /// The state after the run, wherever it fits from the expected counter to `ahead` counters later.
    fn search<const K: usize>(
        &self,
        state: &State,
        ahead: u32,
        codes: &[Code; K],
        pick: Pick,
    ) -> Result<State, Refusal> {
        Refusal::unless_length(codes, self.digits)?;
        match Self::window(state, ahead).search(&self.mac, self.digits, codes, pick) {
            Fit::At(first) => Ok(State::new(Counter::new(first.get().saturating_add(K as u64)))),
            Fit::Ambiguous => Err(Refusal::Rejected(Detail::Ambiguous)),
            Fit::Spent | Fit::Nowhere => Err(Refusal::Rejected(Detail::NoMatch)),
        }
    }

    /// The counters from the expected one to `ahead` counters later.
    fn window(state: &State, ahead: u32) -> Window {
        let expected = i128::from(state.counter().get());
        Window {
            first: expected,
            alignments: ahead.saturating_add(1),
            unspent: expected,
            // The next state must be a counter, so the last counter cannot be used.
            last: u64::MAX - 1,
        }
    }
}
