//! Why a file cannot be read at all.

use crate::{formats::Format, problem::Problem};
use thiserror::Error;

/// Why a file cannot be read at all. No message holds anything that stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file is larger than [`Limits::bytes`](crate::Limits::bytes).
    #[error("the file has {found} bytes, at most {most} are allowed: split it, or raise the limit")]
    TooLarge {
        /// Its size.
        found: usize,
        /// The limit.
        most: usize,
    },
    /// The file has more tokens than [`Limits::tokens`](crate::Limits::tokens).
    #[error("the file has more than {most} tokens: split it, or raise the limit")]
    TooManyTokens {
        /// The limit.
        most: usize,
    },
    /// The file is not UTF-8.
    #[error("line {line} is not UTF-8 text: save the file as UTF-8")]
    NotUtf8 {
        /// The first line that is not.
        line: u64,
    },
    /// A line ends in a carriage return alone.
    #[error(
        "line {line} ends in a carriage return alone, as old Macs wrote: save the file with usual line ends"
    )]
    LoneReturn {
        /// The first such line.
        line: u64,
    },
    /// The secrets are not in the encoding of the format.
    #[error(
        "the secrets look like {encoding}, which {format} does not have: convert them, or name another format"
    )]
    OtherEncoding {
        /// What they look like.
        encoding: &'static str,
        /// The format that was to be read.
        format: Format,
    },
    /// More tokens of the file cannot be read than [`Limits::tokens`](crate::Limits::tokens).
    #[error("more than {most} tokens of the file cannot be read: look whether it is of this format")]
    TooManyProblems {
        /// The limit.
        most: usize,
    },
    /// The file is UTF-16, as Excel writes "Unicode text".
    #[error("the file is UTF-16: save it as UTF-8")]
    Utf16,
    /// The file holds nothing but white space.
    #[error("the file is empty: look whether it was copied whole")]
    Empty,
    /// No format fits.
    #[error("the file is of no known format: name its format if you know it")]
    UnknownFormat,
    /// Several formats fit, and would give different tokens.
    #[error("the file may be of any of these formats, name the right one: {}", names(.formats))]
    Ambiguous {
        /// All that fit.
        formats: Vec<Format>,
    },
    /// The file is not well-formed XML.
    #[error("line {line}: the XML cannot be read: take the file from the vendor again, unedited")]
    Xml {
        /// Where reading stopped.
        line: u64,
    },
    /// The XML ends before its root element does, as Yubico's tool leaves a log that it has not closed.
    #[error("the file is not closed: its end is missing, or </KeyContainer> was never written")]
    NotClosed,
    /// The XML declares a document type, which could define entities.
    #[error("the file has a document type declaration, which is not read: remove it")]
    Dtd,
    /// Elements are nested deeper than [`Limits::depth`](crate::Limits::depth), or carry absurdly many attributes.
    #[error("line {line}: XML elements are nested too deeply or have too many attributes to be a seed file")]
    TooDeep {
        /// Where.
        line: u64,
    },
    /// The file has more XML elements than a seed file of its size has.
    #[error(
        "the file has more XML elements than a seed file of {bytes} bytes: it is none, ask the vendor for one"
    )]
    TooManyElements {
        /// The size of the file.
        bytes: usize,
    },
    /// The XML is not a PSKC container of version 1.
    #[error(
        "the root element is not the KeyContainer of RFC 6030, version 1.0: ask the vendor for a newer file"
    )]
    NotPskc,
    /// The PSKC container has no package, as RFC 6030 demands, or has it in a foreign namespace.
    #[error("the container has no KeyPackage in the namespace of RFC 6030: ask the vendor for the tokens")]
    NoPackage,
    /// The file is encrypted with a key that was not given.
    #[error("the file is encrypted: give the pre-shared key")]
    NeedKey,
    /// The file is encrypted with a password that was not given.
    #[error("the file is encrypted: give the password")]
    NeedPassword,
    /// The key has another length than the cipher of the file.
    #[error("the cipher takes a key of {expected} bytes, not {found}")]
    KeyLength {
        /// What the cipher takes.
        expected: usize,
        /// What was given.
        found: usize,
    },
    /// Not one encrypted value of the file is authentic.
    #[error("the key or the password is wrong, or the file was altered: no value of it is authentic")]
    WrongKey,
    /// The key derivation is not PBKDF2 with HMAC and SHA-1 or SHA-2, or lacks a parameter.
    #[error("the key derivation is not PBKDF2 with a salt, iterations and a known HMAC")]
    Derivation,
    /// The key derivation takes more iterations than [`Limits::iterations`](crate::Limits::iterations).
    #[error("{found} iterations of PBKDF2 are too many, at most {most} are allowed: raise the limit")]
    TooManyIterations {
        /// What the file asks for.
        found: u64,
        /// The limit.
        most: u32,
    },
    /// What a container has once, of its key or its MAC, is there twice.
    #[error("the container has more than one {name}: ask the vendor which one is right")]
    Twice {
        /// Which element.
        name: &'static str,
    },
    /// The MAC is not an HMAC with SHA-1 or SHA-2, or its key cannot be read.
    #[error("the MAC method of the file is not supported: ask for HMAC with SHA-1 or SHA-2")]
    MacMethod,
    /// Some tokens cannot be read, and the caller wanted all or nothing.
    #[error("{} of the tokens cannot be read, the first one: {}", .problems.len(), first(.problems))]
    Incomplete {
        /// Those that lost a token.
        problems: Vec<Problem>,
    },
}

fn names(formats: &[Format]) -> String {
    formats.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ")
}

fn first(problems: &[Problem]) -> String {
    problems.first().map(ToString::to_string).unwrap_or_default()
}
