#![doc = include_str!("../README.md")]
#![no_std]

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
mod serial;
mod truncate;
mod typed;
mod verdict;
mod wipe;

// Open to benchmarks and tests alone. Mutants are made of the first declaration, and not twice.
#[cfg(feature = "hazmat")]
pub mod mac;
#[cfg(not(feature = "hazmat"))]
#[allow(unreachable_pub)]
#[cfg_attr(false, mutants::skip)]
mod mac;
#[cfg(feature = "hazmat")]
pub mod window;
#[cfg(not(feature = "hazmat"))]
#[allow(unreachable_pub)]
#[cfg_attr(false, mutants::skip)]
mod window;

mod lookup;
mod trail;

pub mod hotp;
pub mod throttle;
pub mod token;
pub mod totp;
pub mod yubikey;

pub use self::{
    algorithm::Algorithm,
    code::Code,
    digits::Digits,
    error::{ConfigError, ParseError},
    factor::{Counter, Drift, TimeStep, UnixTime},
    hotp::Hotp,
    lookup::{Lookup, LookupError, lookup},
    run::{Run, RunLength},
    secret::{Encoding, Secret},
    serial::Serial,
    throttle::{Attempt, Locked, Throttle},
    token::{Input, InputError, Profile, Token, TokenError, TokenKind, TokenState},
    totp::Totp,
    trail::Trail,
    typed::Typed,
    verdict::{Accepted, Detail, Refusal, Resynced},
    wipe::{traceless, traceless_within},
    yubikey::YubiKey,
};
