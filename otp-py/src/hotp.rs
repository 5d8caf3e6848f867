//! HOTP, the codes that count presses (RFC 4226).

use crate::{
    argument::int,
    error::Raise,
    run::Codes,
    search::detached_if_wide,
    secret::Key,
    state::HotpState,
    text::code,
    verdict::{Accepted, Resynced},
};
use otp_core::{self as core, Algorithm, Digits, hotp::Policy};
use pyo3::{prelude::*, types::PyString};

/// An HOTP token (RFC 4226): a button that was pressed so many times.
///
/// It has no state of its own. Give it the stored one and store what comes back. For a server that also counts attempts
/// and follows a vendor's rules there is Token.
///
/// * secret: 16 to 1024 bytes, or a Secret; allow_short_secret admits 10 bytes and more.
/// * algorithm: "sha1", "sha256" or "sha512". digits: 6, 7 or 8.
/// * look_ahead: how many counters beyond the expected one a login tries (RFC 4226 section 7.4).
/// * resync_window: how far ahead the first code of a resync may be, 1 to 10 000.
///
/// Raises ConfigError, a ValueError, for a secret or a window that no token should be run with: ten guesses must not
/// pass with odds above 1 in 1000.
///
/// >>> token = Hotp(b"12345678901234567890")
/// >>> token.verify(HotpState(), "755224").next
/// HotpState(counter=1)
/// >>> token.resync(HotpState(2), ["435478", "303194", "000152"]).next
/// HotpState(counter=45)
#[pyclass(frozen, module = "otp_core")]
pub(crate) struct Hotp {
    token: Box<core::Hotp>,
    algorithm: Algorithm,
    digits: Digits,
    policy: Policy,
}

#[pymethods]
impl Hotp {
    #[new]
    #[pyo3(signature = (
        secret, *, algorithm = "sha1", digits = 6, look_ahead = 10, resync_window = 1000,
        allow_short_secret = false
    ))]
    fn new(
        secret: Key<'_>,
        algorithm: &str,
        #[pyo3(from_py_with = int)] digits: u8,
        #[pyo3(from_py_with = int)] look_ahead: u32,
        #[pyo3(from_py_with = int)] resync_window: u32,
        allow_short_secret: bool,
    ) -> PyResult<Self> {
        let algorithm = algorithm.parse().map_err(Raise::raise)?;
        let digits = Digits::try_from(digits).map_err(Raise::raise)?;
        let policy = Policy { look_ahead, resync_window };
        let token =
            secret.keyed(allow_short_secret, |secret| core::Hotp::new(secret, algorithm, digits, policy))?;
        Ok(Self { token, algorithm, digits, policy })
    }

    /// Judges one code. Returns Accepted, whose next is to be stored by compare-and-swap.
    ///
    /// Raises MalformedCode, a ValueError, for a text that is no code; WrongLength for another number of digits;
    /// Rejected otherwise. A refusal changes nothing.
    fn verify(
        &self,
        py: Python<'_>,
        state: &Bound<'_, HotpState>,
        code: &Bound<'_, PyString>,
    ) -> PyResult<Accepted> {
        let (state, code) = (state.get().0, self::code(code)?);
        let verdict = detached_if_wide(py, self.policy.look_ahead, || self.token.verify(&state, code));
        verdict.map(|accepted| Accepted::of(&accepted, None)).map_err(Raise::raise)
    }

    /// Finds the token from two or three successive codes, the oldest first (RFC 4226 section 7.4 and appendix E.3).
    ///
    /// Returns Resynced, whose next is to be stored by compare-and-swap. It is not a login. Raises as verify, and
    /// WrongCount for another number of codes.
    fn resync(&self, py: Python<'_>, state: &Bound<'_, HotpState>, codes: Codes<'_>) -> PyResult<Resynced> {
        let (state, run) = (state.get().0, codes.run()?);
        let verdict = detached_if_wide(py, self.policy.resync_window, || self.token.resync(&state, run));
        verdict.map(|resynced| Resynced::of(&resynced)).map_err(Raise::raise)
    }

    fn __repr__(&self) -> String {
        let Policy { look_ahead, resync_window } = self.policy;
        let (algorithm, digits) = (self.algorithm, self.digits.count());
        format!("<Hotp {algorithm} digits={digits} look_ahead={look_ahead} resync_window={resync_window}>")
    }
}
