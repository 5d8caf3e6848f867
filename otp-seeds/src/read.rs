//! From a file to its tokens.

use crate::{
    error::ReadError,
    formats::{Format, sample::Sample},
    options::{Limits, Options},
    problem::{Problem, Trouble},
    seed::{Scheme, Seed},
    text::Text,
};
use std::{collections::HashSet, mem};

/// What a file holds.
#[derive(Clone, Debug)]
pub struct Import {
    /// The tokens, in the order of the file.
    pub tokens: Vec<Seed>,
    /// What is wrong with tokens that are missing here, and remarks on some that are not.
    pub problems: Vec<Problem>,
    /// The format that was read.
    pub format: Format,
    /// Why it was taken for that format.
    pub reason: &'static str,
}

/// Reads a file of tokens.
///
/// The format is found by content, unless the options name it. A bad row or key package does not hide the good ones.
///
/// # Errors
/// See [`ReadError`]: nothing of the file can be read, or too much work would be needed, or several formats fit, or the
/// caller wanted all tokens or none.
///
/// # Example
/// ```
/// use otp_seeds::{Options, read};
///
/// let file = b"upn,serial number,secret key,time interval,manufacturer,model
/// ann@example.com,1234567,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,Contoso,HardwareKey
/// bob@example.com,1234568,GEZDGNBV1,30,Contoso,HardwareKey
/// ";
/// let import = read(file, &Options::default())?;
/// assert_eq!(import.tokens.len(), 1);
/// assert_eq!(import.problems[0].line, 3);
/// # Ok::<(), otp_seeds::ReadError>(())
/// ```
pub fn read(bytes: &[u8], options: &Options<'_>) -> Result<Import, ReadError> {
    let Limits { bytes: most, tokens, .. } = options.limits;
    if bytes.len() > most {
        return Err(ReadError::TooLarge { found: bytes.len(), most });
    }
    let text = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let (format, reason) = match options.format {
        Some(format) => (format, "the caller named it"),
        None => detect(&Sample::of(text))?,
    };
    let mut found = Found { most: tokens, line: 1, ..Found::default() };
    format.codec().read(text, options, &mut found)?;
    if options.all_or_nothing && found.problems.iter().any(Problem::lost) {
        let problems = found.problems.into_iter().filter(Problem::lost).collect();
        return Err(ReadError::Incomplete { problems });
    }
    Ok(Import { tokens: found.tokens, problems: found.problems, format, reason })
}

/// Decided once for the file, never for a row.
fn decode(bytes: &[u8]) -> Result<&str, ReadError> {
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = bytes {
        return Err(ReadError::Utf16);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        ReadError::NotUtf8 { line: 1 + newlines(before) }
    })?;
    // Some would take it for the end of a line and some would not, and then rows are lost.
    match text.match_indices('\r').find(|(at, _)| bytes.get(at + 1) != Some(&b'\n')) {
        Some((at, _)) => {
            Err(ReadError::LoneReturn { line: 1 + newlines(bytes.get(..at).unwrap_or_default()) })
        }
        None => Ok(text),
    }
}

fn detect(sample: &Sample<'_>) -> Result<(Format, &'static str), ReadError> {
    let fitting: Vec<_> =
        Format::ALL.into_iter().filter_map(|format| Some((format, format.codec().fits(sample)?))).collect();
    match *fitting.as_slice() {
        [] => Err(ReadError::UnknownFormat),
        [one] => Ok(one),
        _ => Err(ReadError::Ambiguous { formats: fitting.into_iter().map(|(format, _)| format).collect() }),
    }
}

/// How many lines end in a text.
pub(crate) fn newlines(text: &[u8]) -> u64 {
    text.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// What a reader has found so far, and where it is.
#[derive(Default)]
pub(crate) struct Found {
    tokens: Vec<Seed>,
    serials: HashSet<Text>,
    problems: Vec<Problem>,
    /// Of the token that is being read.
    remarks: Vec<Trouble>,
    /// How often there was no token where one could be.
    without: usize,
    most: usize,
    line: u64,
    key_id: Option<String>,
}

impl Found {
    /// What follows is about this place.
    pub(crate) fn at(&mut self, line: u64, key_id: Option<String>) {
        (self.line, self.key_id) = (line, key_id);
    }

    /// Adds a token and the remarks on it, or why there is none. A token has a handful of remarks at most, so these
    /// need no limit of their own.
    pub(crate) fn add(&mut self, seed: Result<Seed, Trouble>) -> Result<(), ReadError> {
        let (most, remarks) = (self.most, mem::take(&mut self.remarks));
        match seed {
            Err(_) if self.without == most => return Err(ReadError::TooManyProblems { most }),
            Err(trouble) => {
                self.without += 1;
                self.report(trouble);
            }
            Ok(_) if self.tokens.len() == most => return Err(ReadError::TooManyTokens { most }),
            Ok(seed) => {
                for trouble in remarks {
                    self.report(trouble);
                }
                let bytes = seed.secret().as_bytes().len();
                if bytes < LEAST && !matches!(seed.scheme(), Scheme::YubiKey { .. }) {
                    self.report(Trouble::ShortSecret { found: bytes });
                }
                if !self.serials.insert(seed.serial.clone()) {
                    self.report(Trouble::Duplicate);
                }
                self.tokens.push(seed);
            }
        }
        Ok(())
    }

    /// Remarks on the token that is being read; nothing is said where it becomes none.
    pub(crate) fn remark(&mut self, trouble: Trouble) {
        self.remarks.push(trouble);
    }

    fn report(&mut self, trouble: Trouble) {
        self.problems.push(Problem { line: self.line, key_id: self.key_id.clone(), trouble });
    }
}

/// The least number of bytes of a secret (RFC 4226 §4, R6).
const LEAST: usize = 16;
