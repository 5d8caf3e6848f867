//! The OATH CSV of privacyIDEA, `LinOTP` and `NetIQ`: `serial,secret[,type[,digits[,step or counter]]]`.
//!
//! A first line `# version: 2` puts `username,resolver,realm` before. The length of the secret says the hash function.

use super::{
    Codec, decode,
    sample::Sample,
    table::{self, Row, Rows, value},
};
use crate::{
    error::ReadError,
    options::{Defaults, Options},
    problem::Trouble,
    read::Found,
    seed::{Scheme, Seed},
    write::{Output, WriteError, WriteOptions},
};
use otp_core::{Algorithm, Counter, Drift};
use zeroize::Zeroizing;

/// The OATH CSV of privacyIDEA, `LinOTP` and `NetIQ`.
pub(crate) struct PrivacyIdea;

impl Codec for PrivacyIdea {
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str> {
        if is_version_2(sample.first_line()) {
            return Some("the first line is # version: 2");
        }
        let like = |row: &Row<'_>| {
            let known = |kind: &str| KINDS.iter().any(|known| known.eq_ignore_ascii_case(kind));
            (2..=5).contains(&row.columns())
                && decode::is_hex(row.get(1))
                && (row.columns() == 2 || known(row.get(2)))
        };
        sample.mostly(like).then_some("rows of a serial number, hexadecimal, and perhaps a type")
    }

    fn read(&self, text: &str, options: &Options<'_>, found: &mut Found) -> Result<(), ReadError> {
        let owned = is_version_2(Sample::of(text).first_line());
        table::read(Rows::with_comments(text), found, |row, _| Some(seed(row, owned, options.defaults)))
    }

    fn write(&self, seeds: &[Seed], _: &WriteOptions<'_>, output: &mut Output) -> Result<(), WriteError> {
        let owned = seeds.iter().any(|seed| seed.owner.is_some());
        if owned {
            output.draft.push("# version: 2\n");
        }
        table::write(seeds, output, |seed, losses| {
            losses.fields([(seed.public_id.is_some(), "public id")]);
            losses.maker(seed);
            losses.dates(seed);
            row(seed, owned)
        });
        Ok(())
    }
}

fn is_version_2(line: &str) -> bool {
    let version = line.strip_prefix('#').and_then(|comment| comment.trim().strip_prefix("version:"));
    version.is_some_and(|version| version.trim() == "2")
}

fn seed(row: &Row<'_>, owned: bool, defaults: Defaults) -> Result<Seed, Trouble> {
    let skip = if owned { OWNER_COLUMNS } else { 0 };
    row.expect(2 + skip, 5 + skip, "serial, secret, type, digits, step or counter")?;
    let [serial, secret, kind, digits, factor] = [0, 1, 2, 3, 4].map(|column| row.get(skip + column));
    let algorithm = match defaults.algorithm {
        Some(algorithm) => algorithm,
        None => algorithm(secret.len())?,
    };
    let digits = decode::digits(digits, defaults.digits)?;
    let scheme = match kind.to_ascii_lowercase().as_str() {
        "" | "hotp" => {
            Scheme::Hotp { algorithm, digits, counter: Counter::new(decode::number(factor, "counter", 0)?) }
        }
        "totp" => Scheme::Totp {
            algorithm,
            digits,
            step: decode::step(factor, defaults.step)?,
            drift: Drift::new(0),
        },
        _ => return Err(Trouble::Kind),
    };
    let mut seed = Seed::new(decode::column_serial(serial)?, scheme, decode::column_hex(secret)?)?;
    if owned {
        seed.owner = match [row.get(0), row.get(2)] {
            ["", _] => None,
            [user, ""] => decode::optional(user, "owner")?,
            [user, realm] => decode::optional(&format!("{user}@{realm}"), "owner")?,
        };
    }
    Ok(seed)
}

fn row(seed: &Seed, owned: bool) -> Result<Vec<Zeroizing<String>>, &'static str> {
    let (kind, used, digits, factor) = match *seed.scheme() {
        Scheme::Hotp { algorithm, digits, counter } => ("hotp", algorithm, digits, counter.get()),
        Scheme::Totp { algorithm, digits, step, .. } => ("totp", algorithm, digits, step.into()),
        Scheme::YubiKey { .. } => return Err("YubiKeys"),
    };
    let secret = decode::to_column_hex(seed.secret().as_bytes())?;
    if algorithm(secret.len()) != Ok(used) {
        return Err("this hash function with a secret of this length");
    }
    let mut row = Vec::new();
    if owned {
        row.push(seed.owner.as_ref().map(value).unwrap_or_default());
        row.extend([value(""), value("")]);
    }
    row.extend([value(&seed.serial), secret, value(kind), value(&digits.count()), value(&factor)]);
    Ok(row)
}

/// What privacyIDEA takes for the hash function, by the number of hexadecimal digits: those of an output of SHA-2, or
/// else SHA-1. Neither SHA-224 nor SHA-384 is known here.
fn algorithm(digits: usize) -> Result<Algorithm, Trouble> {
    match digits {
        64 => Ok(Algorithm::Sha256),
        128 => Ok(Algorithm::Sha512),
        56 | 96 => Err(Trouble::Algorithm),
        _ => Ok(Algorithm::Sha1),
    }
}

/// The types that stand in such files.
const KINDS: [&str; 8] = ["hotp", "totp", "tan", "ocra", "ocra2", "motp", "spass", "pw"];

/// How many columns say whose the token is.
const OWNER_COLUMNS: usize = 3;
