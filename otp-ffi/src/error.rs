//! A number for every error of the core.
//!
//! Matched without a catch-all: a new variant does not compile until it has its number.

#[allow(clippy::enum_glob_use, reason = "nearly all of them")]
use crate::result::otp_result::{self, *};
use otp_core::{
    ConfigError, Detail, InputError, LookupError, ParseError, Refusal, TokenError, throttle::Locked,
};

impl From<Refusal> for otp_result {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Rejected(Detail::NoMatch) => OTP_NO_MATCH,
            Refusal::Rejected(Detail::Replayed) => OTP_REPLAYED,
            Refusal::Rejected(Detail::BehindLastAccepted) => OTP_BEHIND_LAST_ACCEPTED,
            Refusal::Rejected(Detail::Ambiguous) => OTP_AMBIGUOUS,
            Refusal::BeforeT0 => OTP_BEFORE_T0,
            Refusal::WrongLength => OTP_WRONG_LENGTH,
        }
    }
}

impl From<Locked> for otp_result {
    fn from(_: Locked) -> Self {
        OTP_LOCKED
    }
}

impl From<TokenError> for otp_result {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::WrongKind => OTP_WRONG_KIND,
            TokenError::WrongPolicy => OTP_WRONG_POLICY,
            TokenError::NotAdmitted(input) => input.into(),
            TokenError::Refused(refusal) => refusal.into(),
        }
    }
}

impl From<InputError> for otp_result {
    fn from(error: InputError) -> Self {
        match error {
            InputError::Unreadable(parse) => parse.into(),
            InputError::WrongLength => OTP_WRONG_LENGTH,
            InputError::WrongCount => OTP_WRONG_COUNT,
            InputError::NotSupported => OTP_NOT_SUPPORTED,
            InputError::NotNeeded => OTP_NOT_NEEDED,
        }
    }
}

impl From<ParseError> for otp_result {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::CodeLength { .. } => OTP_CODE_LENGTH,
            ParseError::CodeDigit { .. } => OTP_CODE_DIGIT,
            ParseError::OtpLength { .. } => OTP_OTP_LENGTH,
            ParseError::OtpModhex { .. } => OTP_OTP_MODHEX,
            ParseError::StateLength { .. } => OTP_STATE_LENGTH,
            ParseError::StateVersion { .. } => OTP_STATE_VERSION,
            ParseError::StateFamily { .. } => OTP_STATE_FAMILY,
            ParseError::StateField { .. } => OTP_STATE_FIELD,
            ParseError::Throttle => OTP_THROTTLE_BYTES,
            ParseError::Trail => OTP_TRAIL_BYTES,
            ParseError::SerialPrefix => OTP_SERIAL_PREFIX,
            ParseError::SerialLength { .. } => OTP_SERIAL_LENGTH,
            ParseError::SerialCharacter { .. } => OTP_SERIAL_CHARACTER,
            ParseError::UsageCounter { .. } => OTP_USAGE_COUNTER,
            // Nothing here reads these.
            ParseError::TypedLength { .. }
            | ParseError::AlgorithmName
            | ParseError::KindName
            | ParseError::ProfileName => OTP_INTERNAL,
        }
    }
}

impl From<ConfigError> for otp_result {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::SecretTooShort { .. } => OTP_SECRET_TOO_SHORT,
            ConfigError::SecretTooLong { .. } => OTP_SECRET_TOO_LONG,
            ConfigError::ZeroStep => OTP_ZERO_STEP,
            ConfigError::ZeroResyncWindow => OTP_ZERO_RESYNC_WINDOW,
            ConfigError::ZeroLimit => OTP_ZERO_LIMIT,
            ConfigError::KindMismatch => OTP_KIND_MISMATCH,
            ConfigError::AutomaticResync => OTP_AUTOMATIC_RESYNC,
            ConfigError::WindowTooWide { .. } => OTP_WINDOW_TOO_WIDE,
            ConfigError::Odds { .. } => OTP_ODDS,
            // Secrets come as bytes and digits with the kind, so nothing here reads these.
            ConfigError::NotHex
            | ConfigError::NotBase32
            | ConfigError::KeyLength { .. }
            | ConfigError::Digits { .. } => OTP_INTERNAL,
        }
    }
}

impl From<LookupError> for otp_result {
    fn from(error: LookupError) -> Self {
        match error {
            LookupError::WrongLength => OTP_WRONG_LENGTH,
            LookupError::Odds { .. } => OTP_ODDS,
            LookupError::WrongKind { .. } => OTP_WRONG_KIND,
        }
    }
}
