//! Duo's YubiKeys: `serial or public id,private id,AES key`, and often a comma more.

use super::{
    Codec, decode,
    sample::Sample,
    table::{self, Row, Rows, value},
};
use crate::{
    error::ReadError,
    options::Options,
    problem::Trouble,
    read::Found,
    seed::{Scheme, Seed},
    text::Text,
    write::{Output, WriteError, WriteOptions},
};

/// Duo's YubiKeys.
pub(crate) struct DuoYubiKey;

impl Codec for DuoYubiKey {
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str> {
        let like = |row: &Row<'_>| {
            let lengths = [row.get(1).len(), row.get(2).len()];
            row.columns() == 3
                && lengths == [12, 32]
                && decode::is_hex(row.get(1))
                && decode::is_hex(row.get(2))
        };
        sample.mostly(like).then_some("rows with 12 and 32 hexadecimal digits after the first column")
    }

    fn read(&self, text: &str, _: &Options<'_>, found: &mut Found) -> Result<(), ReadError> {
        table::read(Rows::of(text), found, |row, _| Some(seed(row)))
    }

    fn write(&self, seeds: &[Seed], _: &WriteOptions<'_>, output: &mut Output) -> Result<(), WriteError> {
        table::write(seeds, output, |seed, losses| {
            let Scheme::YubiKey { private_id } = seed.scheme() else {
                return Err("other tokens than YubiKeys");
            };
            let other_id = seed.public_id != public_id(seed.serial.as_str());
            losses.fields([(seed.owner.is_some(), "owner"), (other_id, "public id")]);
            losses.maker(seed);
            losses.dates(seed);
            let (id, key) = (decode::to_hex(private_id.as_bytes()), decode::to_hex(seed.secret().as_bytes()));
            Ok(vec![value(&seed.serial), id, key])
        });
        Ok(())
    }
}

fn seed(row: &Row<'_>) -> Result<Seed, Trouble> {
    row.expect(3, 3, "3: serial, private id, AES key")?;
    let scheme = Scheme::YubiKey { private_id: decode::private_id(row.get(1))? };
    let mut seed = Seed::new(decode::column_serial(row.get(0))?, scheme, decode::aes_key(row.get(2))?)?;
    seed.public_id = public_id(row.get(0));
    Ok(seed)
}

/// A first column in modhex is the public id, too.
fn public_id(serial: &str) -> Option<Text> {
    decode::public_id(serial).unwrap_or_default()
}
