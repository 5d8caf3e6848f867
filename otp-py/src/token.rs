//! The token whose kind is known at run time: what an identity server holds.

use crate::{
    argument::{optional_int, refuse_useless},
    error::Raise,
    now::Now,
    run::Codes,
    search::detached_if_wide,
    secret::Key,
    state::State,
    text::code_text,
    throttle::{Attempt, ThrottlePolicy},
    verdict::{Accepted, Resynced},
    yubikey::keys,
};
use otp_core::{
    self as core, Digits, Profile, RunLength, TokenKind, TokenState, UnixTime,
    token::Policy,
    totp, traceless,
    yubikey::{AesKey, PrivateId},
};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBytes, PyString, PyTuple},
};

/// A token of any kind, with the rules of its kind and profile.
///
/// * kind: "hotp-6", "hotp-8", "totp-6", "totp-8", "duo-d100" or "yubikey".
/// * secret: 16 to 1024 bytes, or a Secret; for a YubiKey the 16 bytes of its AES key, with private_id, 6 bytes.
/// * profile: "rfc", "duo" or "pingone": whose rules of resync.
///
/// What is None is as kind and profile say; see Hotp and Totp for the numbers. What a kind has no use for raises
/// TypeError. What no token should be run with raises ConfigError, a ValueError: guesses before the throttle's first
/// lock must not pass with odds above 1 in 1000.
///
/// Every request goes the same way: check what came, begin an attempt and store its throttle, then verify or resync,
/// which spend the attempt.
///
/// >>> token = Token("hotp-6", b"12345678901234567890", "duo")
/// >>> token.check("755224")
/// >>> attempt = Throttle().begin(1_700_000_000, policy=token.throttle_policy)
/// >>> token.verify(HotpState(), "755224", 1_700_000_000, attempt=attempt).next
/// HotpState(counter=1)
#[pyclass(frozen, module = "otp_core")]
pub(crate) struct Token(Box<core::Token>);

#[pymethods]
impl Token {
    #[new]
    #[pyo3(signature = (
        kind, secret, profile = "rfc", *, private_id = None, algorithm = None, look_ahead = None, step = None,
        t0 = None, behind = None, ahead = None, resync_window = None, throttle = None, allow_short_secret = false
    ))]
    #[expect(clippy::too_many_arguments, reason = "by keyword")]
    fn new(
        kind: &str,
        secret: Key<'_>,
        profile: &str,
        private_id: Option<&Bound<'_, PyBytes>>,
        algorithm: Option<&str>,
        #[pyo3(from_py_with = optional_int)] look_ahead: Option<u32>,
        #[pyo3(from_py_with = optional_int)] step: Option<u32>,
        #[pyo3(from_py_with = optional_int)] t0: Option<u64>,
        #[pyo3(from_py_with = optional_int)] behind: Option<u32>,
        #[pyo3(from_py_with = optional_int)] ahead: Option<u32>,
        #[pyo3(from_py_with = optional_int)] resync_window: Option<u32>,
        throttle: Option<&Bound<'_, ThrottlePolicy>>,
        allow_short_secret: bool,
    ) -> PyResult<Self> {
        let kind: TokenKind = kind.parse().map_err(Raise::raise)?;
        let profile: Profile = profile.parse().map_err(Raise::raise)?;
        let family = TokenState::for_kind(kind);
        let (presses, clock) = (matches!(family, TokenState::Hotp(_)), matches!(family, TokenState::Totp(_)));
        let arguments = [
            ("private_id", private_id.is_some(), !presses && !clock),
            ("algorithm", algorithm.is_some(), presses || clock),
            ("look_ahead", look_ahead.is_some(), presses),
            ("step", step.is_some(), clock),
            ("t0", t0.is_some(), clock),
            ("behind", behind.is_some(), clock),
            ("ahead", ahead.is_some(), clock),
            ("resync_window", resync_window.is_some(), presses || clock),
            ("throttle", throttle.is_some(), presses || clock),
            ("allow_short_secret", allow_short_secret, presses || clock),
        ];
        refuse_useless(&kind, &arguments)?;

        let mut policy = Policy::for_kind(kind, profile);
        if let Some(algorithm) = algorithm {
            policy.algorithm = algorithm.parse().map_err(Raise::raise)?;
        }
        if let Some(throttle) = throttle {
            policy.throttle = throttle.get().0;
        }
        // First of all, since the windows count steps.
        if let Some(seconds) = step {
            policy.totp = totp::Policy::with_step(seconds);
        }
        policy.totp.t0 = t0.map_or(policy.totp.t0, UnixTime::new);
        for (field, value) in [
            (&mut policy.hotp.look_ahead, look_ahead),
            (&mut policy.hotp.resync_window, resync_window),
            (&mut policy.totp.behind, behind),
            (&mut policy.totp.ahead, ahead),
            (&mut policy.totp.resync_behind, resync_window),
            (&mut policy.totp.resync_ahead, resync_window),
        ] {
            *field = value.unwrap_or(*field);
        }
        match family {
            TokenState::Hotp(_) | TokenState::Totp(_) => {
                secret.keyed(allow_short_secret, |secret| core::Token::new(kind, &policy, secret))
            }
            TokenState::YubiKey(_) => yubikey(&secret, private_id),
        }
        .map(Self)
    }

    /// Reads a code or an OTP and judges nothing: what raises here costs no attempt and no code.
    ///
    /// Raises MalformedCode, a ValueError, or WrongLength.
    fn check(&self, code: &Bound<'_, PyString>) -> PyResult<()> {
        self.0.read(code_text(code)?).map(drop).map_err(Raise::raise)
    }

    /// Reads the codes of a resync, the oldest first, and judges nothing.
    ///
    /// Raises ResyncNotNeeded, ResyncNotSupported, WrongCount where the profile asks for another number of codes, and
    /// as check does.
    fn check_run(&self, codes: Codes<'_>) -> PyResult<()> {
        codes.run_for(&self.0).map(drop)
    }

    /// Judges one code or OTP at a time: Unix seconds or an aware datetime, by default the system clock's.
    ///
    /// Returns Accepted, whose next is to be stored by compare-and-swap. Raises as check, which leaves the attempt
    /// unspent; WrongKind for a state of another family; BeforeT0; Rejected otherwise. A refusal changes nothing. An
    /// attempt that is spent, or was begun under another throttle policy than an HOTP or TOTP token's, raises
    /// ValueError.
    #[pyo3(signature = (state, code, now = None, *, attempt))]
    fn verify(
        &self,
        py: Python<'_>,
        state: State,
        code: &Bound<'_, PyString>,
        now: Option<Now>,
        attempt: &Bound<'_, Attempt>,
    ) -> PyResult<Accepted> {
        let input = self.0.read(code_text(code)?).map_err(Raise::raise)?;
        let now = Now::or_clock(now)?;
        let attempt = attempt.get().spend()?;
        let verdict =
            detached_if_wide(py, self.login_reach(), || self.0.verify(&state.0, attempt, input, now));
        let accepted = verdict.map_err(Raise::raise)?;
        Ok(Accepted::of(&accepted, accepted.timestamp()))
    }

    /// Finds where the token is from successive codes, the oldest first: a list of str, or a Run out of a Trail.
    ///
    /// Returns Resynced, whose next is to be stored by compare-and-swap. It is not a login. Raises as check_run, which
    /// leaves the attempt unspent, and as verify.
    #[pyo3(signature = (state, codes, now = None, *, attempt))]
    fn resync(
        &self,
        py: Python<'_>,
        state: State,
        codes: Codes<'_>,
        now: Option<Now>,
        attempt: &Bound<'_, Attempt>,
    ) -> PyResult<Resynced> {
        let run = codes.run_for(&self.0)?;
        let now = Now::or_clock(now)?;
        let attempt = attempt.get().spend()?;
        let verdict =
            detached_if_wide(py, self.resync_reach(), || self.0.resync(&state.0, attempt, run, now));
        verdict.map(|resynced| Resynced::of(&resynced)).map_err(Raise::raise)
    }

    /// The state of a TOTP token after the server's clock was wrong: an administrator's act that re-opens spent codes.
    /// Read Totp.reset_clock first.
    ///
    /// Raises WrongKind for tokens without a clock, and BeforeT0.
    #[pyo3(signature = (now = None))]
    fn reset_clock(&self, now: Option<Now>) -> PyResult<State> {
        self.0.reset_clock(Now::or_clock(now)?).map(State).map_err(Raise::raise)
    }

    /// The state of a fresh token of this kind.
    fn fresh_state(&self) -> State {
        State(TokenState::for_kind(self.0.kind()))
    }

    /// Its kind.
    #[getter]
    fn kind(&self) -> &'static str {
        self.0.kind().name()
    }

    /// How many digits its codes have: what to ask a person for. None for a YubiKey.
    #[getter]
    fn digits(&self) -> Option<u8> {
        self.0.kind().digits().map(Digits::count)
    }

    /// How many codes a resync may take: (), (2,), (3,) or (2, 3). Where it is (), check_run tells why.
    #[getter]
    fn resync_lengths<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let admitted = [RunLength::Two, RunLength::Three].into_iter().filter(|length| self.admits(*length));
        PyTuple::new(py, admitted.map(|length| length as u8).collect::<Vec<_>>())
    }

    /// Whether the two codes of a resync may come in two requests, kept in a Trail between them.
    #[getter]
    fn in_two_requests(&self) -> bool {
        self.0.policy().in_two_requests
    }

    /// After how many refused logins within five minutes their codes are tried as a resync; None for never.
    #[getter]
    fn automatic(&self) -> Option<u8> {
        self.0.policy().automatic.map(|length| length as u8)
    }

    /// What Throttle.begin is to be given.
    #[getter]
    fn throttle_policy(&self) -> ThrottlePolicy {
        ThrottlePolicy(self.0.policy().throttle)
    }

    fn __repr__(&self) -> String {
        format!("<Token {}>", self.0.kind())
    }
}

impl From<Box<core::Token>> for Token {
    fn from(token: Box<core::Token>) -> Self {
        Self(token)
    }
}

impl Token {
    pub(crate) fn core(&self) -> &core::Token {
        &self.0
    }

    fn admits(&self, length: RunLength) -> bool {
        self.0.policy().resync.admits(length)
    }

    fn login_reach(&self) -> u32 {
        let policy = self.0.policy();
        match TokenState::for_kind(policy.kind) {
            TokenState::Hotp(_) => policy.hotp.look_ahead,
            TokenState::Totp(_) => policy.totp.behind.saturating_add(policy.totp.ahead),
            TokenState::YubiKey(_) => 0,
        }
    }

    fn resync_reach(&self) -> u32 {
        let policy = self.0.policy();
        match TokenState::for_kind(policy.kind) {
            TokenState::Hotp(_) => policy.hotp.resync_window,
            TokenState::Totp(_) => policy.totp.resync_behind.saturating_add(policy.totp.resync_ahead),
            TokenState::YubiKey(_) => 0,
        }
    }
}

fn yubikey(secret: &Key<'_>, private_id: Option<&Bound<'_, PyBytes>>) -> PyResult<Box<core::Token>> {
    let (Key::Bytes(key), Some(private_id)) = (secret, private_id) else {
        return Err(PyTypeError::new_err("a yubikey needs its AES key as bytes, and its private_id"));
    };
    let (key, private_id) = keys(key, private_id)?;
    traceless(|| core::Token::yubikey(&AesKey::new(key), PrivateId::new(private_id)).map(Box::new))
        .map_err(Raise::raise)
}
