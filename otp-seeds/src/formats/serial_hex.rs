//! `serial,secret[,counter or step]` in hexadecimal: what Duo, PingID and PingOne import.
//!
//! Nothing in such a file tells HOTP from TOTP or how many digits a code has; both are chosen where the file is
//! uploaded. So the format is always named by the caller, see [`Codec::fits`].

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
    write::{Lost, Output, WriteError, WriteOptions},
};
use otp_core::{Algorithm, Counter, Digits, Drift};
use zeroize::Zeroizing;

/// Whose file it is, and of which type of token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SerialHex {
    DuoHotp,
    DuoTotp,
    PingHotp,
    PingTotp,
}

impl Codec for SerialHex {
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str> {
        let most = if *self == Self::PingTotp { 2 } else { 3 };
        let like = |row: &Row<'_>| {
            (2..=most).contains(&row.columns())
                && decode::is_hex(row.get(1))
                && (row.get(2).is_empty() || decode::is_number(row.get(2), 20))
        };
        sample.mostly(like).then_some("rows of a serial number, hexadecimal, and perhaps a number")
    }

    fn read(&self, text: &str, options: &Options<'_>, found: &mut Found) -> Result<(), ReadError> {
        table::read(Rows::of(text), found, |row, _| Some(self.seed(row, options)))
    }

    fn write(&self, seeds: &[Seed], _: &WriteOptions<'_>, output: &mut Output) -> Result<(), WriteError> {
        // One upload has one number of digits, and for PingID one time step.
        let first = seeds.iter().find_map(|seed| self.settings(seed).ok());
        table::write(seeds, output, |seed, losses| {
            let row = self.row(seed, first)?;
            if first.is_some_and(|(digits, _)| digits != Digits::Six) {
                losses.lose(Lost::Setting("number of digits"));
            }
            if *self == Self::PingTotp && first.is_some_and(|(_, step)| step != STEP) {
                losses.lose(Lost::Setting("time step"));
            }
            losses.fields([(seed.owner.is_some(), "owner"), (seed.public_id.is_some(), "public id")]);
            losses.maker(seed);
            losses.dates(seed);
            Ok(row)
        });
        Ok(())
    }
}

impl SerialHex {
    fn seed(self, row: &Row<'_>, options: &Options<'_>) -> Result<Seed, Trouble> {
        match self {
            Self::PingTotp => row.expect(2, 2, "2: serial, secret")?,
            Self::DuoHotp | Self::PingHotp => row.expect(2, 3, "2 or 3: serial, secret, counter")?,
            Self::DuoTotp => row.expect(2, 3, "2 or 3: serial, secret, time step")?,
        }
        let defaults = options.defaults;
        let algorithm = defaults.algorithm.unwrap_or_default();
        let digits = decode::digits("", defaults.digits)?;
        let scheme = match self {
            Self::DuoHotp | Self::PingHotp => {
                let counter = Counter::new(decode::number(row.get(2), "counter", 0)?);
                Scheme::Hotp { algorithm, digits, counter }
            }
            Self::DuoTotp | Self::PingTotp => {
                let step = decode::step(row.get(2), defaults.step)?;
                Scheme::Totp { algorithm, digits, step, drift: Drift::new(0) }
            }
        };
        Ok(Seed::new(decode::column_serial(row.get(0))?, scheme, decode::column_hex(row.get(1))?)?)
    }

    /// What is chosen for the whole upload: digits and, of TOTP tokens, the step.
    fn settings(self, seed: &Seed) -> Result<(Digits, u32), &'static str> {
        match (self, seed.scheme()) {
            (Self::DuoHotp | Self::PingHotp, Scheme::Hotp { algorithm: Algorithm::Sha1, digits, .. }) => {
                Ok((*digits, STEP))
            }
            (
                Self::DuoTotp | Self::PingTotp,
                Scheme::Totp { algorithm: Algorithm::Sha1, digits, step, .. },
            ) => Ok((*digits, *step)),
            (_, Scheme::Hotp { .. } | Scheme::Totp { .. }) => Err("this type or hash function"),
            (_, Scheme::YubiKey { .. }) => Err("YubiKeys"),
        }
    }

    fn row(self, seed: &Seed, first: Option<(Digits, u32)>) -> Result<Vec<Zeroizing<String>>, &'static str> {
        let (digits, step) = self.settings(seed)?;
        if first.is_some_and(|(first, _)| first != digits) {
            return Err("codes of another length than the first token's");
        }
        if self == Self::PingTotp && first.is_some_and(|(_, first)| first != step) {
            return Err("another time step than the first token's");
        }
        let mut row = vec![value(&seed.serial), decode::to_column_hex(seed.secret().as_bytes())?];
        match seed.scheme() {
            Scheme::Hotp { counter, .. } => row.push(value(counter)),
            Scheme::Totp { .. } if self == Self::DuoTotp => row.push(value(&step)),
            Scheme::Totp { .. } | Scheme::YubiKey { .. } => {}
        }
        Ok(row)
    }
}

/// What is taken for granted.
const STEP: u32 = 30;
