//! Thales and Gemalto: `Serial Number,Secret Key,Manufacturer,Model,Start Date,Time Interval`, secrets in base32hex.

use super::{
    Codec, decode,
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
        let mut columns = None;
        table::read(text, found, |row, found| {
            if let Some(columns) = columns {
                return Some(seed(row, columns, options.defaults, found));
            }
            columns = is_header(row).then(|| row.header(NAMES));
            columns.is_none().then_some(Err(Trouble::Columns { found: row.columns(), wanted: WANTED }))
        })
    }
}

/// Whether a row is the header: Entra's has no start date.
pub(super) fn is_header(row: &Row<'_>) -> bool {
    let [serial, secret, .., start] = row.header(NAMES);
    serial.and(secret).and(start).is_some()
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
    let mut seed = Seed::new(decode::serial(serial)?, scheme, decode::base32hex(secret)?)?;
    seed.maker = decode::optional(maker, "maker")?;
    seed.model = decode::optional(model, "model")?;
    seed.start = decode::date(start, found);
    Ok(seed)
}

const NAMES: [&[&str]; 6] =
    [&["serialnumber"], &["secretkey"], &["manufacturer"], &["model"], &["timeinterval"], &["startdate"]];

const WANTED: &str = "a header with serial number, secret key and start date";
