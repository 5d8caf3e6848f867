//! Seed files: what administrators are sent.

use crate::{argument::optional_int, error::Raise};
use otp_core::{Algorithm, Digits};
use otp_seeds::{self as core, Defaults, Format, Limits, Options, Protection, WriteOptions};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyBytes, PyString},
};

mod import;
mod seed;
mod written;

pub(crate) use self::{
    import::{Import, Problem},
    seed::Seed,
    written::{Loss, Written},
};

/// Reads a file of tokens: PSKC, the CSV of vendors, Yubico's logs and keys, otpauth and otpauth-migration links.
///
/// * format: one of formats(); left out, it is found by content, and the import's reason says why.
/// * key, password: of an encrypted PSKC file; a password is bytes, or str for its UTF-8.
/// * all_or_nothing: refuse the whole file where one token of it cannot be read. Otherwise a bad row does not hide the
///   good ones, and the import's problems tell of it.
/// * digits, algorithm, step: what holds where the file says nothing.
/// * max_bytes, max_tokens, max_iterations: how much work the file may make; by default 256 MiB, 250 000 tokens and 10
///   million iterations of PBKDF2.
///
/// Raises UnreadableFile, a ValueError, whose message says what to do and holds nothing of the file.
///
/// >>> imported = read_seeds(b"1234567,3132333435363738393031323334353637383930,0", format="duo-hotp")
/// >>> imported.tokens[0]
/// <Seed hotp serial='1234567'>
#[pyfunction]
#[pyo3(signature = (
    data, *, format = None, key = None, password = None, all_or_nothing = false, digits = None, algorithm = None,
    step = None, max_bytes = None, max_tokens = None, max_iterations = None
))]
#[expect(clippy::too_many_arguments, reason = "by keyword")]
pub(crate) fn read_seeds(
    py: Python<'_>,
    data: &Bound<'_, PyBytes>,
    format: Option<&str>,
    key: Option<&Bound<'_, PyBytes>>,
    password: Option<Password<'_>>,
    all_or_nothing: bool,
    #[pyo3(from_py_with = optional_int)] digits: Option<u8>,
    algorithm: Option<&str>,
    #[pyo3(from_py_with = optional_int)] step: Option<u32>,
    #[pyo3(from_py_with = optional_int)] max_bytes: Option<u64>,
    #[pyo3(from_py_with = optional_int)] max_tokens: Option<u64>,
    #[pyo3(from_py_with = optional_int)] max_iterations: Option<u32>,
) -> PyResult<Import> {
    let limits = Limits::default();
    let options = Options {
        format: format.map(named).transpose()?,
        key: key.map(PyBytesMethods::as_bytes),
        password: password.as_ref().map(Password::as_bytes).transpose()?,
        all_or_nothing,
        defaults: Defaults {
            digits: digits.map(|digits| Digits::try_from(digits).map_err(Raise::raise)).transpose()?,
            algorithm: algorithm.map(|name| name.parse::<Algorithm>().map_err(Raise::raise)).transpose()?,
            step,
        },
        limits: Limits {
            bytes: max_bytes.map_or(limits.bytes, saturated),
            tokens: max_tokens.map_or(limits.tokens, saturated),
            iterations: max_iterations.unwrap_or(limits.iterations),
            ..limits
        },
    };
    let data = data.as_bytes();
    let import = py.detach(|| core::read(data, &options)).map_err(Raise::raise)?;
    Import::new(py, import)
}

/// Writes tokens to a file of a format.
///
/// key (16, 24 or 32 bytes of AES) or password encrypts PSKC, with a fresh salt and fresh IVs; the other formats have
/// no encryption. uncommon writes otpauth links with parameters that many apps ignore.
///
/// Returns Written. Its losses say what the format cannot carry; nothing is dropped silently. Raises ValueError for a
/// format that is only read, an encryption that it does not have, and a key or password that is none.
///
/// >>> seed = Seed("hotp", "1234567", b"12345678901234567890", counter=5)
/// >>> write_seeds([seed], "duo-hotp").data
/// b'1234567,3132333435363738393031323334353637383930,5\n'
#[pyfunction]
#[pyo3(signature = (tokens, format, *, key = None, password = None, uncommon = false))]
pub(crate) fn write_seeds(
    py: Python<'_>,
    tokens: Vec<Bound<'_, Seed>>,
    format: &str,
    key: Option<&Bound<'_, PyBytes>>,
    password: Option<Password<'_>>,
    uncommon: bool,
) -> PyResult<Written> {
    let protection = match (key, &password) {
        (None, None) => Protection::Plain,
        (Some(key), None) => Protection::Key(key.as_bytes()),
        (None, Some(password)) => Protection::Password(password.as_bytes()?),
        (Some(_), Some(_)) => return Err(PyValueError::new_err("a file has a key or a password, not both")),
    };
    let (format, options) =
        (named(format)?, WriteOptions { protection, uncommon, ..WriteOptions::default() });
    let seeds: Vec<core::Seed> = tokens.iter().map(|seed| seed.get().core().clone()).collect();
    let written = py.detach(|| core::write(&seeds, format, &options)).map_err(Raise::raise)?;
    Written::new(py, &written)
}

/// The names of all formats.
///
/// >>> "pskc" in formats()
/// True
#[pyfunction]
pub(crate) fn formats() -> Vec<&'static str> {
    Format::ALL.into_iter().map(Format::name).collect()
}

/// A password as bytes, or as text that stands for its UTF-8.
#[derive(FromPyObject)]
pub(crate) enum Password<'py> {
    #[pyo3(transparent)]
    Bytes(Bound<'py, PyBytes>),
    #[pyo3(transparent)]
    Text(Bound<'py, PyString>),
}

impl Password<'_> {
    fn as_bytes(&self) -> PyResult<&[u8]> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.as_bytes()),
            Self::Text(text) => text.to_str().map(str::as_bytes).map_err(|_| {
                // The original error holds the password.
                PyValueError::new_err("the password holds a lone surrogate")
            }),
        }
    }
}

fn named(format: &str) -> PyResult<Format> {
    format.parse().map_err(|_| {
        let known = formats().join(", ");
        PyValueError::new_err(format!("a format is one of {known}"))
    })
}

fn saturated(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
