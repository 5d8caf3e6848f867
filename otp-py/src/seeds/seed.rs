//! A token as its file describes it.

use crate::{
    argument::{optional_int, refuse_useless},
    error::Raise,
    state::State,
    token::Token,
};
use otp_core::{Algorithm, Counter, Digits, Drift, Profile, TokenKind, traceless};
use otp_seeds::{self as core, Date, PrivateId, Scheme, SecretBytes, Text};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::PyBytes,
};

/// A token as a file describes it: what it computes, its secret, and what is printed on it.
///
/// * type: "hotp", "totp" or "yubikey". serial: its serial number. secret: 1 to 1024 bytes; the AES key of a YubiKey.
/// * algorithm and digits for HOTP and TOTP; counter, the next, for HOTP; step in seconds and drift, device minus
///   server in steps, for TOTP; private_id, 6 bytes, for YubiKeys. What a type has no use for raises TypeError.
/// * public_id, maker, model, owner; start and expiry, like 2006-05-01T00:00:00Z: what files tell besides.
///
/// Raises ValueError for what no token has. secret and private_id give the bytes, which nobody wipes from then on; repr
/// never shows them.
///
/// >>> seed = Seed("totp", "1234567", b"12345678901234567890", digits=8, step=30)
/// >>> seed.token().verify(seed.state(), "94287082", 59, attempt=Attempt.unthrottled()).next
/// TotpState(last_accepted=1, drift=0)
#[pyclass(frozen, eq, module = "otp_core.seeds")]
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Seed(core::Seed);

#[pymethods]
impl Seed {
    #[new]
    #[pyo3(signature = (
        r#type, serial, secret, *, algorithm = None, digits = None, counter = None, step = None, drift = None,
        private_id = None, public_id = None, maker = None, model = None, owner = None, start = None, expiry = None
    ))]
    #[expect(clippy::too_many_arguments, reason = "by keyword")]
    fn new(
        r#type: &str,
        serial: &str,
        secret: &Bound<'_, PyBytes>,
        algorithm: Option<&str>,
        #[pyo3(from_py_with = optional_int)] digits: Option<u8>,
        #[pyo3(from_py_with = optional_int)] counter: Option<u64>,
        #[pyo3(from_py_with = optional_int)] step: Option<u32>,
        #[pyo3(from_py_with = optional_int)] drift: Option<i32>,
        private_id: Option<&Bound<'_, PyBytes>>,
        public_id: Option<&str>,
        maker: Option<&str>,
        model: Option<&str>,
        owner: Option<&str>,
        start: Option<&str>,
        expiry: Option<&str>,
    ) -> PyResult<Self> {
        let family = r#type;
        let (hotp, totp, yubikey) = (family == "hotp", family == "totp", family == "yubikey");
        let arguments = [
            ("algorithm", algorithm.is_some(), hotp || totp),
            ("digits", digits.is_some(), hotp || totp),
            ("counter", counter.is_some(), hotp),
            ("step", step.is_some(), totp),
            ("drift", drift.is_some(), totp),
            ("private_id", private_id.is_some(), yubikey),
        ];
        if hotp || totp || yubikey {
            refuse_useless(&family, &arguments)?;
        }
        let algorithm: Algorithm =
            algorithm.unwrap_or(Algorithm::Sha1.name()).parse().map_err(Raise::raise)?;
        let digits = Digits::try_from(digits.unwrap_or(6)).map_err(Raise::raise)?;
        let scheme = match (family, private_id) {
            ("hotp", _) => {
                Scheme::Hotp { algorithm, digits, counter: Counter::new(counter.unwrap_or_default()) }
            }
            ("totp", _) => {
                let (step, drift) = (step.unwrap_or(30), Drift::new(drift.unwrap_or_default()));
                Scheme::Totp { algorithm, digits, step, drift }
            }
            ("yubikey", Some(id)) => {
                let wrong = |_| PyValueError::new_err("a private id has 6 bytes");
                Scheme::YubiKey { private_id: PrivateId::new(id.as_bytes().try_into().map_err(wrong)?) }
            }
            ("yubikey", None) => return Err(PyTypeError::new_err("a yubikey needs its private_id")),
            _ => return Err(PyValueError::new_err("a type is hotp, totp or yubikey")),
        };
        let text = |text: &str| Text::new(text).map_err(Raise::raise);
        let secret = SecretBytes::new(secret.as_bytes()).map_err(Raise::raise)?;
        let mut seed = core::Seed::new(text(serial)?, scheme, secret).map_err(Raise::raise)?;
        seed.public_id = public_id.map(text).transpose()?;
        seed.maker = maker.map(text).transpose()?;
        seed.model = model.map(text).transpose()?;
        seed.owner = owner.map(text).transpose()?;
        let date = |text: &str| Date::new(text).map_err(Raise::raise);
        seed.start = start.map(date).transpose()?;
        seed.expiry = expiry.map(date).transpose()?;
        Ok(Self(seed))
    }

    /// The token that judges its codes, under the rules of a profile: "rfc", "duo" or "pingone".
    ///
    /// Raises ConfigError, a ValueError, for seven digits, which no kind has, and for a secret below 16 bytes, or below
    /// 10 with allow_short_secret.
    #[pyo3(signature = (profile = "rfc", *, allow_short_secret = false))]
    fn token(&self, profile: &str, allow_short_secret: bool) -> PyResult<Token> {
        let profile: Profile = profile.parse().map_err(Raise::raise)?;
        let token = if allow_short_secret { core::Seed::token_short } else { core::Seed::token };
        traceless(|| token(&self.0, profile).map(Box::new)).map(Token::from).map_err(Raise::raise)
    }

    /// The state to begin with: the counter or the drift that the file says.
    fn state(&self) -> State {
        State(self.0.state())
    }

    /// What it is: "hotp", "totp" or "yubikey".
    #[getter]
    const fn r#type(&self) -> &'static str {
        match self.0.scheme() {
            Scheme::Hotp { .. } => "hotp",
            Scheme::Totp { .. } => "totp",
            Scheme::YubiKey { .. } => "yubikey",
        }
    }

    /// The kind of Token that judges its codes; None for seven digits, which no kind has.
    #[getter]
    fn kind(&self) -> Option<&'static str> {
        self.0.kind().map(TokenKind::name)
    }

    /// Its serial number; where a file has none, the name that it gives the token instead.
    #[getter]
    fn serial(&self) -> &str {
        self.0.serial.as_str()
    }

    /// The bytes of its secret.
    #[getter]
    fn secret<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.secret().as_bytes())
    }

    /// The hash function; None for a YubiKey.
    #[getter]
    fn algorithm(&self) -> Option<&'static str> {
        match self.0.scheme() {
            Scheme::Hotp { algorithm, .. } | Scheme::Totp { algorithm, .. } => Some(algorithm.name()),
            Scheme::YubiKey { .. } => None,
        }
    }

    /// The length of its codes; None for a YubiKey.
    #[getter]
    fn digits(&self) -> Option<u8> {
        match self.0.scheme() {
            Scheme::Hotp { digits, .. } | Scheme::Totp { digits, .. } => Some(digits.count()),
            Scheme::YubiKey { .. } => None,
        }
    }

    /// The counter of its next code; None where it counts none.
    #[getter]
    fn counter(&self) -> Option<u64> {
        if let Scheme::Hotp { counter, .. } = self.0.scheme() { Some(counter.get()) } else { None }
    }

    /// The time step in seconds; None where it has no clock.
    #[getter]
    fn step(&self) -> Option<u32> {
        if let Scheme::Totp { step, .. } = self.0.scheme() { Some(*step) } else { None }
    }

    /// How far its clock was off when the file was written, device minus server in steps; None where it has no clock.
    #[getter]
    fn drift(&self) -> Option<i32> {
        if let Scheme::Totp { drift, .. } = self.0.scheme() { Some(drift.get()) } else { None }
    }

    /// The secret id inside of a YubiKey's OTPs; None for other tokens.
    #[getter]
    fn private_id<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        if let Scheme::YubiKey { private_id } = self.0.scheme() {
            Some(PyBytes::new(py, private_id.as_bytes()))
        } else {
            None
        }
    }

    /// What a YubiKey types before its code: whose it is.
    #[getter]
    fn public_id(&self) -> Option<&str> {
        self.0.public_id.as_ref().map(Text::as_str)
    }

    /// Who made it; in otpauth the issuer.
    #[getter]
    fn maker(&self) -> Option<&str> {
        self.0.maker.as_ref().map(Text::as_str)
    }

    /// The model.
    #[getter]
    fn model(&self) -> Option<&str> {
        self.0.model.as_ref().map(Text::as_str)
    }

    /// Whose it is.
    #[getter]
    fn owner(&self) -> Option<&str> {
        self.0.owner.as_ref().map(Text::as_str)
    }

    /// From when on it may be used, as the file writes it.
    #[getter]
    fn start(&self) -> Option<&str> {
        self.0.start.as_ref().map(Date::as_str)
    }

    /// Until when it may be used, as the file writes it.
    #[getter]
    fn expiry(&self) -> Option<&str> {
        self.0.expiry.as_ref().map(Date::as_str)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let serial = self.serial().into_pyobject(py)?.repr()?;
        Ok(format!("<Seed {} serial={serial}>", self.r#type()))
    }
}

impl Seed {
    pub(crate) const fn core(&self) -> &core::Seed {
        &self.0
    }
}

impl From<core::Seed> for Seed {
    fn from(seed: core::Seed) -> Self {
        Self(seed)
    }
}
