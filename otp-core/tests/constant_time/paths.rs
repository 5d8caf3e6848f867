//! The paths through the library: what is secret on each, the work, and what it must come to.

mod decoders;
mod typed;
mod windows;
mod yubikeys;

use otp_core::{
    Algorithm, Code, Counter, Digits,
    mac::{Backend, Mac},
};
use std::{array, iter};

/// One way to go.
pub(crate) struct Path {
    pub(crate) name: String,
    /// Keys and codes, to be hidden before the work begins.
    pub(crate) secrets: Vec<Vec<u8>>,
    /// Tells whether the verdict, which is public, is the expected one.
    pub(crate) work: Box<dyn Fn(&[Vec<u8>]) -> bool>,
    /// How often it may branch on a secret besides in `ct::reveal`, whatever the length of the secret.
    pub(crate) allowed: usize,
}

impl Path {
    fn new(name: String, secrets: Vec<Vec<u8>>, work: impl Fn(&[Vec<u8>]) -> bool + 'static) -> Self {
        Self { name, secrets, work: Box::new(work), allowed: 0 }
    }
}

/// All paths. A seed gives them other keys, and the codes other places in their windows; the names stay.
pub(crate) fn paths(seed: u64, widths: &'static [u32]) -> impl Iterator<Item = Path> {
    let windows = windows::paths(seed, widths);
    windows.chain(typed::paths(seed)).chain(yubikeys::paths(seed)).chain(decoders::paths(seed))
}

const ALGORITHMS: [Algorithm; 3] = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];
const DIGITS: [Digits; 3] = [Digits::Six, Digits::Seven, Digits::Eight];

/// The counter or time step at which windows begin.
const FIRST: u64 = 50_000_000;

/// A key of a seed.
fn key(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    iter::repeat_with(next).take(length).collect()
}

/// A place below `places`: all seeds together reach both ends.
fn place(seed: u64, places: u32) -> u32 {
    let sixteenth = u32::try_from(seed % 16).expect("a small number");
    sixteenth * (places - 1) / 15
}

/// The key and the codes that it makes from a factor on, as they are typed.
fn codes(key: Vec<u8>, algorithm: Algorithm, digits: Digits, first: u64, count: usize) -> Vec<Vec<u8>> {
    let mut values = vec![0; count];
    Mac::on(Backend::best(), algorithm, &key).codes(Counter::new(first), digits, &mut values);
    let width = usize::from(digits.count());
    let texts = values.into_iter().map(|value| format!("{value:0width$}").into_bytes());
    iter::once(key).chain(texts).collect()
}

/// The key and codes that it does not make anywhere near.
fn strangers(key: Vec<u8>, algorithm: Algorithm, digits: Digits, count: usize) -> Vec<Vec<u8>> {
    codes(key, algorithm, digits, u64::MAX / 3, count)
}

/// Reads codes.
fn read<const K: usize>(texts: &[Vec<u8>]) -> [Code; K] {
    array::from_fn(|place| Code::parse(&texts[place]).unwrap())
}
