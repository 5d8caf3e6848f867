//! multiOTP: `serial;manufacturer;type;secret;digits;counter or step`, secrets in hexadecimal.

use super::{
    Codec, decode,
    sample::Sample,
    table::{self, Row, Rows},
};
use crate::{
    error::ReadError,
    options::{Defaults, Options},
    problem::Trouble,
    read::Found,
    seed::{Scheme, Seed},
};
use otp_core::{Counter, Drift};

/// multiOTP.
pub(crate) struct MultiOtp;

impl Codec for MultiOtp {
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str> {
        let like = |row: &Row<'_>| {
            (5..=6).contains(&row.columns())
                && KINDS.iter().any(|known| known.eq_ignore_ascii_case(row.get(2)))
                && decode::is_hex(row.get(3))
                && decode::is_number(row.get(4), 2)
        };
        sample.mostly(like).then_some("rows of a serial number, a manufacturer, a type, and hexadecimal")
    }

    fn read(&self, text: &str, options: &Options<'_>, found: &mut Found) -> Result<(), ReadError> {
        table::read(Rows::of(text), found, |row, _| Some(seed(row, options.defaults)))
    }
}

fn seed(row: &Row<'_>, defaults: Defaults) -> Result<Seed, Trouble> {
    row.expect(5, 6, "6: serial, manufacturer, type, secret, digits, counter or step")?;
    let [serial, maker, kind, secret, digits, factor] = [0, 1, 2, 3, 4, 5].map(|column| row.get(column));
    let algorithm = defaults.algorithm.unwrap_or_default();
    let digits = decode::digits(digits, defaults.digits)?;
    let scheme = match kind.to_ascii_lowercase().as_str() {
        "hotp" => {
            Scheme::Hotp { algorithm, digits, counter: Counter::new(decode::number(factor, "counter", 0)?) }
        }
        "totp" => {
            let step = decode::step(factor, defaults.step)?;
            Scheme::Totp { algorithm, digits, step, drift: Drift::new(0) }
        }
        _ => return Err(Trouble::Kind),
    };
    let mut seed = Seed::new(decode::column_serial(serial)?, scheme, decode::hex(secret)?)?;
    seed.maker = decode::optional(maker, "maker")?;
    Ok(seed)
}

/// The types that stand in such files.
const KINDS: [&str; 3] = ["hotp", "totp", "motp"];
