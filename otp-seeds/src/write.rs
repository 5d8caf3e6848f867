//! From tokens to a file.

use crate::{
    formats::Format,
    secret::Draft,
    seed::{Scheme, Seed},
    text::Text,
};
use std::fmt;
use thiserror::Error;
use zeroize::Zeroizing;

/// How to write a file. The default encrypts nothing.
#[derive(Clone, Copy)]
pub struct WriteOptions<'a> {
    /// How PSKC is encrypted; the other formats have no encryption.
    pub protection: Protection<'a>,
    /// The number of PBKDF2 iterations for a password, with HMAC-SHA-256; by default 600 000.
    pub iterations: u32,
    /// Writes `otpauth://` for tokens that many apps would compute wrongly, because they ignore parameters: other hash
    /// functions than SHA-1, other than six digits, other steps than 30 seconds.
    pub uncommon: bool,
}

/// How a PSKC file protects its secrets.
#[derive(Clone, Copy, Default)]
pub enum Protection<'a> {
    /// Not at all: whoever has the file has the tokens.
    #[default]
    Plain,
    /// AES-CBC with HMAC-SHA-1, the algorithms of RFC 6030, with a key of 16, 24 or 32 bytes.
    Key(&'a [u8]),
    /// The same with 32 bytes that PBKDF2 makes of a password.
    Password(&'a [u8]),
}

/// A file, and what of the tokens is not in it.
#[derive(Clone)]
pub struct Written {
    /// The file, wiped on drop.
    pub bytes: Zeroizing<Vec<u8>>,
    /// What the format cannot carry.
    pub losses: Vec<Loss>,
}

/// Something that the format cannot carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The place of the token in what was to be written, from 0.
    pub token: usize,
    /// Its serial number.
    pub serial: Text,
    /// What is lost.
    pub what: Lost,
}

impl Loss {
    /// Whether the whole token is missing from the file, and not only one of its fields.
    #[must_use]
    pub const fn whole(&self) -> bool {
        match self.what {
            Lost::Token(_) => true,
            Lost::Field(_) | Lost::Setting(_) | Lost::Plain(_) => false,
        }
    }
}

/// What is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Lost {
    /// The whole token: written without this, it would become another one.
    #[error("the token was left out, because the format cannot carry {0}")]
    Token(&'static str),
    /// One of its fields.
    #[error("the {0} was left out, which the format cannot carry")]
    Field(&'static str),
    /// A field that is not in the file but has to be told where the file goes.
    #[error("the {0} is not in the file: choose it where the file is imported")]
    Setting(&'static str),
    /// A secret field that an encrypted file holds as plain text.
    #[error("the {0} is not encrypted: the format has only plain text for it")]
    Plain(&'static str),
}

/// Why no file was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The format is only read.
    #[error("{0} is a format that is only read")]
    ReadOnly(Format),
    /// A protection was asked for that the format does not have.
    #[error("{0} has no encryption: write it plain, or write pskc")]
    NoEncryption(Format),
    /// The key has a length that AES does not have.
    #[error("an AES key has 16, 24 or 32 bytes, not {found}")]
    KeyLength {
        /// The number of bytes given.
        found: usize,
    },
    /// The password is empty, or there are no iterations.
    #[error("a password needs at least 1 byte and 1 iteration")]
    Password,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random,
}

/// Writes a file of tokens.
///
/// Of none, most formats are an empty file, and PSKC is a container without packages: [`read`](crate::read) takes
/// neither.
///
/// # Errors
/// See [`WriteError`].
///
/// # Example
/// ```
/// use otp_seeds::{Format, Options, Protection, WriteOptions, read, write};
///
/// let file = b"1234567,3132333435363738393031323334353637383930,0\n";
/// let import = read(file, &Options { format: Some(Format::DuoHotp), ..Options::default() })?;
///
/// let protection = Protection::Password(b"sent by another way");
/// let written = write(&import.tokens, Format::Pskc, &WriteOptions { protection, ..WriteOptions::default() })?;
/// assert!(written.losses.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(seeds: &[Seed], format: Format, options: &WriteOptions<'_>) -> Result<Written, WriteError> {
    if format != Format::Pskc && !matches!(options.protection, Protection::Plain) {
        return Err(WriteError::NoEncryption(format));
    }
    let mut output = Output { draft: Draft::default(), losses: Vec::new(), format };
    format.codec().write(seeds, options, &mut output)?;
    Ok(Written { bytes: output.draft.into_bytes(), losses: output.losses })
}

/// A file that is being written.
pub(crate) struct Output {
    pub(crate) draft: Draft,
    losses: Vec<Loss>,
    format: Format,
}

impl Output {
    pub(crate) const fn format(&self) -> Format {
        self.format
    }

    /// Writes each token, or reports why the format cannot carry it.
    pub(crate) fn each(
        &mut self,
        seeds: &[Seed],
        mut one: impl FnMut(&Seed, &mut Draft, &mut Losses<'_>) -> Result<(), &'static str>,
    ) {
        for (token, seed) in seeds.iter().enumerate() {
            let before = self.losses.len();
            let mut losses = Losses { all: &mut self.losses, token, serial: &seed.serial };
            if let Err(what) = one(seed, &mut self.draft, &mut losses) {
                losses.all.truncate(before);
                losses.lose(Lost::Token(what));
            }
        }
    }
}

/// Where the losses of one token are reported.
pub(crate) struct Losses<'a> {
    all: &'a mut Vec<Loss>,
    token: usize,
    serial: &'a Text,
}

impl Losses<'_> {
    pub(crate) fn lose(&mut self, what: Lost) {
        self.all.push(Loss { token: self.token, serial: self.serial.clone(), what });
    }

    /// Reports fields that are there.
    pub(crate) fn fields<const N: usize>(&mut self, fields: [(bool, &'static str); N]) {
        for (_, field) in fields.into_iter().filter(|(there, _)| *there) {
            self.lose(Lost::Field(field));
        }
    }

    /// Reports maker and model.
    pub(crate) fn maker(&mut self, seed: &Seed) {
        self.fields([(seed.maker.is_some(), "maker"), (seed.model.is_some(), "model")]);
    }

    /// Reports the dates, and a drift.
    pub(crate) fn dates(&mut self, seed: &Seed) {
        let drifts = matches!(seed.scheme(), Scheme::Totp { drift, .. } if drift.get() != 0);
        self.fields([
            (drifts, "drift"),
            (seed.start.is_some(), "start date"),
            (seed.expiry.is_some(), "expiry date"),
        ]);
    }
}

impl Default for WriteOptions<'_> {
    fn default() -> Self {
        Self { protection: Protection::Plain, iterations: 600_000, uncommon: false }
    }
}

impl fmt::Debug for WriteOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteOptions")
            .field("protection", &self.protection)
            .field("iterations", &self.iterations)
            .field("uncommon", &self.uncommon)
            .finish()
    }
}

impl fmt::Debug for Protection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain => "Plain",
            Self::Key(_) => "Key",
            Self::Password(_) => "Password",
        })
    }
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Written").field("losses", &self.losses).finish_non_exhaustive()
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "token {}, serial {}: {}", self.token, self.serial, self.what)
    }
}
