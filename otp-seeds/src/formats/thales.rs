//! Thales and Gemalto: `Serial Number,Secret Key,Manufacturer,Model,Start Date,Time Interval`, secrets in base32hex.

use super::{
    Codec, Format, decode,
    sample::Sample,
    table::{self, BASE32, HEX, Row},
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
            table::refuse_another(text, secret, Format::Thales, &[HEX, BASE32], own)?;
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
