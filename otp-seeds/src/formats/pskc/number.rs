//! Numbers, which may be encrypted, too.

use super::{
    Stop,
    protection::{Protected, Value},
    xml,
};
use crate::problem::Trouble;
use base64ct::{Base64, Encoding as _};
use roxmltree::Node;

/// A number of a key's data (`Counter`, `Time`, `TimeInterval`, `TimeDrift`), or `None` where there is none.
pub(super) fn read(
    data: Node<'_, '_>,
    name: &'static str,
    field: &'static str,
    protected: &mut Protected<'_, '_, '_>,
) -> Result<Option<i128>, Stop> {
    let Some(element) = xml::only(data, [name])? else { return Ok(None) };
    Ok(Some(match Value::of(element)? {
        Value::Encrypted(value) => binary(&protected.open(element, value)?, field)?,
        Value::Plain(text) => plain(text, field)?,
    }))
}

/// Decimal digits and perhaps a sign, the `long` of XML Schema; or base64, which drafts before RFC 6030 have. Its
/// padding tells it from words and from digits with a unit, since four or eight bytes have one, and three or six none.
fn plain(text: &str, field: &'static str) -> Result<i128, Trouble> {
    if let Ok(number) = text.parse() {
        return Ok(number);
    }
    let text: String = text.split_ascii_whitespace().collect();
    let mut bytes = [0; 8];
    match Base64::decode(&text, &mut bytes) {
        Ok(bytes) if text.ends_with('=') => binary(bytes, field),
        _ => Err(Trouble::Number { field }),
    }
}

/// Four or eight bytes, the highest first, as RFC 6030 wants them (section 4.2), or fewer where writers leave the zeros
/// out; unless the bytes could be decimal digits, which others write.
fn binary(bytes: &[u8], field: &'static str) -> Result<i128, Trouble> {
    if !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit) {
        return Err(Trouble::TwoReadings { field });
    }
    if let Ok(four) = bytes.try_into() {
        return Ok(i32::from_be_bytes(four).into());
    }
    if let Ok(eight) = bytes.try_into() {
        return Ok(i64::from_be_bytes(eight).into());
    }
    match *bytes {
        _ if bytes.is_empty() || bytes.len() > 8 => Err(Trouble::Number { field }),
        _ => Ok(bytes.iter().fold(0, |number, byte| number << 8 | i128::from(*byte))),
    }
}
