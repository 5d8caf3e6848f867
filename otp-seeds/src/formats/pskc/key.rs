//! From a key of a package to a token.

use super::{
    Stop,
    device::Device,
    number,
    policy::Policy,
    protection::{Protected, Value},
    xml,
};
use crate::{
    formats::decode,
    options::Defaults,
    problem::Trouble,
    read::Found,
    secret::{MOST, SecretBytes},
    seed::{Scheme, Seed},
    text::Text,
};
use otp_core::{Algorithm, Counter, Digits, Drift};
use roxmltree::Node;

/// Reads a key of a device.
pub(super) fn read(
    device: &Device<'_>,
    key: Node<'_, '_>,
    defaults: Defaults,
    protected: &mut Protected<'_, '_, '_>,
    found: &mut Found,
) -> Result<Seed, Stop> {
    let user = xml::text(key, ["UserId"])?;
    let (scheme, public_id) = match kind(key) {
        Kind::YubiKey => yubikey(user)?,
        Kind::Pin => return Err(Trouble::Pin.into()),
        Kind::Other => return Err(Trouble::Kind.into()),
        oath @ (Kind::Hotp | Kind::Totp) => self::oath(device, key, oath, defaults, protected, found)?,
    };
    let serial = match device.serial {
        "" => key.attribute("Id").unwrap_or_default(),
        serial => serial,
    };
    let policy = Policy::of(key)?;
    let is_yubikey = matches!(scheme, Scheme::YubiKey { .. });
    let mut seed =
        Seed::new(decode::serial(serial)?, scheme, secret(key, protected)?).map_err(Trouble::from)?;
    seed.public_id = public_id;
    seed.maker = decode::optional(device.maker, "maker")?;
    seed.model = decode::optional(device.model, "model")?;
    let owner = if is_yubikey || user.is_empty() { device.user } else { user };
    seed.owner = decode::optional(owner, "owner")?;
    let mut date =
        |of_key: &str, of_device| decode::date(if of_key.is_empty() { of_device } else { of_key }, found);
    seed.start = date(policy.start, device.start);
    seed.expiry = date(policy.expiry, device.expiry);
    if policy.limits_uses {
        found.remark(Trouble::Uses);
    }
    Ok(seed)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Hotp,
    Totp,
    YubiKey,
    Pin,
    Other,
}

/// The algorithm profile: its URI is seen with `:` and with `#`, and in any case.
fn kind(key: Node<'_, '_>) -> Kind {
    let uri = key.attribute("Algorithm").unwrap_or_default().to_ascii_lowercase();
    match uri.rsplit([':', '#']).next().unwrap_or_default() {
        "hotp" => Kind::Hotp,
        "totp" => Kind::Totp,
        "yubikey-aes" => Kind::YubiKey,
        "pin" => Kind::Pin,
        _ => Kind::Other,
    }
}

/// Yubico's `UserId`: `CN=<public id>, UID=<private id>`.
fn yubikey(user: &str) -> Result<(Scheme, Option<Text>), Stop> {
    let part = |name| user.split(',').find_map(|part| part.trim().strip_prefix(name)).unwrap_or_default();
    let private_id = decode::private_id(part("UID="))?;
    Ok((Scheme::YubiKey { private_id }, decode::public_id(part("CN="))?))
}

fn oath(
    device: &Device<'_>,
    key: Node<'_, '_>,
    kind: Kind,
    defaults: Defaults,
    protected: &mut Protected<'_, '_, '_>,
    found: &mut Found,
) -> Result<(Scheme, Option<Text>), Stop> {
    let algorithm = algorithm(key, defaults)?;
    let (digits, public_id) = format(device, key, defaults)?;
    let Some(data) = xml::only(key, ["Data"])? else { return Err(missing(key).into()) };
    let scheme = if kind == Kind::Hotp {
        let counter = number::read(data, "Counter", "counter", protected)?.unwrap_or(0);
        let counter = u64::try_from(counter).map_err(|_| Trouble::Number { field: "counter" })?;
        Scheme::Hotp { algorithm, digits, counter: Counter::new(counter) }
    } else {
        if number::read(data, "Time", "time", protected)?.is_some_and(|time| time != 0) {
            found.remark(Trouble::Time);
        }
        let step = number::read(data, "TimeInterval", "time step", protected)?;
        let step = step.unwrap_or_else(|| defaults.step.unwrap_or(30).into());
        let drift = number::read(data, "TimeDrift", "drift", protected)?.unwrap_or(0);
        Scheme::Totp {
            algorithm,
            digits,
            step: u32::try_from(step).map_err(|_| Trouble::Number { field: "time step" })?,
            drift: self::drift(drift)?,
        }
    };
    Ok((scheme, public_id))
}

/// A drift. Where a token is slow, libpskc writes it without its sign, 4294967292 for -4; a number from which that
/// makes no drift that a resync could find stays what it is, and out of range.
fn drift(number: i128) -> Result<Drift, Trouble> {
    let signed = number - (1 << 32);
    let number = if (-MOST_SLOW..0).contains(&signed) { signed } else { number };
    i32::try_from(number).map(Drift::new).map_err(|_| Trouble::Number { field: "drift" })
}

/// How many steps the widest resync reaches.
const MOST_SLOW: i128 = 10_000;

/// The hash function: the text of `Suite`, or an attribute of it that privacyIDEA writes.
fn algorithm(key: Node<'_, '_>, defaults: Defaults) -> Result<Algorithm, Trouble> {
    let Some(suite) = xml::only(key, ["AlgorithmParameters", "Suite"])? else {
        return Ok(defaults.algorithm.unwrap_or_default());
    };
    match (xml::text_of(suite), suite.attribute("hashalgo").unwrap_or_default()) {
        // One that says nothing is not as good as none: it was there to say something, which the caller may know.
        ("", "") => defaults.algorithm.ok_or(Trouble::Algorithm),
        (name, "") | ("", name) => decode::algorithm(name),
        (text, attribute) => {
            let algorithm = decode::algorithm(text)?;
            if decode::algorithm(attribute)? == algorithm { Ok(algorithm) } else { Err(Trouble::Algorithm) }
        }
    }
}

/// The number of digits. A YubiKey types a public id before the code, which Yubico counts in the length, and makes the
/// id of the key.
fn format(
    device: &Device<'_>,
    key: Node<'_, '_>,
    defaults: Defaults,
) -> Result<(Digits, Option<Text>), Trouble> {
    let format = xml::only(key, ["AlgorithmParameters", "ResponseFormat"])?;
    let attribute = |name| format.and_then(|format| format.attribute(name)).unwrap_or_default().trim();
    if !["", "DECIMAL"].contains(&attribute("Encoding")) {
        return Err(Trouble::Encoding);
    }
    // Two spellings, both of which are seen.
    let flags = [attribute("CheckDigits"), attribute("CheckDigit")];
    if flags.iter().any(|flag| flag.eq_ignore_ascii_case("true") || *flag == "1") {
        return Err(Trouble::CheckDigits);
    }
    let length = attribute("Length");
    let is_yubico = device.maker == "Yubico" && device.has_module;
    // Without a public id, Yubico's id of a key is the serial number and the slot, `283599:1`.
    let id = key.attribute("Id").unwrap_or_default();
    if is_yubico
        && is_public(id)
        && let Ok(length) = length.parse::<usize>()
    {
        let digits = length.checked_sub(id.len()).and_then(|digits| u8::try_from(digits).ok());
        if let Some(digits) = digits.and_then(|digits| Digits::try_from(digits).ok()) {
            return Ok((digits, decode::optional(id, "public id")?));
        }
    }
    Ok((decode::digits(length, defaults.digits)?, None))
}

/// Whether the id of a key in OATH mode can be what it types before its code.
pub(super) fn is_public(id: &str) -> bool {
    id.len().is_multiple_of(2) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn secret(key: Node<'_, '_>, protected: &mut Protected<'_, '_, '_>) -> Result<SecretBytes, Stop> {
    let element = xml::only(key, ["Data", "Secret"])?.ok_or_else(|| missing(key))?;
    let bytes = match Value::of(element)? {
        Value::Encrypted(value) => protected.open(element, value)?,
        Value::Plain("") => return Err(Trouble::NoSecret.into()),
        // Whoever cannot make a MAC could put their own secret in place of an encrypted one.
        Value::Plain(_) if protected.is_declared || xml::children(element, "ValueMAC").next().is_some() => {
            return Err(Trouble::PlainSecret.into());
        }
        Value::Plain(text) => decode::base64(text, MOST)?,
    };
    Ok(SecretBytes::own(bytes).map_err(Trouble::from)?)
}

/// What it means that a secret is missing.
fn missing(key: Node<'_, '_>) -> Trouble {
    let refers =
        ["KeyReference", "KeyProfileId"].into_iter().any(|name| xml::children(key, name).next().is_some());
    if refers { Trouble::Reference } else { Trouble::NoSecret }
}
