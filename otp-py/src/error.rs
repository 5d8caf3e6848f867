//! A Python exception for every error of the core.
//!
//! Matched without a catch-all: a new variant does not compile until it has its exception. The classes are Python's own,
//! in `otp_core/_errors.py`, so that stubs and `except` clauses stay simple.

use otp_core::{ConfigError, Detail, InputError, Locked, LookupError, ParseError, Refusal, TokenError};
use pyo3::PyErr;

/// The classes themselves.
mod class {
    use pyo3::import_exception;

    import_exception!(otp_core._errors, BeforeT0);
    import_exception!(otp_core._errors, ConfigError);
    import_exception!(otp_core._errors, Locked);
    import_exception!(otp_core._errors, MalformedCode);
    import_exception!(otp_core._errors, MalformedRecord);
    import_exception!(otp_core._errors, MalformedSerial);
    import_exception!(otp_core._errors, Rejected);
    import_exception!(otp_core._errors, ResyncNotNeeded);
    import_exception!(otp_core._errors, ResyncNotSupported);
    import_exception!(otp_core._errors, WrongCount);
    import_exception!(otp_core._errors, WrongKind);
    import_exception!(otp_core._errors, WrongLength);
}

/// An error of the core that has an exception.
pub(crate) trait Raise {
    fn raise(self) -> PyErr;
}

impl Raise for Refusal {
    fn raise(self) -> PyErr {
        match self {
            Self::Rejected(detail) => rejected(detail),
            Self::BeforeT0 => class::BeforeT0::new_err(self.to_string()),
            Self::WrongLength => class::WrongLength::new_err(self.to_string()),
        }
    }
}

impl Raise for Locked {
    fn raise(self) -> PyErr {
        class::Locked::new_err((self.retry_after().map(|lock| lock.as_secs()),))
    }
}

impl Raise for TokenError {
    fn raise(self) -> PyErr {
        match self {
            Self::WrongKind => class::WrongKind::new_err(self.to_string()),
            Self::NotAdmitted(input) => input.raise(),
            Self::Refused(refusal) => refusal.raise(),
        }
    }
}

impl Raise for InputError {
    fn raise(self) -> PyErr {
        match self {
            Self::Unreadable(parse) => parse.raise(),
            Self::WrongLength => class::WrongLength::new_err(self.to_string()),
            Self::WrongCount => class::WrongCount::new_err(self.to_string()),
            Self::NotSupported => class::ResyncNotSupported::new_err(self.to_string()),
            Self::NotNeeded => class::ResyncNotNeeded::new_err(self.to_string()),
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
            | Self::OtpModhex { .. } => class::MalformedCode::new_err(message),
            Self::StateLength { .. }
            | Self::StateVersion { .. }
            | Self::StateFamily { .. }
            | Self::StateField { .. }
            | Self::UsageCounter { .. }
            | Self::Throttle
            | Self::Trail => class::MalformedRecord::new_err(message),
            Self::SerialPrefix | Self::SerialLength { .. } | Self::SerialCharacter { .. } => {
                class::MalformedSerial::new_err(message)
            }
            Self::AlgorithmName | Self::KindName | Self::ProfileName => class::ConfigError::new_err(message),
        }
    }
}

impl Raise for ConfigError {
    fn raise(self) -> PyErr {
        class::ConfigError::new_err(self.to_string())
    }
}

impl Raise for LookupError {
    fn raise(self) -> PyErr {
        match self {
            Self::WrongLength => class::WrongLength::new_err(self.to_string()),
            Self::Odds { .. } => class::ConfigError::new_err(self.to_string()),
            Self::WrongKind { .. } => class::WrongKind::new_err(self.to_string()),
        }
    }
}

/// A refusal whose detail is for the audit log; the exception itself does not show it.
pub(crate) fn rejected(detail: Detail) -> PyErr {
    class::Rejected::new_err(match detail {
        Detail::NoMatch => "no-match",
        Detail::Replayed => "replayed",
        Detail::BehindLastAccepted => "behind-last-accepted",
        Detail::Ambiguous => "ambiguous",
    })
}

/// A text with characters that no code has.
pub(crate) fn not_ascii_code() -> PyErr {
    class::MalformedCode::new_err("a code has ASCII characters only")
}

/// As [`not_ascii_code`], for a serial.
pub(crate) fn not_ascii_serial() -> PyErr {
    class::MalformedSerial::new_err("a serial has ASCII characters only")
}

/// A number of codes that makes no run, where no token's rule says so.
pub(crate) fn wrong_count() -> PyErr {
    class::WrongCount::new_err("a resync takes two or three codes")
}
