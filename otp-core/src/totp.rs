//! TOTP: codes that a clock counts on (RFC 6238).

mod policy;
mod state;

pub use self::{policy::Policy, state::State};

use crate::{
    algorithm::Algorithm,
    code::Code,
    digits::Digits,
    error::ConfigError,
    factor::{Drift, TimeStep, UnixTime},
    mac::Mac,
    odds::UNTHROTTLED_ATTEMPTS,
    run::Run,
    secret::Secret,
    verdict::{Accepted, Detail, Refusal, Resynced},
    window::{Fit, Pick, Window},
};

/// The validator of one TOTP token (RFC 6238).
///
/// It holds the key and what never changes; the last accepted step and the learnt drift are a [`State`], which the
/// caller stores. The time comes with every call.
///
/// # Example
/// ```
/// use otp_core::{Algorithm, Code, Digits, Drift, Secret, Totp, UnixTime, totp};
///
/// let secret = Secret::new(b"12345678901234567890")?;
/// let token = Totp::new(&secret, Algorithm::Sha1, Digits::Six, totp::Policy::default())?;
///
/// // The token is one step slow: accepted, and remembered.
/// let now = UnixTime::new(1_700_000_010);
/// let accepted = token.verify(&totp::State::default(), Code::parse(b"921300")?, now)?;
/// assert_eq!(accepted.next().drift(), Drift::new(-1));
///
/// // An hour fast is out of reach for a login; three codes tell.
/// let codes = [Code::parse(b"162076")?, Code::parse(b"911332")?, Code::parse(b"719192")?];
/// let resynced = token.resync(accepted.next(), codes, now)?;
/// assert_eq!(resynced.next().drift(), Drift::new(120));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Totp {
    mac: Mac,
    digits: Digits,
    policy: Policy,
}

impl Totp {
    /// Sets a token up.
    ///
    /// # Errors
    /// [`ConfigError`] where the time step is zero, where the policy's windows are out of range, or where a guesser
    /// would get in with odds above 1 in 1000 within ten attempts.
    pub fn new(
        secret: &Secret,
        algorithm: Algorithm,
        digits: Digits,
        policy: Policy,
    ) -> Result<Self, ConfigError> {
        policy.check(digits, UNTHROTTLED_ATTEMPTS)?;
        Ok(Self::with_checked(Mac::new(algorithm, secret.as_bytes()), digits, policy))
    }

    /// The token with a policy that its caller has checked.
    pub(crate) const fn with_checked(mac: Mac, digits: Digits, policy: Policy) -> Self {
        Self { mac, digits, policy }
    }

    /// Judges one code: good if it belongs to an unspent step of the login window, which lies around the server's step
    /// corrected by the learnt drift (RFC 6238 §5.2, §6).
    ///
    /// It counts no attempts: allow ten before a pause, or use a [`Token`](crate::Token) and its
    /// [`Throttle`](crate::Throttle) (RFC 4226 §7.3).
    ///
    /// The whole window is always searched, in a time that depends on the policy alone. Where several steps fit, the
    /// highest is recorded, so all of them are spent. The drift follows the token by at most one step a login, and not
    /// beyond 120 steps on its own.
    ///
    /// # Errors
    /// [`Refusal::WrongLength`], [`Refusal::BeforeT0`], or [`Refusal::Rejected`] with [`Detail::NoMatch`],
    /// [`Detail::Replayed`] or [`Detail::BehindLastAccepted`].
    pub fn verify(&self, state: &State, code: Code, now: UnixTime) -> Result<Accepted<State>, Refusal> {
        Refusal::unless_length(&[code], self.digits)?;
        let now = self.time_step(now)?;
        let Policy { behind, ahead, .. } = self.policy;
        let centre = i128::from(now.get()) + i128::from(state.drift().get());
        let step = self.search(state, Span { centre, behind, ahead }, &[code], Pick::Highest)?;
        let next = State::new(Some(step), follow(state.drift(), step.since(now)));
        Ok(Accepted::new(*state, next, 0))
    }

    /// Finds the token's drift from two or three successive codes (RFC 6238 §6).
    ///
    /// The first code may lie anywhere in the resync window around the server's own step; what was learnt before does
    /// not matter. The drift becomes the step of the last code minus the server's step. The codes are spent; the user
    /// logs in with the next one.
    ///
    /// # Errors
    /// As [`verify`](Self::verify), and [`Detail::Ambiguous`] where the run fits two places.
    pub fn resync(
        &self,
        state: &State,
        codes: impl Into<Run>,
        now: UnixTime,
    ) -> Result<Resynced<State>, Refusal> {
        let codes = codes.into();
        Refusal::unless_length(codes.codes(), self.digits)?;
        let now = self.time_step(now)?;
        let span = self.resync_span(now);
        let step = match codes {
            Run::Two(codes) => self.search(state, span, &codes, Pick::Only)?,
            Run::Three(codes) => self.search(state, span, &codes, Pick::Only)?,
        };
        Ok(Resynced::new(*state, State::new(Some(step), step.since(now))))
    }

    /// The number of whole time steps from T0 to `now` (RFC 6238 §4.2).
    ///
    /// # Errors
    /// [`Refusal::BeforeT0`] where `now` is earlier than T0.
    pub fn time_step(&self, now: UnixTime) -> Result<TimeStep, Refusal> {
        self.policy.time_step(now).ok_or(Refusal::BeforeT0)
    }

    /// What a resync searches, for a lookup; nothing before T0.
    pub(crate) fn resync_search(&self, state: &State, now: UnixTime) -> Option<(&Mac, Window)> {
        Some((&self.mac, self.resync_span(self.policy.time_step(now)?).window(state)))
    }

    /// The steps around the server's own at which the first code of a resync may lie.
    fn resync_span(&self, now: TimeStep) -> Span {
        let Policy { resync_behind: behind, resync_ahead: ahead, .. } = self.policy;
        Span { centre: now.get().into(), behind, ahead }
    }

    /// The step of the run's last code, wherever the run fits in the span above the last accepted step.
    fn search<const K: usize>(
        &self,
        state: &State,
        span: Span,
        codes: &[Code; K],
        pick: Pick,
    ) -> Result<TimeStep, Refusal> {
        let last_accepted = state.last_accepted().map(|step| i128::from(step.get()));
        let detail = match span.window(state).search(&self.mac, self.digits, codes, pick) {
            Fit::At(first) => return Ok(TimeStep::new(first.get().saturating_add(K as u64 - 1))),
            Fit::Ambiguous => Detail::Ambiguous,
            Fit::Spent | Fit::Nowhere if last_accepted >= Some(span.centre + i128::from(span.ahead)) => {
                Detail::BehindLastAccepted
            }
            Fit::Spent => Detail::Replayed,
            Fit::Nowhere => Detail::NoMatch,
        };
        Err(Refusal::Rejected(detail))
    }
}

/// Steps around a step.
#[derive(Clone, Copy)]
struct Span {
    centre: i128,
    behind: u32,
    ahead: u32,
}

impl Span {
    /// The span as a window, in which what was accepted is spent.
    fn window(self, state: &State) -> Window {
        Window {
            first: self.centre - i128::from(self.behind),
            alignments: self.behind.saturating_add(self.ahead).saturating_add(1),
            unspent: state.last_accepted().map_or(0, |step| i128::from(step.get()) + 1),
            last: u64::MAX,
        }
    }
}

/// The drift after a login that was `seen` steps away from the server's step: one step nearer to what was seen.
///
/// Learning leads out to the bound at most, so that a token cannot walk away for ever. What a resync has set beyond it
/// is learnt inwards only.
fn follow(known: Drift, seen: Drift) -> Drift {
    let before = i64::from(known.get());
    let learnt = before + (i64::from(seen.get()) - before).signum();
    let bound = before.abs().max(MOST_LEARNT_DRIFT);
    // Between two drifts, what was learnt is a drift itself.
    i32::try_from(learnt).ok().filter(|_| learnt.abs() <= bound).map_or(known, Drift::new)
}

/// How many steps of drift logins may add up to: an hour at 30 seconds.
const MOST_LEARNT_DRIFT: i64 = 120;
