//! Models of what two servers do with codes, written from their sources, to compare verdicts with.
//!
//! One token, `AutoResync` off, whole seconds, steps from the Unix epoch; what is stored is always written. Numbers are
//! as in the sources, so that windows end before their last number.

#![allow(dead_code, clippy::unwrap_used, reason = "tests, and each of them uses a part")]

pub(crate) mod freeipa;
pub(crate) mod ours;
pub(crate) mod privacyidea;

use crate::support::Device;

/// The codes of a token at factors in a row, each computed once.
pub(crate) struct Codes {
    first: i64,
    values: Vec<u32>,
}

impl Codes {
    pub(crate) fn new(device: &Device, first: i64, count: usize) -> Self {
        let values = (first.cast_unsigned()..).take(count).map(|factor| device.value(factor)).collect();
        Self { first, values }
    }

    pub(crate) fn at(&self, factor: i64) -> u32 {
        self.values[usize::try_from(factor - self.first).expect("a factor of the table")]
    }

    pub(crate) fn pair(&self, first: i64) -> [u32; 2] {
        [self.at(first), self.at(first + 1)]
    }

    /// Whether the token shows these values from a factor on.
    pub(crate) fn show(&self, first: i64, values: &[u32]) -> bool {
        values.iter().zip(first..).all(|(value, factor)| self.at(factor) == *value)
    }
}
