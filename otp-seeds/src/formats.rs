//! The formats: one file each in `formats`, and one entry here.

pub(crate) mod decode;
pub(crate) mod sample;
pub(crate) mod table;

use crate::{
    error::ReadError,
    options::Options,
    read::Found,
    seed::Seed,
    write::{Output, WriteError, WriteOptions},
};
use sample::Sample;
use std::{fmt, str::FromStr};
use thiserror::Error;

/// What every format does.
pub(crate) trait Codec: Sync {
    /// Why a file is of this format, or `None` where it is not.
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str>;

    /// Reads the tokens of a file.
    fn read(&self, text: &str, options: &Options<'_>, found: &mut Found) -> Result<(), ReadError>;

    /// Writes tokens.
    fn write(&self, _: &[Seed], _: &WriteOptions<'_>, output: &mut Output) -> Result<(), WriteError> {
        Err(WriteError::ReadOnly(output.format()))
    }
}

/// Declares the formats: variant, name, and what reads and writes it.
macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident $name:literal $codec:expr;)+) => {
        /// A format of seed files.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[$doc])* $variant,)+
        }

        impl Format {
            /// All formats.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];

            /// Its name, as it is printed and parsed.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            pub(crate) fn codec(self) -> &'static dyn Codec {
                match self {
                    $(Self::$variant => &$codec,)+
                }
            }
        }
    };
}

mod duo_yubikey;
mod entra;
mod migration;
mod multiotp;
mod otpauth;
mod privacyidea;
mod pskc;
mod serial_hex;
mod thales;
mod ykksm;
mod yubico_csv;
mod yubico_log;

formats! {
    /// The Portable Symmetric Key Container of RFC 6030, plain or encrypted.
    Pskc "pskc" pskc::Pskc;
    /// Duo's HOTP tokens: `serial,secret[,counter]` in hexadecimal.
    DuoHotp "duo-hotp" serial_hex::SerialHex::DuoHotp;
    /// Duo's TOTP tokens: `serial,secret[,step]` in hexadecimal.
    DuoTotp "duo-totp" serial_hex::SerialHex::DuoTotp;
    /// Duo's YubiKeys: `serial,private id,AES key` in hexadecimal.
    DuoYubiKey "duo-yubikey" duo_yubikey::DuoYubiKey;
    /// HOTP tokens for PingID and PingOne: `serial,secret[,counter]` in hexadecimal.
    PingHotp "ping-hotp" serial_hex::SerialHex::PingHotp;
    /// TOTP tokens for PingID and PingOne: `serial,secret` in hexadecimal.
    PingTotp "ping-totp" serial_hex::SerialHex::PingTotp;
    /// Microsoft Entra: a header, secrets in base32.
    Entra "entra" entra::Entra;
    /// The OATH CSV of privacyIDEA, `LinOTP` and `NetIQ`: `serial,secret[,type[,digits[,step or counter]]]`.
    PrivacyIdea "privacyidea" privacyidea::PrivacyIdea;
    /// Thales and Gemalto: a header, secrets in base32hex.
    Thales "thales" thales::Thales;
    /// The log of Yubico's personalization tool in its traditional format.
    YubicoLog "yubico-log" yubico_log::YubicoLog;
    /// Yubico's format: `serial,public id,private id or counter,key,access code,time,`.
    YubicoCsv "yubico-csv" yubico_csv::YubicoCsv;
    /// The keys of Yubico's key storage module: `serial,public id,private id,AES key,lock code,created,accessed`.
    Ykksm "ykksm" ykksm::Ykksm;
    /// multiOTP: `serial;manufacturer;type;secret;digits;counter or step` in hexadecimal.
    MultiOtp "multiotp" multiotp::MultiOtp;
    /// Lines of `otpauth://`.
    OtpAuth "otpauth" otpauth::OtpAuth;
    /// Lines of `otpauth-migration://`, what Google Authenticator exports.
    Migration "otpauth-migration" migration::Migration;
}

/// The name of a format is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no format has this name")]
pub struct UnknownFormat;

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or(UnknownFormat)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
