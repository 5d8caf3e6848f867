//! A Python exception for every error of the core.
//!
//! Matched without a catch-all: a new variant does not compile until it has its exception. The classes are Python's
//! own, in `otp_core/_errors.py`, so that stubs and `except` clauses stay simple.

use crate::seeds::Problem;
use otp_core::{ConfigError, Detail, InputError, Locked, LookupError, ParseError, Refusal, TokenError};
use pyo3::{PyErr, PyErrArguments, exceptions::PyValueError, prelude::*, types::PyType};

/// An error of the core that has an exception.
pub(crate) trait Raise {
    fn raise(self) -> PyErr;
}

impl Raise for Refusal {
    fn raise(self) -> PyErr {
        match self {
            Self::Rejected(detail) => rejected(detail),
            Self::BeforeT0 => exception("BeforeT0", self.to_string()),
            Self::WrongLength => exception("WrongLength", self.to_string()),
        }
    }
}

impl Raise for Locked {
    fn raise(self) -> PyErr {
        exception("Locked", (self.retry_after().map(|lock| lock.as_secs()),))
    }
}

impl Raise for TokenError {
    fn raise(self) -> PyErr {
        match self {
            Self::WrongKind => exception("WrongKind", self.to_string()),
            Self::WrongPolicy => PyValueError::new_err(self.to_string()),
            Self::NotAdmitted(input) => input.raise(),
            Self::Refused(refusal) => refusal.raise(),
        }
    }
}

impl Raise for InputError {
    fn raise(self) -> PyErr {
        match self {
            Self::Unreadable(parse) => parse.raise(),
            Self::WrongLength => exception("WrongLength", self.to_string()),
            Self::WrongCount => exception("WrongCount", self.to_string()),
            Self::NotSupported => exception("ResyncNotSupported", self.to_string()),
            Self::NotNeeded => exception("ResyncNotNeeded", self.to_string()),
        }
    }
}

impl Raise for ParseError {
    fn raise(self) -> PyErr {
        let message = self.to_string();
        match self {
            Self::CodeLength { .. }
            | Self::CodeDigit { .. }
            | Self::TypedLength { .. }
            | Self::OtpLength { .. }
            | Self::OtpModhex { .. } => exception("MalformedCode", message),
            Self::StateLength { .. }
            | Self::StateVersion { .. }
            | Self::StateFamily { .. }
            | Self::StateField { .. }
            | Self::UsageCounter { .. }
            | Self::Throttle
            | Self::Trail => exception("MalformedRecord", message),
            Self::SerialPrefix | Self::SerialLength { .. } | Self::SerialCharacter { .. } => {
                exception("MalformedSerial", message)
            }
            Self::AlgorithmName | Self::KindName | Self::ProfileName => exception("ConfigError", message),
        }
    }
}

impl Raise for ConfigError {
    fn raise(self) -> PyErr {
        exception("ConfigError", self.to_string())
    }
}

impl Raise for LookupError {
    fn raise(self) -> PyErr {
        match self {
            Self::WrongLength => exception("WrongLength", self.to_string()),
            Self::Odds { .. } => exception("ConfigError", self.to_string()),
            Self::WrongKind { .. } => exception("WrongKind", self.to_string()),
        }
    }
}

impl Raise for otp_seeds::SeedError {
    fn raise(self) -> PyErr {
        PyValueError::new_err(self.to_string())
    }
}

impl Raise for otp_seeds::WriteError {
    fn raise(self) -> PyErr {
        PyValueError::new_err(self.to_string())
    }
}

impl Raise for otp_seeds::ReadError {
    fn raise(self) -> PyErr {
        let message = self.to_string();
        exception(
            "UnreadableFile",
            match self {
                Self::Incomplete { problems } => (message, problems.iter().map(Problem::from).collect()),
                _ => (message, Vec::<Problem>::new()),
            },
        )
    }
}

/// An exception of a class of the package, which is looked up each time: two interpreters in one process have two.
fn exception(class: &str, arguments: impl PyErrArguments + 'static) -> PyErr {
    let look_up = |py: Python<'_>| {
        let class = py.import("otp_core._errors")?.getattr(class)?.cast_into::<PyType>()?;
        Ok(PyErr::from_type(class, arguments))
    };
    Python::attach(|py| look_up(py).unwrap_or_else(|error: PyErr| error))
}

/// A refusal whose detail is for the audit log; the exception itself does not show it.
pub(crate) fn rejected(detail: Detail) -> PyErr {
    exception(
        "Rejected",
        match detail {
            Detail::NoMatch => "no-match",
            Detail::Replayed => "replayed",
            Detail::BehindLastAccepted => "behind-last-accepted",
            Detail::Ambiguous => "ambiguous",
        },
    )
}

/// A text with characters that no code has.
pub(crate) fn not_ascii_code() -> PyErr {
    exception("MalformedCode", "a code has ASCII characters only")
}

/// As [`not_ascii_code`], for a serial.
pub(crate) fn not_ascii_serial() -> PyErr {
    exception("MalformedSerial", "a serial has ASCII characters only")
}

/// A number of codes that makes no run, where no token's rule says so.
pub(crate) fn wrong_count() -> PyErr {
    exception("WrongCount", "a resync takes two or three codes")
}
