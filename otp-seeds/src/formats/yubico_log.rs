//! The log of Yubico's personalization tool in its traditional format: 18 columns, and no serial number.
//!
//! The second column is a time as the locale writes it, which may have commas of its own, so rows are read from the
//! right. The names of events may be translated.

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
use otp_core::{Algorithm, Counter};

/// The traditional log.
pub(crate) struct YubicoLog;

impl Codec for YubicoLog {
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str> {
        if sample.first_line().starts_with(START) {
            return Some("the first line is LOGGING START");
        }
        let flag = |text: &str| text == "0" || text == "1";
        let like = |row: &Row<'_>| {
            row.columns() >= 18 && (1..=5).all(|from_right| flag(row.get(row.columns() - from_right)))
        };
        sample.mostly(like).then_some("rows of 18 columns or more that end in five flags")
    }

    fn read(&self, text: &str, _: &Options<'_>, found: &mut Found) -> Result<(), ReadError> {
        table::read(Rows::of(text), found, |row, _| (row.get(0) != START).then(|| seed(row)))
    }
}

fn seed(row: &Row<'_>) -> Result<Seed, Trouble> {
    row.expect(18, 24, "18: an event, its time, and the configuration of a slot")?;
    let right = |columns| row.get(row.columns() - columns);
    let [public_id, private_id, key, digits] = [15, 14, 13, 7].map(right);
    let (scheme, key, id) = if decode::is_number(digits, 1) && digits != "0" {
        let counter = Counter::new(decode::number(right(6), "moving factor", 0)?);
        let digits = decode::digits(digits, None)?;
        let scheme = Scheme::Hotp { algorithm: Algorithm::Sha1, digits, counter };
        (scheme, decode::hex(key)?, oath_id(public_id, [10, 9, 8].map(|flag| right(flag) == "1"))?)
    } else if row.get(0) == "Yubico OTP" {
        let scheme = Scheme::YubiKey { private_id: decode::private_id(private_id)? };
        (scheme, decode::aes_key(key)?, public_id.to_owned())
    } else {
        return Err(Trouble::NoCodes);
    };
    let mut seed = Seed::new(decode::serial(&id)?, scheme, key)?;
    decode::public_id(public_id)?;
    seed.public_id = Some(seed.serial.clone());
    seed.maker = decode::optional("Yubico", "maker")?;
    Ok(seed)
}

/// What a key in OATH mode types before its code: so many characters in modhex, the others in hexadecimal.
fn oath_id(public_id: &str, [two, four, all]: [bool; 3]) -> Result<String, Trouble> {
    decode::public_id(public_id)?;
    let modhex = match (all, two, four) {
        (true, ..) => public_id.len(),
        (_, true, _) => 2,
        (.., true) => 4,
        _ => 0,
    };
    let digit = |(at, character): (usize, u8)| {
        let value = decode::MODHEX.iter().position(|known| *known == character);
        let digit = value.and_then(|value| char::from_digit(u32::try_from(value).ok()?, 16));
        if at < modhex { char::from(character) } else { digit.unwrap_or_default() }
    };
    Ok(public_id.bytes().enumerate().map(digit).collect())
}

const START: &str = "LOGGING START";
