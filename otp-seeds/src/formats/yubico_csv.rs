//! Yubico's format, of its tools and its factory: `serial,public id,private id or counter,key,access code,time,`.

use super::{
    Codec, decode,
    sample::Sample,
    table::{self, Row, Rows},
    ykksm,
};
use crate::{
    error::ReadError,
    options::{Defaults, Options},
    problem::Trouble,
    read::Found,
    seed::{Scheme, Seed},
};
use otp_core::Counter;

/// Yubico's format.
pub(crate) struct YubicoCsv;

impl Codec for YubicoCsv {
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str> {
        let like = |row: &Row<'_>| {
            (4..=6).contains(&row.columns())
                && decode::is_number(row.get(0), 20)
                && decode::is_modhex(row.get(1))
                && [32, 40].contains(&row.get(3).len())
                && decode::is_hex(row.get(3))
        };
        (sample.mostly(like) && !ykksm::is_version_1(sample.first_line()))
            .then_some("rows of a serial number, modhex, and a key of 32 or 40 hexadecimal digits")
    }

    fn read(&self, text: &str, options: &Options<'_>, found: &mut Found) -> Result<(), ReadError> {
        table::read(Rows::of(text), found, |row, found| Some(seed(row, options.defaults, found)))
    }
}

fn seed(row: &Row<'_>, defaults: Defaults, found: &mut Found) -> Result<Seed, Trouble> {
    row.expect(4, 6, "6: serial, public id, private id or counter, key, access code, time")?;
    let [serial, public_id, id_or_counter, key, _, time] = [0, 1, 2, 3, 4, 5].map(|column| row.get(column));
    let is_oath = key.len() == OATH_KEY;
    let scheme = match (is_oath, id_or_counter) {
        (_, "") => return Err(Trouble::NoCodes),
        (true, counter) => Scheme::Hotp {
            algorithm: defaults.algorithm.unwrap_or_default(),
            digits: decode::digits("", defaults.digits)?,
            counter: Counter::new(decode::number(counter, "moving factor", 0)?),
        },
        (false, id) => Scheme::YubiKey { private_id: decode::private_id(id)? },
    };
    let key = if is_oath { decode::hex(key)? } else { decode::aes_key(key)? };
    let serial = if serial.is_empty() { public_id } else { serial };
    let mut seed = Seed::new(decode::column_serial(serial)?, scheme, key)?;
    seed.public_id = decode::public_id(public_id)?;
    seed.maker = decode::optional("Yubico", "maker")?;
    seed.start = decode::date(time, found);
    if is_oath && public_id.is_empty() && id_or_counter == "0" {
        found.remark(Trouble::PerhapsChallenge);
    }
    Ok(seed)
}

/// The hexadecimal digits of an HMAC-SHA-1 key; an AES key has 32.
const OATH_KEY: usize = 40;
