//! What the caller knows that a file does not say, and how much work it may make.

use crate::formats::Format;
use otp_core::{Algorithm, Digits};
use std::fmt;

/// How to read a file. The default knows nothing and takes what it can.
///
/// # Example
/// ```
/// use otp_core::Digits;
/// use otp_seeds::{Defaults, Format, Options};
///
/// // A file for Duo, whose upload form asks for the type and the number of digits.
/// let options = Options {
///     format: Some(Format::DuoTotp),
///     defaults: Defaults { digits: Some(Digits::Eight), ..Defaults::default() },
///     ..Options::default()
/// };
/// ```
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// The format, where it is known; otherwise it is found by content.
    pub format: Option<Format>,
    /// The pre-shared key of an encrypted PSKC file.
    pub key: Option<&'a [u8]>,
    /// The password of an encrypted PSKC file.
    pub password: Option<&'a [u8]>,
    /// Refuses the whole file where one token of it cannot be read.
    pub all_or_nothing: bool,
    /// What holds where the file says nothing.
    pub defaults: Defaults,
    /// How much work the file may make.
    pub limits: Limits,
}

/// What holds where a file says nothing; what is left out here follows the rule of the format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The length of codes; by every format's rule 6.
    pub digits: Option<Digits>,
    /// The hash function; by most formats' rule SHA-1, in privacyIDEA's CSV by the length of the secret.
    pub algorithm: Option<Algorithm>,
    /// The time step in seconds; by every format's rule 30.
    pub step: Option<u32>,
}

/// How much work a file may make: each is checked before the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The greatest size in bytes; by default 256 MiB.
    pub bytes: usize,
    /// The greatest number of tokens; by default 250 000.
    pub tokens: usize,
    /// The greatest number of PBKDF2 iterations; by default 10 million, some seconds.
    pub iterations: u32,
    /// How deep XML elements may be nested; by default 32, four times what PSKC needs.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 256 << 20, tokens: 250_000, iterations: 10_000_000, depth: 32 }
    }
}

impl fmt::Debug for Options<'_> {
    /// Everything but the key and the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("format", &self.format)
            .field("all_or_nothing", &self.all_or_nothing)
            .field("defaults", &self.defaults)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
