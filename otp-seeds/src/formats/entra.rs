//! Microsoft Entra: `upn,serial number,secret key,time interval,manufacturer,model`; vendors leave `upn` out.

use super::{
    Codec, decode,
    sample::Sample,
    serial_hex::dates_lost,
    table::{self, Row, value},
    thales,
};
use crate::{
    error::ReadError,
    options::{Defaults, Options},
    problem::Trouble,
    read::Found,
    seed::{Scheme, Seed},
    write::{Output, WriteError, WriteOptions},
};
use otp_core::{Algorithm, Digits, Drift};
use zeroize::Zeroizing;

/// Microsoft Entra.
pub(crate) struct Entra;

impl Codec for Entra {
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str> {
        let is_header = |row: &Row<'_>| header(row).is_some() && !thales::is_header(row);
        sample.starts(is_header).then_some("the header has a serial number, a secret key and a time interval")
    }

    fn read(&self, text: &str, options: &Options<'_>, found: &mut Found) -> Result<(), ReadError> {
        let mut columns = None;
        table::read(text, found, |row, _| {
            if let Some(columns) = columns {
                return Some(seed(row, columns, options.defaults));
            }
            columns = header(row);
            columns.is_none().then_some(Err(Trouble::Columns { found: row.columns(), wanted: WANTED }))
        })
    }

    fn write(&self, seeds: &[Seed], _: &WriteOptions<'_>, output: &mut Output) -> Result<(), WriteError> {
        output.draft.push(HEADER);
        table::write(seeds, output, |seed, losses| {
            losses.fields([(seed.public_id.is_some(), "public id")]);
            dates_lost(seed, losses);
            row(seed)
        });
        Ok(())
    }
}

/// The columns, where those that are needed are there.
fn header(row: &Row<'_>) -> Option<[Option<usize>; 6]> {
    let columns @ [_, serial, secret, step, ..] = row.header(NAMES);
    serial.and(secret).and(step).map(|_| columns)
}

fn seed(row: &Row<'_>, columns: [Option<usize>; 6], defaults: Defaults) -> Result<Seed, Trouble> {
    let [upn, serial, secret, step, maker, model] = columns.map(|column| row.named(column));
    let scheme = Scheme::Totp {
        algorithm: defaults.algorithm.unwrap_or_default(),
        digits: decode::digits("", defaults.digits)?,
        step: decode::step(step, defaults.step)?,
        drift: Drift::new(0),
    };
    let mut seed = Seed::new(decode::serial(serial)?, scheme, decode::base32(secret)?)?;
    seed.owner = decode::optional(upn, "owner")?;
    seed.maker = decode::optional(maker, "maker")?;
    seed.model = decode::optional(model, "model")?;
    Ok(seed)
}

fn row(seed: &Seed) -> Result<Vec<Zeroizing<String>>, &'static str> {
    let Scheme::Totp { algorithm: Algorithm::Sha1, digits: Digits::Six, step, .. } = seed.scheme() else {
        return Err("other tokens than TOTP with SHA-1 and six digits");
    };
    let secret = decode::to_base32(seed);
    if secret.len() > MOST_SECRET {
        return Err("a secret of more than 80 bytes");
    }
    let name = |name: &Option<_>| name.as_ref().map(value).unwrap_or_default();
    Ok(vec![
        name(&seed.owner),
        value(&seed.serial),
        secret,
        value(&step),
        name(&seed.maker),
        name(&seed.model),
    ])
}

const NAMES: [&[&str]; 6] = [
    &["upn", "username"],
    &["serialnumber", "serial"],
    &["secretkey", "secret"],
    &["timeinterval"],
    &["manufacturer"],
    &["model"],
];

const WANTED: &str = "a header with serial number, secret key and time interval";

const HEADER: &str = "upn,serial number,secret key,time interval,manufacturer,model\n";

/// The most characters of a secret.
const MOST_SECRET: usize = 128;
