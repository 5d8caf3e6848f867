//! Text to secrets, without tables or branches on what it says; and to the other values that files hold.

use crate::{
    date::Date,
    problem::Trouble,
    read::Found,
    secret::{self, PrivateId, SecretBytes},
    seed::{Seed, SeedError},
    text::Text,
};
use base32ct::{Base32UpperUnpadded, Encoding as _};
use base64ct::{Base64, Base64Unpadded, Encoding as _};
use otp_core::{Algorithm, Digits};
use std::str::FromStr;
use subtle::{ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater, ConstantTimeLess};
use zeroize::{Zeroize, Zeroizing};

/// A secret in hexadecimal of either case.
pub(crate) fn hex(text: &str) -> Result<SecretBytes, Trouble> {
    let mut bytes = Zeroizing::new(vec![0; admitted(text.len() / 2)?]);
    base16ct::mixed::decode(text, &mut bytes).map_err(|_| Trouble::NotHex)?;
    Ok(SecretBytes::own(bytes)?)
}

/// A secret in hexadecimal from a row without a header. Below the 80 bits of the shortest tokens it is a number from
/// another column, and then what looks like the serial number may be the secret.
pub(crate) fn column_hex(text: &str) -> Result<SecretBytes, Trouble> {
    match hex(text)? {
        secret if secret.as_bytes().len() < LEAST => {
            Err(Trouble::SwappedColumns { found: secret.as_bytes().len() })
        }
        secret => Ok(secret),
    }
}

/// A secret as [`column_hex`] reads it, or why that would not take it.
pub(crate) fn to_column_hex(bytes: &[u8]) -> Result<Zeroizing<String>, &'static str> {
    if bytes.len() < LEAST { Err("a secret of fewer than 10 bytes") } else { Ok(to_hex(bytes)) }
}

/// The bytes of the shortest secret that tokens have: [`otp_core::Secret::new_short`] takes no shorter one.
const LEAST: usize = 10;

/// A secret in base32 of either case, with any padding or none.
pub(crate) fn base32(text: &str) -> Result<SecretBytes, Trouble> {
    base32_mapped(text, uppercase).map_err(|trouble| trouble.unwrap_or(Trouble::NotBase32))
}

/// A secret in base32hex of either case, with any padding or none.
pub(crate) fn base32hex(text: &str) -> Result<SecretBytes, Trouble> {
    let map = |byte: u8| {
        let byte = uppercase(byte);
        let mut mapped = 0;
        for (first, last, onto) in BASE32HEX {
            let inside = byte.ct_gt(&(first - 1)) & byte.ct_lt(&(last + 1));
            mapped.conditional_assign(&byte.wrapping_sub(first).wrapping_add(onto), inside);
        }
        mapped
    };
    base32_mapped(text, map).map_err(|trouble| trouble.unwrap_or(Trouble::NotBase32Hex))
}

/// First and last character of a stretch of base32hex, and what base32 has for the first.
const BASE32HEX: [(u8, u8, u8); 3] = [(b'0', b'9', b'A'), (b'A', b'P', b'K'), (b'Q', b'V', b'2')];

/// Decodes base32 after mapping each character; no trouble stands for a bad text.
fn base32_mapped(text: &str, map: impl Fn(u8) -> u8) -> Result<SecretBytes, Option<Trouble>> {
    let text = text.trim_end_matches('=');
    admitted(text.len() * 5 / 8)?;
    let mapped = Zeroizing::new(text.bytes().map(map).collect::<Vec<_>>());
    let mut bytes = Zeroizing::new(vec![0; text.len() * 5 / 8]);
    Base32UpperUnpadded::decode(mapped.as_slice(), &mut bytes).map_err(|_| None)?;
    // The decoder ignores the unused bits of the last character; only one text must stand for one secret.
    let again = Zeroizing::new(Base32UpperUnpadded::encode_string(&bytes));
    if !bool::from(again.as_bytes().ct_eq(&mapped)) {
        return Err(None);
    }
    Ok(SecretBytes::own(bytes).map_err(Trouble::from)?)
}

/// Turns a lower-case letter into upper case, without the branch that the standard library makes of it unoptimised.
fn uppercase(byte: u8) -> u8 {
    let lower = byte.ct_gt(&b'`') & byte.ct_lt(&b'{');
    u8::conditional_select(&byte, &(byte ^ 0x20), lower)
}

/// Base64 with white space anywhere and with or without padding, of any length up to a limit.
pub(crate) fn base64(text: &str, most: usize) -> Result<Zeroizing<Vec<u8>>, Trouble> {
    if text.len() > 8 * most {
        return Err(Trouble::NotBase64);
    }
    let mut kept = Zeroizing::new(Vec::with_capacity(text.len()));
    kept.extend(text.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    let mut bytes = Zeroizing::new(vec![0; kept.len() / 4 * 3 + 3]);
    let decoded = match kept.last() {
        Some(b'=') => Base64::decode(&kept, &mut bytes),
        _ => Base64Unpadded::decode(&kept, &mut bytes),
    };
    let length = decoded.map_err(|_| Trouble::NotBase64)?.len();
    bytes.truncate(length);
    Ok(bytes)
}

/// The AES key of a YubiKey in hexadecimal.
pub(crate) fn aes_key(text: &str) -> Result<SecretBytes, Trouble> {
    match hex(text)? {
        key if key.as_bytes().len() == 16 => Ok(key),
        other => Err(Trouble::AesKeyLength { found: other.as_bytes().len() }),
    }
}

/// The private id of a YubiKey in hexadecimal.
pub(crate) fn private_id(text: &str) -> Result<PrivateId, Trouble> {
    let mut bytes = [0; 6];
    let good = text.len() == 12 && base16ct::mixed::decode(text, &mut bytes).is_ok();
    let id = good.then(|| PrivateId::new(&bytes));
    bytes.zeroize();
    id.ok_or(Trouble::PrivateId)
}

/// The public id of a YubiKey, in modhex or not there.
pub(crate) fn public_id(text: &str) -> Result<Option<Text>, Trouble> {
    if !is_modhex(text) || text.len() > 32 || !text.len().is_multiple_of(2) {
        return Err(Trouble::PublicId);
    }
    optional(text, "public id")
}

/// Whether a text is modhex throughout.
pub(crate) fn is_modhex(text: &str) -> bool {
    text.bytes().all(|byte| MODHEX.contains(&byte))
}

/// Yubico's hexadecimal digits.
pub(crate) const MODHEX: &[u8; 16] = b"cbdefghijklnrtuv";

/// Whether a text can be a secret in hexadecimal: what formats are told by.
pub(crate) fn is_hex(text: &str) -> bool {
    hex(text).is_ok()
}

/// Whether a text is a number of up to so many decimal digits.
pub(crate) fn is_number(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(crate) fn serial(text: &str) -> Result<Text, Trouble> {
    optional(text, "serial number")?.ok_or(Trouble::NoSerial)
}

/// A serial number from a row. A spreadsheet keeps six digits of a long one, and then several tokens share it.
pub(crate) fn column_serial(text: &str) -> Result<Text, Trouble> {
    if is_shortened(text) { Err(Trouble::ShortenedSerial) } else { serial(text) }
}

/// Whether a text is a number as spreadsheets shorten it: `2.30873E+12`, or with a comma.
pub(crate) fn is_shortened(text: &str) -> bool {
    let is_digits = |text: &str| is_number(text, text.len());
    text.split_once(['e', 'E']).is_some_and(|(number, exponent)| {
        let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
        exponent.strip_prefix('+').is_some_and(is_digits) && is_digits(whole) && is_digits(fraction)
    })
}

/// A name that may be empty.
pub(crate) fn optional(text: &str, field: &'static str) -> Result<Option<Text>, Trouble> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Text::new(text).map(Some).map_err(|_| Trouble::Name { field })
}

/// A date that may be empty; one that cannot be read is left out with a remark.
pub(crate) fn date(text: &str, found: &mut Found) -> Option<Date> {
    let date = Date::new(text).ok();
    if date.is_none() && !text.is_empty() {
        found.remark(Trouble::Date);
    }
    date
}

/// A number in decimal digits without a sign, or a default for none.
pub(crate) fn number<T: FromStr>(text: &str, field: &'static str, default: T) -> Result<T, Trouble> {
    if text.is_empty() {
        return Ok(default);
    }
    let number = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    number.ok_or(Trouble::Number { field })
}

/// A time step in seconds, or a default for none.
pub(crate) fn step(text: &str, default: Option<u32>) -> Result<u32, Trouble> {
    match number(text, "time step", default.unwrap_or(30))? {
        0 => Err(Trouble::Number { field: "time step" }),
        step => Ok(step),
    }
}

/// A number of digits, or a default for none.
pub(crate) fn digits(text: &str, default: Option<Digits>) -> Result<Digits, Trouble> {
    let default = default.unwrap_or(Digits::Six);
    let count = number(text, "number of digits", default.count())?;
    Digits::try_from(count).map_err(|_| Trouble::Digits)
}

/// A hash function by any of the names that writers have for it.
pub(crate) fn algorithm(name: &str) -> Result<Algorithm, Trouble> {
    let name = name.to_ascii_lowercase().replace(['-', '_', ' '], "");
    name.strip_prefix("hmac").unwrap_or(&name).parse().map_err(|_| Trouble::Algorithm)
}

/// A secret as text in lower-case hexadecimal, wiped on drop.
pub(crate) fn to_hex(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(base16ct::lower::encode_string(bytes))
}

/// A secret as text in base32 without padding, wiped on drop.
pub(crate) fn to_base32(seed: &Seed) -> Zeroizing<String> {
    Zeroizing::new(Base32UpperUnpadded::encode_string(seed.secret().as_bytes()))
}

fn admitted(bytes: usize) -> Result<usize, Trouble> {
    if bytes > secret::MOST { Err(Trouble::SecretLength { found: bytes }) } else { Ok(bytes) }
}

impl From<SeedError> for Trouble {
    fn from(error: SeedError) -> Self {
        match error {
            SeedError::SecretLength { found } => Self::SecretLength { found },
            SeedError::AesKeyLength { found } => Self::AesKeyLength { found },
            SeedError::ZeroStep => Self::Number { field: "time step" },
            SeedError::Text => Self::Name { field: "name" },
            SeedError::Date => Self::Date,
        }
    }
}
