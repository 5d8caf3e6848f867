//! Lines of `otpauth://`, as Google Authenticator's key URI format describes them.

use super::{Codec, decode, sample::Sample};
use crate::{
    error::ReadError,
    options::{Defaults, Options},
    problem::Trouble,
    read::Found,
    seed::{Scheme, Seed},
    text::Text,
    write::{Output, WriteError, WriteOptions},
};
use otp_core::{Algorithm, Counter, Digits, Drift};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use zeroize::Zeroizing;

/// `otpauth://`.
pub(crate) struct OtpAuth;

impl Codec for OtpAuth {
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str> {
        after_scheme(sample.first_line(), SCHEME).map(|_| "the first line begins with otpauth://")
    }

    fn read(&self, text: &str, options: &Options<'_>, found: &mut Found) -> Result<(), ReadError> {
        for (line, uri) in (1..).zip(text.lines().map(str::trim)) {
            if !uri.is_empty() && !uri.starts_with('#') {
                found.at(line, None);
                let seed = seed(uri, options.defaults, found);
                found.add(seed)?;
            }
        }
        Ok(())
    }

    fn write(
        &self,
        seeds: &[Seed],
        options: &WriteOptions<'_>,
        output: &mut Output,
    ) -> Result<(), WriteError> {
        output.each(seeds, |seed, draft, losses| {
            let uri = uri(seed, options.uncommon)?;
            losses.fields([
                (seed.public_id.is_some(), "public id"),
                (seed.model.is_some(), "model"),
                (seed.owner.is_some(), "owner"),
            ]);
            losses.dates(seed);
            draft.push(&uri);
            draft.push("\n");
            Ok(())
        });
        Ok(())
    }
}

/// The rest of a URI after its scheme, which may be in any case.
pub(super) fn after_scheme<'a>(uri: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = uri.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// A part of a URI without its percent signs.
pub(super) fn unescape(part: &str) -> Result<Zeroizing<String>, Trouble> {
    // With room for all of it, so that growing leaves no copy of a secret behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(part.len()));
    bytes.extend(percent_decode_str(part));
    str::from_utf8(&bytes).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| Trouble::Uri)
}

fn seed(uri: &str, defaults: Defaults, found: &mut Found) -> Result<Seed, Trouble> {
    let rest = after_scheme(uri, SCHEME).ok_or(Trouble::Uri)?;
    let (kind, rest) = rest.split_once('/').ok_or(Trouble::Uri)?;
    let (label, query) = rest.split_once('?').ok_or(Trouble::Uri)?;
    let [secret, issuer, algorithm, digits, counter, period] = parameters(query, found)?;

    let algorithm = match algorithm.as_str() {
        "" => defaults.algorithm.unwrap_or_default(),
        name => decode::algorithm(name)?,
    };
    let digits = decode::digits(&digits, defaults.digits)?;
    let scheme = if kind.eq_ignore_ascii_case("hotp") {
        if counter.is_empty() {
            found.remark(Trouble::CounterAssumed);
        }
        Scheme::Hotp { algorithm, digits, counter: Counter::new(decode::number(&counter, "counter", 0)?) }
    } else if kind.eq_ignore_ascii_case("totp") {
        let step = decode::step(&period, defaults.step)?;
        Scheme::Totp { algorithm, digits, step, drift: Drift::new(0) }
    } else {
        return Err(Trouble::Kind);
    };

    // A colon that is written as one separates; only where there is none does an escaped one.
    let escaped = || label.to_ascii_uppercase().find("%3A").map(|at| (&label[..at], &label[at + 3..]));
    let (prefix, account) = label.split_once(':').or_else(escaped).unwrap_or(("", label));
    let (prefix, account) = (unescape(prefix)?, unescape(account)?);
    let mut kept = Zeroizing::new(String::with_capacity(secret.len()));
    kept.extend(secret.split([' ', '-']));
    let mut seed = Seed::new(decode::serial(&account)?, scheme, decode::base32(&kept)?)?;
    seed.maker = maker(&prefix, &issuer, found)?;
    Ok(seed)
}

/// Who made a token: what the issuer says, or else what stands before the name.
pub(super) fn maker(prefix: &str, issuer: &str, found: &mut Found) -> Result<Option<Text>, Trouble> {
    let [prefix, issuer] = [prefix, issuer].map(|name| decode::optional(name, "issuer"));
    let (prefix, issuer) = (prefix?, issuer?);
    if prefix.is_some() && issuer.is_some() && prefix != issuer {
        found.remark(Trouble::Issuers);
    }
    Ok(issuer.or(prefix))
}

/// The values of the known parameters; none may come twice.
fn parameters(query: &str, found: &mut Found) -> Result<[Zeroizing<String>; 6], Trouble> {
    let mut values: [Option<Zeroizing<String>>; 6] = Default::default();
    let mut ignored = false;
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        match PARAMETERS.iter().position(|known| known.eq_ignore_ascii_case(name)) {
            // Steam's codes are letters.
            None if name.eq_ignore_ascii_case("encoder") => return Err(Trouble::Encoding),
            None => ignored = true,
            Some(at) => {
                let place = values.get_mut(at).ok_or(Trouble::Uri)?;
                // A plus that means a space is told from an escaped one before unescaping.
                let value = if name.eq_ignore_ascii_case("issuer") {
                    value.replace('+', "%20")
                } else {
                    value.to_owned()
                };
                if place.replace(unescape(&Zeroizing::new(value))?).is_some() {
                    return Err(Trouble::Uri);
                }
            }
        }
    }
    if ignored {
        found.remark(Trouble::Ignored);
    }
    Ok(values.map(Option::unwrap_or_default))
}

fn uri(seed: &Seed, uncommon: bool) -> Result<Zeroizing<String>, &'static str> {
    let escape = |text: &str| utf8_percent_encode(text, ESCAPED).to_string();
    let (kind, algorithm, digits, factor, common) = match *seed.scheme() {
        Scheme::Hotp { algorithm, digits, counter } => {
            ("hotp", algorithm, digits, format!("&counter={counter}"), true)
        }
        Scheme::Totp { algorithm, digits, step, .. } => {
            let period = if step == 30 { String::new() } else { format!("&period={step}") };
            ("totp", algorithm, digits, period, step == 30)
        }
        Scheme::YubiKey { .. } => return Err("YubiKeys"),
    };
    let common = common && algorithm == Algorithm::Sha1 && digits == Digits::Six;
    if !(common || uncommon) {
        return Err("what many apps ignore: other than SHA-1, six digits and 30 seconds");
    }
    if seed.maker.is_none() && seed.serial.as_str().contains(':') {
        return Err("a colon in a serial number without a maker");
    }
    // With room for all of it, so that growing leaves no copy of the secret behind.
    let mut uri = Zeroizing::new(String::with_capacity(MOST_URI));
    let (label, issuer) = match seed.maker.as_ref().map(|maker| escape(maker.as_str())) {
        Some(maker) => (format!("{maker}:"), format!("&issuer={maker}")),
        None => (String::new(), String::new()),
    };
    for part in ["otpauth://", kind, "/", &label, &escape(seed.serial.as_str())] {
        uri.push_str(part);
    }
    for part in ["?secret=", &decode::to_base32(seed), &issuer] {
        uri.push_str(part);
    }
    if algorithm != Algorithm::Sha1 {
        uri.push_str("&algorithm=");
        uri.push_str(&algorithm.name().to_ascii_uppercase());
    }
    if digits != Digits::Six {
        uri.push_str("&digits=");
        uri.push_str(&digits.count().to_string());
    }
    uri.push_str(&factor);
    Ok(uri)
}

const SCHEME: &str = "otpauth://";

const PARAMETERS: [&str; 6] = ["secret", "issuer", "algorithm", "digits", "counter", "period"];

/// Everything but what RFC 3986 §2.3 calls unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Three names of 256 bytes, each escaped in three characters, and a secret of 1024 bytes in base32, and the rest.
const MOST_URI: usize = 3 * 3 * 256 + 1024 * 8 / 5 + 256;
