//! TOTP, the codes that count time steps (RFC 6238).

use crate::{
    argument::{int, optional_int},
    error::Raise,
    now::Now,
    run::Codes,
    search::detached_if_wide,
    secret::Key,
    state::TotpState,
    text::code,
    verdict::{Accepted, Resynced},
};
use otp_core::{
    self as core, Algorithm, Digits, TimeStep, UnixTime,
    totp::{Policy, State},
};
use pyo3::{prelude::*, types::PyString};

/// A TOTP token (RFC 6238): a clock that shows a new code every step.
///
/// It has no state of its own. Give it the stored one and store what comes back. For a server that also counts attempts
/// and follows a vendor's rules there is Token.
///
/// * secret: 16 to 1024 bytes, or a Secret; allow_short_secret admits 10 bytes and more.
/// * algorithm: "sha1", "sha256" or "sha512". digits: 6, 7 or 8.
/// * step: the time step in seconds, at least 1. t0: when the steps begin to count, in Unix seconds.
/// * behind, ahead: how many steps a login tries to either side, beyond the learnt drift.
/// * resync_window: how many steps to either side of the server's the first code of a resync may lie; None for one day
///   of steps (at least 1, at most 5000).
///
/// Raises ConfigError, a ValueError, for a secret or a window that no token should be run with: ten guesses must not
/// pass with odds above 1 in 1000.
///
/// >>> token = Totp(b"12345678901234567890", digits=8)
/// >>> token.verify(TotpState(), "94287082", 59).next
/// TotpState(last_accepted=1, drift=0)
#[pyclass(frozen, module = "otp_core")]
pub(crate) struct Totp {
    token: Box<core::Totp>,
    algorithm: Algorithm,
    digits: Digits,
    policy: Policy,
}

#[pymethods]
impl Totp {
    #[new]
    #[pyo3(signature = (
        secret, *, algorithm = "sha1", digits = 6, step = 30, t0 = 0, behind = 1, ahead = 1,
        resync_window = None, allow_short_secret = false
    ))]
    #[expect(clippy::too_many_arguments, reason = "by keyword")]
    fn new(
        secret: Key<'_>,
        algorithm: &str,
        #[pyo3(from_py_with = int)] digits: u8,
        #[pyo3(from_py_with = int)] step: u32,
        #[pyo3(from_py_with = int)] t0: u64,
        #[pyo3(from_py_with = int)] behind: u32,
        #[pyo3(from_py_with = int)] ahead: u32,
        #[pyo3(from_py_with = optional_int)] resync_window: Option<u32>,
        allow_short_secret: bool,
    ) -> PyResult<Self> {
        let algorithm = algorithm.parse().map_err(Raise::raise)?;
        let digits = Digits::try_from(digits).map_err(Raise::raise)?;
        let mut policy = Policy { t0: UnixTime::new(t0), behind, ahead, ..Policy::with_step(step) };
        if let Some(steps) = resync_window {
            (policy.resync_behind, policy.resync_ahead) = (steps, steps);
        }
        let token =
            secret.keyed(allow_short_secret, |secret| core::Totp::new(secret, algorithm, digits, policy))?;
        Ok(Self { token, algorithm, digits, policy })
    }

    /// Judges one code at a time: Unix seconds or an aware datetime, by default the system clock's.
    ///
    /// Returns Accepted, whose next is to be stored by compare-and-swap. Raises MalformedCode, a ValueError, for a text
    /// that is no code; WrongLength for another number of digits; BeforeT0; Rejected otherwise. A refusal changes
    /// nothing.
    #[pyo3(signature = (state, code, now = None))]
    fn verify(
        &self,
        py: Python<'_>,
        state: &Bound<'_, TotpState>,
        code: &Bound<'_, PyString>,
        now: Option<Now>,
    ) -> PyResult<Accepted> {
        let (state, code, now) = (state.get().0, self::code(code)?, Now::or_clock(now)?);
        let reach = self.policy.behind.saturating_add(self.policy.ahead);
        let verdict = detached_if_wide(py, reach, || self.token.verify(&state, code, now));
        verdict.map(|accepted| Accepted::of(&accepted, None)).map_err(Raise::raise)
    }

    /// Finds the drift of the token from two or three successive codes, the oldest first (RFC 6238 section 6).
    ///
    /// Returns Resynced, whose next is to be stored by compare-and-swap. It is not a login. Raises as verify, and
    /// WrongCount for another number of codes.
    #[pyo3(signature = (state, codes, now = None))]
    fn resync(
        &self,
        py: Python<'_>,
        state: &Bound<'_, TotpState>,
        codes: Codes<'_>,
        now: Option<Now>,
    ) -> PyResult<Resynced> {
        let (state, run, now) = (state.get().0, codes.run()?, Now::or_clock(now)?);
        let reach = self.policy.resync_behind.saturating_add(self.policy.resync_ahead);
        let verdict = detached_if_wide(py, reach, || self.token.resync(&state, run, now));
        verdict.map(|resynced| Resynced::of(&resynced)).map_err(Raise::raise)
    }

    /// The time step that the server is in, counted from t0. Raises BeforeT0 before the first.
    ///
    /// >>> Totp(b"12345678901234567890").time_step(59)
    /// 1
    #[pyo3(signature = (now = None))]
    fn time_step(&self, now: Option<Now>) -> PyResult<u64> {
        self.token.time_step(Now::or_clock(now)?).map(TimeStep::get).map_err(Raise::raise)
    }

    /// The state for a token after the server's clock was wrong: nothing up to the step of now is accepted, and the
    /// token is taken to be in step. Raises BeforeT0.
    ///
    /// It re-opens codes that were spent for later steps: an administrator's act, to be decided by a person and written
    /// into the audit log, where a resync cannot help.
    #[pyo3(signature = (now = None))]
    fn reset_clock(&self, now: Option<Now>) -> PyResult<TotpState> {
        let step = self.token.time_step(Now::or_clock(now)?).map_err(Raise::raise)?;
        Ok(TotpState(State::reset_clock(step)))
    }

    fn __repr__(&self) -> String {
        let Policy { step, behind, ahead, .. } = self.policy;
        let (algorithm, digits) = (self.algorithm, self.digits.count());
        format!("<Totp {algorithm} digits={digits} step={step} behind={behind} ahead={ahead}>")
    }
}
