//! The key that a token and the server share.

use crate::{argument::ascii, error::Raise};
use otp_core::{self as core, ConfigError, Encoding, traceless};
use pyo3::{
    Borrowed, FromPyObject, PyAny, PyErr, PyResult,
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBytes, PyString},
};

/// The shared secret of an HOTP or TOTP token: 16 to 1024 bytes (RFC 4226 section 4, R6: at least 128 bits).
///
/// It is wiped when it is freed, never shown, compared or pickled, and cannot be read back. The bytes or the text that
/// it was made from belong to Python and stay in memory until Python reuses it.
///
/// allow_short admits as few as 10 bytes, below what RFC 4226 does: early phone apps have such keys. What is no secret
/// raises ConfigError, a ValueError.
///
/// >>> Secret(b"12345678901234567890")
/// <Secret>
#[pyclass(frozen, module = "otp_core")]
pub(crate) struct Secret(Box<core::Secret>);

#[pymethods]
impl Secret {
    #[new]
    #[pyo3(signature = (secret, *, allow_short = false))]
    fn new(secret: &Bound<'_, PyBytes>, allow_short: bool) -> PyResult<Self> {
        Self::from_bytes(secret.as_bytes(), allow_short)
    }

    /// From hexadecimal digits of either case, nothing between them (RFC 4648 section 8), decoded in constant time.
    #[staticmethod]
    #[pyo3(signature = (text, *, allow_short = false))]
    fn from_hex(text: &Bound<'_, PyString>, allow_short: bool) -> PyResult<Self> {
        Self::decode(Encoding::Hex, text, allow_short)
    }

    /// As from_hex, with spaces and hyphens dropped.
    #[staticmethod]
    #[pyo3(signature = (text, *, allow_short = false))]
    fn from_hex_lenient(text: &Bound<'_, PyString>, allow_short: bool) -> PyResult<Self> {
        Self::decode(Encoding::HexLenient, text, allow_short)
    }

    /// From base32 in upper case with its padding (RFC 4648 section 6), decoded in constant time.
    ///
    /// >>> Secret.from_base32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    /// <Secret>
    #[staticmethod]
    #[pyo3(signature = (text, *, allow_short = false))]
    fn from_base32(text: &Bound<'_, PyString>, allow_short: bool) -> PyResult<Self> {
        Self::decode(Encoding::Base32, text, allow_short)
    }

    /// As from_base32, but in either case, spaces and hyphens dropped, with any or no padding: what people paste, and
    /// what otpauth:// carries.
    ///
    /// >>> Secret.from_base32_lenient("gezd gnbv gy3t qojq gezd gnbv gy3t qojq")
    /// <Secret>
    #[staticmethod]
    #[pyo3(signature = (text, *, allow_short = false))]
    fn from_base32_lenient(text: &Bound<'_, PyString>, allow_short: bool) -> PyResult<Self> {
        Self::decode(Encoding::Base32Lenient, text, allow_short)
    }

    #[expect(clippy::unused_self, reason = "Python asks the object")]
    fn __repr__(&self) -> &'static str {
        "<Secret>"
    }
}

impl Secret {
    fn from_bytes(bytes: &[u8], allow_short: bool) -> PyResult<Self> {
        let new = if allow_short { core::Secret::new_short } else { core::Secret::new };
        Self::made(|| new(bytes))
    }

    fn decode(encoding: Encoding, text: &Bound<'_, PyString>, allow_short: bool) -> PyResult<Self> {
        let decode = if allow_short { core::Secret::decode_short } else { core::Secret::decode };
        let text = ascii(text).ok_or(match encoding {
            Encoding::Hex | Encoding::HexLenient => ConfigError::NotHex,
            Encoding::Base32 | Encoding::Base32Lenient => ConfigError::NotBase32,
        });
        Self::made(|| decode(encoding, text?))
    }

    fn made(secret: impl FnOnce() -> Result<core::Secret, ConfigError>) -> PyResult<Self> {
        traceless(|| secret().map(Box::new)).map(Self).map_err(Raise::raise)
    }
}

/// A secret as the constructors of tokens take it: bytes, or one that was read before.
pub(crate) enum Key<'py> {
    Bytes(Bound<'py, PyBytes>),
    Secret(Bound<'py, Secret>),
}

impl Key<'_> {
    /// Makes what is keyed with it, on the heap, and leaves no other copy of either.
    pub(crate) fn keyed<T>(
        &self,
        allow_short: bool,
        make: impl FnOnce(&core::Secret) -> Result<T, ConfigError>,
    ) -> PyResult<Box<T>> {
        match self {
            Self::Bytes(bytes) => {
                let secret = Secret::from_bytes(bytes.as_bytes(), allow_short)?;
                traceless(|| make(&secret.0).map(Box::new))
            }
            Self::Secret(secret) => traceless(|| make(&secret.get().0).map(Box::new)),
        }
        .map_err(Raise::raise)
    }
}

impl<'py> FromPyObject<'_, 'py> for Key<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(bytes) = object.cast::<PyBytes>() {
            Ok(Self::Bytes(bytes.to_owned()))
        } else if let Ok(secret) = object.cast::<Secret>() {
            Ok(Self::Secret(secret.to_owned()))
        } else {
            let name = object.get_type().name()?;
            Err(PyTypeError::new_err(format!(
                "a secret is bytes, or a Secret from base32 or hexadecimal text, not {name}"
            )))
        }
    }
}
