//! The kinds of token, and the vendors' ways with them.

use crate::{digits::Digits, error::ParseError};
use core::{fmt, str::FromStr};

/// A kind of token, as an administrator tells it from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum TokenKind {
    /// HOTP with six digits (Duo's `h6`).
    #[cfg_attr(feature = "serde", serde(rename = "hotp-6"))]
    Hotp6,
    /// HOTP with eight digits (Duo's `h8`).
    #[cfg_attr(feature = "serde", serde(rename = "hotp-8"))]
    Hotp8,
    /// TOTP with six digits (Duo's `t6`).
    #[cfg_attr(feature = "serde", serde(rename = "totp-6"))]
    Totp6,
    /// TOTP with eight digits (Duo's `t8`).
    #[cfg_attr(feature = "serde", serde(rename = "totp-8"))]
    Totp8,
    /// Duo's own D-100 token, HOTP with six digits and a wider look-ahead (Duo's `d1`).
    #[cfg_attr(feature = "serde", serde(rename = "duo-d100"))]
    DuoD100,
    /// A YubiKey in its factory mode, AES OTPs (Duo's `yk`).
    #[cfg_attr(feature = "serde", serde(rename = "yubikey"))]
    YubiKey,
}

/// Whose rules a token follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Profile {
    /// The RFCs and nothing else: resync from two or three codes.
    #[default]
    Rfc,
    /// Duo: HOTP resyncs with exactly three codes, by request or by itself after three refused logins; TOTP does not.
    Duo,
    /// PingID and PingOne: exactly two codes, in one request or in two.
    PingOne,
}

/// How a kind of token makes its codes.
pub(super) enum Scheme {
    Hotp(Digits),
    Totp(Digits),
    YubiKey,
}

impl TokenKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Hotp6, Self::Hotp8, Self::Totp6, Self::Totp8, Self::DuoD100, Self::YubiKey];

    /// Its name, as it is printed, parsed and stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hotp6 => "hotp-6",
            Self::Hotp8 => "hotp-8",
            Self::Totp6 => "totp-6",
            Self::Totp8 => "totp-8",
            Self::DuoD100 => "duo-d100",
            Self::YubiKey => "yubikey",
        }
    }

    /// How many digits its codes have: what to ask a person for. A YubiKey types OTPs, which have none.
    #[must_use]
    pub const fn digits(self) -> Option<Digits> {
        match self.scheme() {
            Scheme::Hotp(digits) | Scheme::Totp(digits) => Some(digits),
            Scheme::YubiKey => None,
        }
    }

    pub(super) const fn scheme(self) -> Scheme {
        match self {
            Self::Hotp6 | Self::DuoD100 => Scheme::Hotp(Digits::Six),
            Self::Hotp8 => Scheme::Hotp(Digits::Eight),
            Self::Totp6 => Scheme::Totp(Digits::Six),
            Self::Totp8 => Scheme::Totp(Digits::Eight),
            Self::YubiKey => Scheme::YubiKey,
        }
    }
}

impl Profile {
    /// All profiles.
    pub const ALL: [Self; 3] = [Self::Rfc, Self::Duo, Self::PingOne];

    /// Its name, as it is printed, parsed and stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rfc => "rfc",
            Self::Duo => "duo",
            Self::PingOne => "pingone",
        }
    }
}

impl FromStr for TokenKind {
    type Err = ParseError;

    fn from_str(name: &str) -> Result<Self, ParseError> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or(ParseError::KindName)
    }
}

impl FromStr for Profile {
    type Err = ParseError;

    fn from_str(name: &str) -> Result<Self, ParseError> {
        Self::ALL.into_iter().find(|profile| profile.name() == name).ok_or(ParseError::ProfileName)
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
