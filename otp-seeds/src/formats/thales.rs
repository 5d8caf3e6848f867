//! Thales and Gemalto: `Serial Number,Secret Key,Manufacturer,Model,Start Date,Time Interval`, secrets in base32hex.

use super::{
    Codec, Format, decode,
    sample::Sample,
    table::{self, Row},
};
use crate::{
    error::ReadError,
    options::{Defaults, Options},
    problem::Trouble,
    read::Found,
    seed::{Scheme, Seed},
};
use otp_core::Drift;

/// Thales and Gemalto.
pub(crate) struct Thales;

impl Codec for Thales {
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str> {
        sample.starts(is_header).then_some("the header has a secret key and a start date")
    }

    fn read(&self, text: &str, options: &Options<'_>, found: &mut Found) -> Result<(), ReadError> {
        if let Some(secret) = table::first(text, header).and_then(|[_, secret, ..]| secret) {
            let own = |text: &str| decode::base32hex(text).is_ok();
            refuse_another(text, secret, Format::Thales, &[HEX, BASE32], own)?;
            // Either alphabet fits one secret of 32 characters in 70, made for the other.
            if options.format.is_none() && table::column_is(text, secret, |text| decode::base32(text).is_ok())
            {
                return Err(ReadError::Ambiguous { formats: vec![Format::Thales, Format::Entra] });
            }
        }
        table::read_below(text, found, (header, WANTED), |row, columns, found| {
            seed(row, columns, options.defaults, found)
        })
    }
}

/// Whether a row is the header: Entra's has user names, or no start date.
pub(super) fn is_header(row: &Row<'_>) -> bool {
    header(row).is_some()
}

/// The columns, where those that are needed are there, and none that could change the codes.
fn header(row: &Row<'_>) -> Option<[Option<usize>; 6]> {
    let columns @ [serial, secret, .., start] = row.header(NAMES);
    serial.and(secret).and(start).filter(|_| row.knows(NAMES)).map(|_| columns)
}

/// An encoding, and whether a text is written in it.
pub(super) type Other = (&'static str, fn(&str) -> bool);

pub(super) const HEX: Other = ("hexadecimal", |text| decode::hex(text).is_ok());
pub(super) const BASE32: Other = ("base32", |text| decode::base32(text).is_ok());
pub(super) const BASE32_HEX: Other = ("base32hex", |text| decode::base32hex(text).is_ok());

/// Refuses a file whose secrets are all in another encoding: in hexadecimal, which base32 of ten bytes or more is not
/// by chance, or in one that fits where the own one does not. Decided once for the file, never for a row.
pub(super) fn refuse_another(
    text: &str,
    secret: usize,
    format: Format,
    others: &[Other],
    own: impl Fn(&str) -> bool,
) -> Result<(), ReadError> {
    let fits = table::column_is(text, secret, own);
    let is = |(name, like): &&Other| {
        let certain = |text: &str| !fits || *name == HEX.0 && text.len() >= 16;
        table::column_is(text, secret, |text| certain(text) && like(text))
    };
    let other = others.iter().find(is);
    other.map_or(Ok(()), |(encoding, _)| Err(ReadError::OtherEncoding { encoding, format }))
}

fn seed(
    row: &Row<'_>,
    columns: [Option<usize>; 6],
    defaults: Defaults,
    found: &mut Found,
) -> Result<Seed, Trouble> {
    let [serial, secret, maker, model, step, start] = columns.map(|column| row.named(column));
    let scheme = Scheme::Totp {
        algorithm: defaults.algorithm.unwrap_or_default(),
        digits: decode::digits("", defaults.digits)?,
        step: decode::step(step, defaults.step)?,
        drift: Drift::new(0),
    };
    let mut seed = Seed::new(decode::column_serial(serial)?, scheme, decode::base32hex(secret)?)?;
    seed.maker = decode::optional(maker, "maker")?;
    seed.model = decode::optional(model, "model")?;
    seed.start = decode::date(start, found);
    Ok(seed)
}

const NAMES: [&[&str]; 6] =
    [&["serialnumber"], &["secretkey"], &["manufacturer"], &["model"], &["timeinterval"], &["startdate"]];

const WANTED: &str = "serial number, secret key and start date";
