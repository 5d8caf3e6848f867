//! Microsoft Entra: `upn,serial number,secret key,time interval,manufacturer,model`; vendors leave `upn` out.

use super::{
    Codec, Format, decode,
    sample::Sample,
    table::{self, BASE32_HEX, HEX, Row, value},
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
        if let Some(secret) = table::first(text, header).and_then(|[_, _, secret, ..]| secret) {
            table::refuse_another(text, secret, Format::Entra, &[HEX, BASE32_HEX], |text| {
                decode::base32(text).is_ok()
            })?;
        }
        table::read_below(text, found, (header, WANTED), |row, columns, found| {
            seed(row, columns, options.defaults, found)
        })
    }

    fn write(&self, seeds: &[Seed], _: &WriteOptions<'_>, output: &mut Output) -> Result<(), WriteError> {
        output.draft.push(HEADER);
        table::write(seeds, output, |seed, losses| {
            losses.fields([(seed.public_id.is_some(), "public id")]);
            losses.dates(seed);
            row(seed)
        });
        Ok(())
    }
}

/// The columns, where those that are needed are there, and none that could change the codes.
fn header(row: &Row<'_>) -> Option<[Option<usize>; 7]> {
    let columns @ [_, serial, secret, step, ..] = row.header(NAMES);
    serial.and(secret).and(step).filter(|_| row.knows(NAMES)).map(|_| columns)
}

fn seed(
    row: &Row<'_>,
    columns: [Option<usize>; 7],
    defaults: Defaults,
    found: &mut Found,
) -> Result<Seed, Trouble> {
    let [upn, serial, secret, step, maker, model, start] = columns.map(|column| row.named(column));
    let scheme = Scheme::Totp {
        algorithm: defaults.algorithm.unwrap_or_default(),
        digits: decode::digits("", defaults.digits)?,
        step: decode::step(step, defaults.step)?,
        drift: Drift::new(0),
    };
    let mut seed = Seed::new(decode::column_serial(serial)?, scheme, decode::base32(secret)?)?;
    seed.owner = decode::optional(upn, "owner")?;
    seed.maker = decode::optional(maker, "maker")?;
    seed.model = decode::optional(model, "model")?;
    seed.start = decode::date(start, found);
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

const NAMES: [&[&str]; 7] = [
    &["upn", "username"],
    &["serialnumber", "serial"],
    &["secretkey", "secret"],
    &["timeinterval"],
    &["manufacturer"],
    &["model"],
    &["startdate"],
];

const WANTED: &str = "serial number, secret key and time interval";

const HEADER: &str = "upn,serial number,secret key,time interval,manufacturer,model\n";

/// The most characters of a secret.
const MOST_SECRET: usize = 128;
