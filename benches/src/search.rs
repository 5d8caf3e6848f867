//! A window to be searched.

use crate::model;
use otp_core::{
    Algorithm, Code, Counter, Digits,
    mac::Mac,
    window::{Fit, Pick, Window},
};

/// The search of a window of successive counters for a code of six digits, under the key of [`model::key`].
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// The hash function.
    pub algorithm: Algorithm,
    /// How many counters the window has, all of them free.
    pub candidates: u32,
}

impl Search {
    /// Its first counter: a time step of 2022, so that validators of time can search the same window.
    pub const FIRST: u64 = 55_555_555;

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &'static [u8] {
        model::key(self.algorithm)
    }

    /// The codes that fit, by their place in the window.
    #[must_use]
    pub fn hits(&self) -> Vec<u32> {
        model::codes(self.algorithm, self.key(), Self::FIRST, self.candidates)
    }

    /// A code that fits nowhere.
    ///
    /// # Panics
    /// Where every code fits.
    #[must_use]
    pub fn miss(&self) -> u32 {
        let hits = self.hits();
        // From the middle on, so that no comparison of texts ends with the first digit.
        (498_213..1_000_000).find(|code| !hits.contains(code)).expect("a window narrower than all codes")
    }

    /// The codes just outside the window that fit nowhere in it.
    #[must_use]
    pub fn near_misses(&self) -> Vec<u32> {
        let hits = self.hits();
        [Self::FIRST - 1, Self::FIRST + u64::from(self.candidates)]
            .into_iter()
            .flat_map(|counter| model::codes(self.algorithm, self.key(), counter, 1))
            .filter(|code| !hits.contains(code))
            .collect()
    }

    /// Our search for a run that may begin at any place.
    #[must_use]
    pub fn run<const K: usize>(&self, mac: &Mac, codes: &[Code; K]) -> Fit {
        let window = Window {
            first: i128::from(Self::FIRST),
            alignments: self.candidates,
            unspent: i128::from(Self::FIRST),
            last: u64::MAX,
        };
        window.search(mac, Digits::Six, codes, Pick::Lowest)
    }

    /// What a search should say of a code at a place, or at none.
    #[must_use]
    pub fn at(place: Option<usize>) -> Fit {
        place.map_or(Fit::Nowhere, |place| Fit::At(Counter::new(Self::FIRST + place as u64)))
    }
}

/// A code as a person types it.
#[must_use]
pub fn text(code: u32) -> String {
    format!("{code:06}")
}

/// A code as ours takes it.
///
/// # Panics
/// For more than six digits.
#[must_use]
pub fn parse(code: u32) -> Code {
    Code::parse(text(code).as_bytes()).expect("six digits")
}
