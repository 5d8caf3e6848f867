//! Lines of `otpauth-migration://`, what Google Authenticator shows as QR codes: protobuf in base64.

use super::{
    Codec, decode,
    otpauth::{after_scheme, maker, unescape},
    sample::Sample,
};
use crate::{
    error::ReadError,
    options::{Defaults, Options},
    problem::Trouble,
    read::Found,
    secret::SecretBytes,
    seed::{Scheme, Seed},
};
use otp_core::{Algorithm, Counter, Digits, Drift};
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroizing;

/// `otpauth-migration://`.
pub(crate) struct Migration;

impl Codec for Migration {
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str> {
        after_scheme(sample.first_line(), SCHEME).map(|_| "the first line begins with otpauth-migration://")
    }

    fn read(&self, text: &str, options: &Options<'_>, found: &mut Found) -> Result<(), ReadError> {
        let mut exports = BTreeMap::new();
        for (line, uri) in (1..).zip(text.lines().map(str::trim)).filter(|(_, uri)| !uri.is_empty()) {
            found.at(line, None);
            match payload(uri) {
                Ok(payload) => {
                    let part = tokens(&payload, options.defaults, found)?;
                    exports
                        .entry(part.export)
                        .or_insert_with(|| Export::new(line, part.size))
                        .parts
                        .insert(part.index);
                }
                Err(trouble) => found.add(Err(trouble))?,
            }
        }
        for Export { line, size, parts } in exports.into_values() {
            let here = parts.into_iter().filter(|index| *index < size).count() as u64;
            if here < size {
                found.at(line, None);
                found.add(Err(Trouble::Parts { here, size }))?;
            }
        }
        Ok(())
    }
}

/// The parts of an export that a file has: of many tokens, Google Authenticator makes several pictures.
struct Export {
    /// Where the first one stands.
    line: u64,
    size: u64,
    parts: BTreeSet<u64>,
}

impl Export {
    const fn new(line: u64, size: u64) -> Self {
        Self { line, size, parts: BTreeSet::new() }
    }
}

/// Which part of which export a URI is.
#[derive(Default)]
struct Part {
    size: u64,
    index: u64,
    export: u64,
}

/// The bytes in a URI.
fn payload(uri: &str) -> Result<Zeroizing<Vec<u8>>, Trouble> {
    let query = after_scheme(uri, SCHEME).and_then(|rest| rest.split_once('?')).ok_or(Trouble::Uri)?.1;
    let data = query.split('&').find_map(|parameter| parameter.strip_prefix("data=")).ok_or(Trouble::Uri)?;
    decode::base64(&unescape(data)?, data.len())
}

fn tokens(payload: &[u8], defaults: Defaults, found: &mut Found) -> Result<Part, ReadError> {
    let (mut fields, mut part) = (Fields(payload), Part::default());
    loop {
        match fields.next() {
            Ok(None) => return Ok(part),
            Ok(Some((1, Value::Bytes(token)))) => {
                let seed = seed(token, defaults, found);
                found.add(seed)?;
            }
            Ok(Some((3, Value::Number(size)))) => part.size = size,
            Ok(Some((4, Value::Number(index)))) => part.index = index,
            Ok(Some((5, Value::Number(export)))) => part.export = export,
            Ok(Some(_)) => {}
            Err(trouble) => {
                found.add(Err(trouble))?;
                return Ok(part);
            }
        }
    }
}

fn seed(token: &[u8], defaults: Defaults, found: &mut Found) -> Result<Seed, Trouble> {
    let (mut secret, mut name, mut issuer): (&[u8], &[u8], &[u8]) = (&[], &[], &[]);
    let (mut algorithm, mut digits, mut kind, mut counter) = (0, 0, 0, 0);
    let mut fields = Fields(token);
    while let Some(field) = fields.next()? {
        match field {
            (1, Value::Bytes(bytes)) => secret = bytes,
            (2, Value::Bytes(text)) => name = text,
            (3, Value::Bytes(text)) => issuer = text,
            (4, Value::Number(number)) => algorithm = number,
            (5, Value::Number(number)) => digits = number,
            (6, Value::Number(number)) => kind = number,
            (7, Value::Number(number)) => counter = number,
            _ => {}
        }
    }
    let algorithm = match algorithm {
        0 => defaults.algorithm.unwrap_or_default(),
        1 => Algorithm::Sha1,
        2 => Algorithm::Sha256,
        3 => Algorithm::Sha512,
        _ => return Err(Trouble::Algorithm),
    };
    let digits = match digits {
        0 => defaults.digits.unwrap_or(Digits::Six),
        1 => Digits::Six,
        2 => Digits::Eight,
        _ => return Err(Trouble::Digits),
    };
    let scheme = match kind {
        1 if i64::try_from(counter).is_err() => return Err(Trouble::Number { field: "counter" }),
        1 => Scheme::Hotp { algorithm, digits, counter: Counter::new(counter) },
        2 => Scheme::Totp { algorithm, digits, step: 30, drift: Drift::new(0) },
        _ => return Err(Trouble::Kind),
    };
    let text = |bytes| str::from_utf8(bytes).map_err(|_| Trouble::Uri);
    let name = text(name)?;
    let issuer = text(issuer)?;
    // With an issuer the name is a label of otpauth, without its escapes. By itself it may have a colon of its own.
    let label = name.split_once(':').filter(|_| !issuer.is_empty());
    let (prefix, account) = label.unwrap_or(("", name));
    let mut seed = Seed::new(decode::serial(account)?, scheme, SecretBytes::new(secret)?)?;
    seed.maker = maker(prefix, issuer, found)?;
    Ok(seed)
}

/// The fields of a protobuf message.
struct Fields<'a>(&'a [u8]);

/// The value of a field.
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    Other,
}

impl<'a> Fields<'a> {
    /// The number and the value of the next field.
    fn next(&mut self) -> Result<Option<(u64, Value<'a>)>, Trouble> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let tag = self.number()?;
        let value = match tag & 7 {
            0 => Value::Number(self.number()?),
            1 => self.take(8).map(|_| Value::Other)?,
            2 => {
                let length = self.number()?;
                Value::Bytes(self.take(usize::try_from(length).map_err(|_| Trouble::Uri)?)?)
            }
            5 => self.take(4).map(|_| Value::Other)?,
            _ => return Err(Trouble::Uri),
        };
        Ok(Some((tag >> 3, value)))
    }

    /// Seven bits in each byte, the lowest first.
    fn number(&mut self) -> Result<u64, Trouble> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = *self.take(1)? else { return Err(Trouble::Uri) };
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return Err(Trouble::Uri);
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Trouble::Uri)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Trouble> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Trouble::Uri)?;
        self.0 = rest;
        Ok(taken)
    }
}

const SCHEME: &str = "otpauth-migration://";
