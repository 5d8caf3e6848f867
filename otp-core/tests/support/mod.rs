//! What the integration tests share: published vectors as values, a naive token, and what people type into it.

#![allow(dead_code, clippy::unwrap_used, reason = "tests, and each of them uses a part")]

use hmac::{Hmac, KeyInit, Mac};
use otp_core::{Algorithm, Code, Digits, Hotp, Refusal, Run, Secret, Totp, UnixTime, hotp, totp};
use proptest::{prelude::*, sample::Index};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use std::{collections::BTreeMap, fmt::Debug, str::FromStr};

/// One case of a vector file, with all that was said for it.
#[derive(Debug)]
pub(crate) struct Case(BTreeMap<&'static str, &'static str>);

/// The cases of a vector file: `KEY = VALUE` lines, a blank line after each case, `#` before remarks.
///
/// A case begins with one of four keys. What stands outside of cases holds for all that follow, until said anew.
pub(crate) fn cases(file: &'static str) -> Vec<Case> {
    let mut found: Vec<Case> = Vec::new();
    let mut context = BTreeMap::new();
    let mut inside = false;
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        if line.is_empty() {
            inside = false;
            continue;
        }
        let (key, value) = line.split_once(" = ").unwrap_or_else(|| panic!("not KEY = VALUE: {line}"));
        if ["CASE", "COUNTER", "UNIX_TIME", "TEXT"].contains(&key) {
            found.push(Case(context.clone()));
            inside = true;
        }
        let place = if inside { &mut found.last_mut().unwrap().0 } else { &mut context };
        let before = place.insert(key, value);
        assert!(!inside || before.is_none(), "said twice in one case: {line}");
    }
    found
}

impl Case {
    pub(crate) fn get(&self, key: &str) -> Option<&'static str> {
        self.0.get(key).copied()
    }

    pub(crate) fn text(&self, key: &str) -> &'static str {
        self.get(key).unwrap_or_else(|| panic!("no {key} in {self:?}"))
    }

    pub(crate) fn number<T: FromStr<Err: Debug>>(&self, key: &str) -> T {
        self.text(key).parse().unwrap()
    }

    /// A list of codes, or of anything else between spaces.
    pub(crate) fn list<T>(&self, key: &str, read: impl Fn(&str) -> T) -> Vec<T> {
        self.get(key).unwrap_or_default().split_whitespace().map(read).collect()
    }

    pub(crate) fn codes(&self) -> Vec<Code> {
        self.list("CODES", code)
    }

    /// The token of `SECRET` and `ALGORITHM`.
    pub(crate) fn device(&self, digits: Digits) -> Device {
        let algorithm = match self.text("ALGORITHM") {
            "SHA1" => Algorithm::Sha1,
            "SHA256" => Algorithm::Sha256,
            "SHA512" => Algorithm::Sha512,
            unknown => panic!("{unknown}"),
        };
        Device { algorithm, digits, key: unhex(self.text("SECRET")) }
    }
}

/// A naive HOTP token: early exits, indices and `%`, none of which the library may use.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    pub(crate) algorithm: Algorithm,
    pub(crate) digits: Digits,
    pub(crate) key: Vec<u8>,
}

impl Device {
    /// The token of the RFCs' SHA-1 vectors, six digits.
    pub(crate) fn of_the_rfc() -> Self {
        let key = b"12345678901234567890".to_vec();
        Self { algorithm: Algorithm::Sha1, digits: Digits::Six, key }
    }

    pub(crate) fn secret(&self) -> Secret {
        Secret::new_short(&self.key).unwrap()
    }

    pub(crate) fn hotp(&self, policy: hotp::Policy) -> Hotp {
        Hotp::new(&self.secret(), self.algorithm, self.digits, policy).unwrap()
    }

    pub(crate) fn totp(&self, policy: totp::Policy) -> Totp {
        Totp::new(&self.secret(), self.algorithm, self.digits, policy).unwrap()
    }

    /// RFC 4226 §5.3, as it stands there.
    pub(crate) fn value(&self, counter: u64) -> u32 {
        let mac = match self.algorithm {
            Algorithm::Sha1 => mac::<Hmac<Sha1>>(&self.key, counter),
            Algorithm::Sha256 => mac::<Hmac<Sha256>>(&self.key, counter),
            Algorithm::Sha512 => mac::<Hmac<Sha512>>(&self.key, counter),
        };
        let at = usize::from(mac.last().unwrap() & 0xf);
        let word = u32::from_be_bytes(mac[at..at + 4].try_into().unwrap());
        (word & 0x7fff_ffff) % 10_u32.pow(self.digits.count().into())
    }

    /// A value as it is typed.
    pub(crate) fn typed(&self, value: u32) -> Code {
        code(&format!("{value:0width$}", width = usize::from(self.digits.count())))
    }

    pub(crate) fn code(&self, counter: u64) -> Code {
        self.typed(self.value(counter))
    }

    /// Whether a run that begins at a factor shows these values. All of its factors exist.
    pub(crate) fn shows(&self, first: u64, values: &[u32]) -> bool {
        values.iter().zip(first..=u64::MAX).all(|(value, factor)| self.value(factor) == *value)
    }

    /// What is typed when the token stands at a factor.
    pub(crate) fn run(&self, typing: Typing, first: u64, count: usize) -> Vec<u32> {
        let mut values: Vec<u32> = (0..4).map(|n| self.value(first.wrapping_add(n))).collect();
        match typing {
            Typing::Faithful => {}
            Typing::Backwards => values[..count].reverse(),
            Typing::WithAGap(after) => drop(values.remove(after.index(count))),
            Typing::OneTwice => values.insert(1, values[0]),
            Typing::OneWrong(which) => values[which.index(count)] ^= 1,
            Typing::Blind(seed) => values = vec![seed % 1_000_000; 3],
        }
        values.truncate(count);
        values
    }

    /// Pairs of factors at most so far apart that show the same code.
    pub(crate) fn repeats(&self, factors: u64, apart: usize) -> Vec<[u64; 2]> {
        let values: Vec<u32> = (0..factors).map(|factor| self.value(factor)).collect();
        let mut found = Vec::new();
        for (low, reach) in (0..).zip(values.windows(apart + 1)) {
            found.extend((low..).zip(reach).skip(1).filter(|at| *at.1 == reach[0]).map(|at| [low, at.0]));
        }
        found
    }
}

/// How people read codes off a token, right and wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Typing {
    Faithful,
    Backwards,
    WithAGap(Index),
    OneTwice,
    OneWrong(Index),
    Blind(u32),
}

pub(crate) fn typings() -> impl Strategy<Value = Typing> {
    prop_oneof![
        8 => Just(Typing::Faithful),
        1 => Just(Typing::Backwards),
        1 => any::<Index>().prop_map(Typing::WithAGap),
        1 => Just(Typing::OneTwice),
        2 => any::<Index>().prop_map(Typing::OneWrong),
        1 => any::<u32>().prop_map(Typing::Blind),
    ]
}

/// A place in or around a window, mostly at its edges.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    FromFirst(i64),
    FromLast(i64),
    Within(Index),
}

impl Place {
    /// The distance from the first place of a window that has so many more.
    pub(crate) fn offset(self, more: u32) -> i64 {
        match self {
            Self::FromFirst(offset) => offset,
            Self::FromLast(offset) => i64::from(more) + offset,
            Self::Within(index) => i64::try_from(index.index(more as usize + 1)).unwrap(),
        }
    }
}

pub(crate) fn places() -> impl Strategy<Value = Place> {
    prop_oneof![
        (-3_i64..=3).prop_map(Place::FromFirst),
        (-3_i64..=3).prop_map(Place::FromLast),
        any::<Index>().prop_map(Place::Within),
    ]
}

pub(crate) fn devices() -> impl Strategy<Value = Device> {
    let algorithms = prop_oneof![Just(Algorithm::Sha1), Just(Algorithm::Sha256), Just(Algorithm::Sha512)];
    let digits = prop_oneof![Just(Digits::Six), Just(Digits::Seven), Just(Digits::Eight)];
    // Longer than a block now and then, which HMAC hashes first.
    let bytes = |length| prop::collection::vec(any::<u8>(), length);
    let keys = prop_oneof![4 => bytes(10..=64), 1 => bytes(65..=200)];
    (algorithms, digits, keys).prop_map(|(algorithm, digits, key)| Device { algorithm, digits, key })
}

/// Verifies one code, resyncs on two or three; the states before and after.
pub(crate) fn judge_hotp(
    token: &Hotp,
    state: &hotp::State,
    codes: &[Code],
) -> Result<[hotp::State; 2], Refusal> {
    if let [code] = *codes {
        token.verify(state, code).map(|accepted| [*accepted.previous(), accepted.into_next()])
    } else {
        token.resync(state, run(codes)).map(|resynced| [*resynced.previous(), resynced.into_next()])
    }
}

/// Verifies one code, resyncs on two or three; the states before and after.
pub(crate) fn judge_totp(
    token: &Totp,
    state: &totp::State,
    codes: &[Code],
    now: UnixTime,
) -> Result<[totp::State; 2], Refusal> {
    if let [code] = *codes {
        token.verify(state, code, now).map(|accepted| [*accepted.previous(), accepted.into_next()])
    } else {
        token.resync(state, run(codes), now).map(|resynced| [*resynced.previous(), resynced.into_next()])
    }
}

pub(crate) fn code(text: &str) -> Code {
    Code::parse(text.as_bytes()).unwrap()
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// Yubico's modhex.
pub(crate) fn modhex(bytes: &[u8]) -> String {
    let letter = |nibble: u8| char::from(b"cbdefghijklnrtuv"[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 0xf)]).collect()
}

fn run(codes: &[Code]) -> Run {
    match *codes {
        [a, b] => [a, b].into(),
        [a, b, c] => [a, b, c].into(),
        _ => panic!("a run has two or three codes"),
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], counter: u64) -> Vec<u8> {
    <M as KeyInit>::new_from_slice(key)
        .unwrap()
        .chain_update(counter.to_be_bytes())
        .finalize()
        .into_bytes()
        .to_vec()
}
