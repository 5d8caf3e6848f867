//! What other libraries show is judged as it should be: millions of random cases.
//!
//! `DIFFERENTIAL` says how many million cases of HOTP; of TOTP there are a quarter as many, of YubiKey OTPs and of
//! random blocks a hundredth each.

#![cfg(any(feature = "liboath", feature = "libyubikey"))]
#![allow(unsafe_code, reason = "C libraries")]

#[cfg(feature = "liboath")]
mod liboath;
#[cfg(feature = "libyubikey")]
mod libyubikey;
mod random;
