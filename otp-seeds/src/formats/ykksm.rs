//! The keys of Yubico's key storage module, once decrypted by PGP:
//! `serial,public id,private id,AES key,lock code,created,accessed[,flags] # comment` below a line `# ykksm 1`.

use super::{
    Codec, decode,
    sample::Sample,
    table::{self, Row, Rows},
};
use crate::{
    error::ReadError,
    options::Options,
    problem::Trouble,
    read::Found,
    seed::{Scheme, Seed},
};

/// The keys of Yubico's key storage module.
pub(crate) struct Ykksm;

impl Codec for Ykksm {
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str> {
        is_version_1(sample.first_line()).then_some("the first line is # ykksm 1")
    }

    fn read(&self, text: &str, _: &Options<'_>, found: &mut Found) -> Result<(), ReadError> {
        table::read(Rows::with_comments(text), found, |row, found| Some(seed(row, found)))
    }
}

/// Whether a line says that the file is of this format.
pub(super) fn is_version_1(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|comment| comment.trim() == "ykksm 1")
}

fn seed(row: &Row<'_>, found: &mut Found) -> Result<Seed, Trouble> {
    // A comment behind the values may have any number of commas.
    if row.columns() < 6 {
        return Err(Trouble::Columns { found: row.columns(), wanted: WANTED });
    }
    let value = |column| row.get(column).split('#').next().unwrap_or_default().trim();
    let [serial, public_id, private_id, key, _, created] = [0, 1, 2, 3, 4, 5].map(value);
    let scheme = Scheme::YubiKey { private_id: decode::private_id(private_id)? };
    let serial = if serial.is_empty() { public_id } else { serial };
    let mut seed = Seed::new(decode::column_serial(serial)?, scheme, decode::aes_key(key)?)?;
    seed.public_id = decode::public_id(public_id)?;
    seed.start = decode::date(created, found);
    Ok(seed)
}

const WANTED: &str = "7: serial, public id, private id, AES key, lock code, created, accessed";
