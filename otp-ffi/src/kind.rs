//! The numbers of kinds, profiles, algorithms and rules, and what they stand for.
//!
//! They come in as integers: C lets any number into an enum, and only known ones may become a Rust value. No such enum
//! has a 0, so that a forgotten field is an error.

use crate::result::otp_result::{self, OTP_UNKNOWN_NUMBER};
use otp_core::{Algorithm, Profile, RunLength, TokenKind, token::ResyncRule};

/// A kind of token, as an administrator tells it from others.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub enum otp_kind {
    /// HOTP with six digits (RFC 4226; Duo's h6).
    OTP_KIND_HOTP_6 = 1,
    /// HOTP with eight digits (Duo's h8).
    OTP_KIND_HOTP_8 = 2,
    /// TOTP with six digits (RFC 6238; Duo's t6).
    OTP_KIND_TOTP_6 = 3,
    /// TOTP with eight digits (Duo's t8).
    OTP_KIND_TOTP_8 = 4,
    /// Duo's own D-100 token: HOTP with six digits and a wider look-ahead (Duo's d1).
    OTP_KIND_DUO_D100 = 5,
    /// A YubiKey in its factory mode, AES OTPs (Duo's yk).
    OTP_KIND_YUBIKEY = 6,
}

/// Whose rules a token follows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub enum otp_profile {
    /// The RFCs and nothing else: resync from two or three codes.
    OTP_PROFILE_RFC = 1,
    /// Duo: HOTP resyncs with exactly three codes, by request or by itself after three refused logins; TOTP does not.
    OTP_PROFILE_DUO = 2,
    /// PingID and PingOne: exactly two codes, in one request or in two.
    OTP_PROFILE_PINGONE = 3,
}

/// The hash function of a token's HMAC.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub enum otp_algorithm {
    /// HMAC-SHA-1, what nearly every hardware token computes.
    OTP_ALGORITHM_SHA1 = 1,
    /// HMAC-SHA-256 (RFC 6238, section 1.2).
    OTP_ALGORITHM_SHA256 = 2,
    /// HMAC-SHA-512 (RFC 6238, section 1.2).
    OTP_ALGORITHM_SHA512 = 3,
}

/// Whether a token is resynced, and with how many codes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub enum otp_resync_rule {
    /// Nothing can get out of step.
    OTP_RESYNC_NOT_NEEDED = 1,
    /// The profile does not know it for this kind.
    OTP_RESYNC_NOT_SUPPORTED = 2,
    /// With exactly two codes.
    OTP_RESYNC_TWO = 3,
    /// With exactly three codes.
    OTP_RESYNC_THREE = 4,
    /// With two codes or with three.
    OTP_RESYNC_TWO_OR_THREE = 5,
}

/// A value of the core that C knows by a number.
pub(crate) trait Numbered: Copy + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// Its number. Matched without a catch-all: a new variant does not compile until it has one.
    fn number(self) -> u32;

    /// What a number stands for.
    fn from_number(number: u32) -> Result<Self, otp_result> {
        Self::ALL.iter().copied().find(|known| known.number() == number).ok_or(OTP_UNKNOWN_NUMBER)
    }
}

impl Numbered for TokenKind {
    const ALL: &'static [Self] = &Self::ALL;

    fn number(self) -> u32 {
        (match self {
            Self::Hotp6 => otp_kind::OTP_KIND_HOTP_6,
            Self::Hotp8 => otp_kind::OTP_KIND_HOTP_8,
            Self::Totp6 => otp_kind::OTP_KIND_TOTP_6,
            Self::Totp8 => otp_kind::OTP_KIND_TOTP_8,
            Self::DuoD100 => otp_kind::OTP_KIND_DUO_D100,
            Self::YubiKey => otp_kind::OTP_KIND_YUBIKEY,
        }) as u32
    }
}

impl Numbered for Profile {
    const ALL: &'static [Self] = &Self::ALL;

    fn number(self) -> u32 {
        (match self {
            Self::Rfc => otp_profile::OTP_PROFILE_RFC,
            Self::Duo => otp_profile::OTP_PROFILE_DUO,
            Self::PingOne => otp_profile::OTP_PROFILE_PINGONE,
        }) as u32
    }
}

impl Numbered for Algorithm {
    const ALL: &'static [Self] = &Self::ALL;

    fn number(self) -> u32 {
        (match self {
            Self::Sha1 => otp_algorithm::OTP_ALGORITHM_SHA1,
            Self::Sha256 => otp_algorithm::OTP_ALGORITHM_SHA256,
            Self::Sha512 => otp_algorithm::OTP_ALGORITHM_SHA512,
        }) as u32
    }
}

impl Numbered for ResyncRule {
    const ALL: &'static [Self] = &Self::ALL;

    fn number(self) -> u32 {
        (match self {
            Self::NotNeeded => otp_resync_rule::OTP_RESYNC_NOT_NEEDED,
            Self::NotSupported => otp_resync_rule::OTP_RESYNC_NOT_SUPPORTED,
            Self::Two => otp_resync_rule::OTP_RESYNC_TWO,
            Self::Three => otp_resync_rule::OTP_RESYNC_THREE,
            Self::TwoOrThree => otp_resync_rule::OTP_RESYNC_TWO_OR_THREE,
        }) as u32
    }
}

/// A number of codes: 2, 3, or 0 where there is no automatic resync.
impl Numbered for Option<RunLength> {
    const ALL: &'static [Self] = &[None, Some(RunLength::Two), Some(RunLength::Three)];

    fn number(self) -> u32 {
        self.map_or(0, |length| length as u32)
    }
}

/// A flag.
impl Numbered for bool {
    const ALL: &'static [Self] = &[false, true];

    fn number(self) -> u32 {
        self.into()
    }
}
