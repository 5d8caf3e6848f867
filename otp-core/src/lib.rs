#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

mod algorithm;
mod code;
#[cfg(test)]
mod cost;
mod ct;
mod digits;
mod error;
mod factor;
mod modhex;
mod odds;
mod record;
mod run;
mod secret;
mod truncate;
mod typed;
mod verdict;

#[cfg(feature = "hazmat")]
pub mod mac;
#[cfg(not(feature = "hazmat"))]
#[allow(unreachable_pub)]
mod mac;
#[cfg(feature = "hazmat")]
pub mod window;
#[cfg(not(feature = "hazmat"))]
#[allow(unreachable_pub)]
mod window;

pub mod hotp;
pub mod totp;
pub mod yubikey;

pub use self::{
    algorithm::Algorithm,
    code::Code,
    digits::Digits,
    error::{ConfigError, ParseError},
    factor::{Counter, Drift, TimeStep, UnixTime},
    hotp::Hotp,
    run::{Run, RunLength},
    secret::{Encoding, Secret},
    totp::Totp,
    typed::Typed,
    verdict::{Accepted, Detail, Refusal, Resynced},
    yubikey::YubiKey,
};
