//! Many keys at once, one a lane.

use super::{
    Mac,
    backend::{Kernels, Vectors},
    hash::{Sha1, Sha256, Sha512},
    lanes::{Batch, Keys},
    operand::Word,
    rows::{LANES, Rows},
};
use crate::{digits::Digits, factor::Counter, truncate::Modulus};
use core::fmt;

/// The keys of [`LANES`](Self::LANES) tokens side by side: for a lookup, which tries a few counters of many tokens.
///
/// What it holds is as good as the keys, and is wiped on drop.
pub struct Crowd {
    rows: Rows,
    vectors: Vectors,
}

impl Crowd {
    /// How many tokens make a crowd.
    pub const LANES: usize = LANES;

    /// The crowd of some MACs, or `None` where they are not of one algorithm or compute one MAC at a time.
    #[must_use]
    #[inline]
    pub fn of(macs: &[&Mac; Self::LANES]) -> Option<Self> {
        let [first, ..] = macs;
        // Filled where they lie: rows are too long to be moved.
        let mut crowd =
            Self { vectors: first.backend.vectors()?, rows: Rows::blank(first.keyed.algorithm()) };
        for (lane, mac) in macs.iter().enumerate() {
            crowd.rows.seat(lane, &mac.keyed)?;
        }
        Some(crowd)
    }

    /// Computes successive codes of each token from its own counter on, one for each row of `codes`, as numbers.
    ///
    /// As [`Mac::codes`]: after the last counter comes 0, and the caller wipes the codes.
    pub fn codes(&self, first: &[Counter; Self::LANES], digits: Digits, codes: &mut [[u32; Self::LANES]]) {
        let codes = codes.as_flattened_mut();
        #[cfg(test)]
        super::meter::add(codes.len());
        let modulus = Modulus::of(digits);
        match &self.rows {
            Rows::Sha1(keys) => Sha1::codes(self.vectors, &Abreast { keys, first }, modulus, codes),
            Rows::Sha256(keys) => Sha256::codes(self.vectors, &Abreast { keys, first }, modulus, codes),
            Rows::Sha512(keys) => Sha512::codes(self.vectors, &Abreast { keys, first }, modulus, codes),
        }
    }
}

impl fmt::Debug for Crowd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Crowd")
    }
}

/// Successive counters of each key, row by row.
struct Abreast<'k, T: Word, const S: usize> {
    keys: &'k Keys<T, S, LANES>,
    first: &'k [Counter; LANES],
}

impl<T: Word, const S: usize> Batch<T, S> for Abreast<'_, T, S> {
    #[inline(always)]
    fn lay<const L: usize>(&self, at: usize, keys: &mut Keys<T, S, L>, counters: &mut [u64; L]) {
        let (row, lane) = (at / LANES, at % LANES);
        let lanes = lane..lane + L;
        for word in 0..S {
            keys.inner[word].copy_from_slice(&self.keys.inner[word][lanes.clone()]);
            keys.outer[word].copy_from_slice(&self.keys.outer[word][lanes.clone()]);
        }
        for (counter, first) in counters.iter_mut().zip(&self.first[lanes]) {
            *counter = first.get().wrapping_add(row as u64);
        }
    }
}
