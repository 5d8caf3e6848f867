//! The one search: where in a window do these successive codes fit?

use crate::{code::Code, ct, digits::Digits, factor::Counter, mac::Mac};
use core::{mem, ops::Range};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

/// Where a run of codes may begin: a range of moving factors, some of which may not exist or be spent.
///
/// The factors are wider than a counter, so that a window can reach over both ends of the range without wrapping.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// The moving factor of the first code at the first alignment.
    pub first: i128,
    /// How many alignments there are; each begins one factor later.
    pub alignments: u32,
    /// The least factor that is not spent. Runs that begin below it are reported, never accepted.
    pub unspent: i128,
    /// The greatest factor that any code of a run may have. Below 0 nothing exists.
    pub last: u64,
}

/// Which alignment to report where more than one fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The lowest: an HOTP login must not jump ahead without need.
    Lowest,
    /// The highest: a TOTP login must spend every step that the code fits.
    Highest,
    /// None: two places that fit a resync say nothing.
    Only,
}

/// What a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The run begins at this moving factor.
    At(Counter),
    /// The run fits two unspent alignments or more, and there was to be one only.
    Ambiguous,
    /// The run fits spent alignments only.
    Spent,
    /// The run fits nowhere.
    Nowhere,
}

impl Window {
    /// Compares a run of `K` successive codes with every alignment of the window.
    ///
    /// All codes of a run must fit at adjacent factors, and every alignment is tried whole. Each of the
    /// `alignments + K - 1` codes is computed and compared, whatever was found before; those that do not exist are
    /// computed at wrapped factors and masked. So the work is the same for every secret, state and code, and only the
    /// result becomes public.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "K is 1, 2 or 3")]
    pub fn search<const K: usize>(&self, mac: &Mac, digits: Digits, codes: &[Code; K], pick: Pick) -> Fit {
        const { assert!(0 < K && K < 4, "a run has one, two or three codes") };
        let (spent, free) = self.existing(K);
        let mut tally = Tally::default();
        let mut fitting = [Choice::from(0); K];
        let mut block = Zeroizing::new([0_u32; BLOCK]);
        let mut factor = self.factor(0);
        let mut left = (self.alignments as usize).saturating_add(K - 1);
        // The alignment whose last code is next. The first few lie before the window, and nothing can fit there.
        let mut alignment = 1_u32.wrapping_sub(K as u32);
        while left > 0 {
            let length = left.min(BLOCK);
            let expected = block.get_mut(..length).unwrap_or_default();
            mac.codes(factor, digits, expected);
            for expected in expected {
                let fits = advance(&mut fitting, codes, *expected);
                tally.spent |= fits & public(spent.contains(&alignment));
                tally.add(fits & public(free.contains(&alignment)), alignment, pick);
                alignment = alignment.wrapping_add(1);
            }
            factor = Counter::new(factor.get().wrapping_add(length as u64));
            left -= length;
        }
        match tally.reveal(self.alignments, pick) {
            Ok(alignment) => Fit::At(self.factor(alignment)),
            Err(fit) => fit,
        }
    }

    /// The alignments at which a run of `codes` codes exists but begins spent, and those at which it is free.
    fn existing(&self, codes: usize) -> (Range<u32>, Range<u32>) {
        let end = self.alignment(i128::from(self.last) + 2 - codes as i128);
        let free = self.alignment(self.unspent.max(0)).min(end);
        (self.alignment(0).min(free)..free, free..end)
    }

    /// The alignment that begins at a factor, or the end of the window next to it.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a u32")]
    fn alignment(&self, factor: i128) -> u32 {
        factor.saturating_sub(self.first).clamp(0, self.alignments.into()) as u32
    }

    /// The factor at which an alignment begins; one that does not exist is wrapped to one that does.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "dummies wrap")]
    fn factor(&self, alignment: u32) -> Counter {
        Counter::new((self.first as u64).wrapping_add(alignment.into()))
    }
}

/// Takes the next expected code into account and tells whether it completes a run.
///
/// Slot n of `fitting` says whether the first n + 1 codes of the run fit, ending with the expected code before.
fn advance<const K: usize>(fitting: &mut [Choice; K], codes: &[Code; K], expected: u32) -> Choice {
    let mut fits = Choice::from(1);
    let mut before = fits;
    for (slot, code) in fitting.iter_mut().zip(codes) {
        fits = before & code.value().ct_eq(&expected);
        before = mem::replace(slot, fits);
    }
    fits
}

/// A public condition in the form that can be combined with secret ones.
fn public(condition: bool) -> Choice {
    Choice::from(u8::from(condition))
}

/// What has been found so far, still secret.
struct Tally {
    /// A free alignment fits.
    found: Choice,
    /// A second one does.
    again: Choice,
    /// A spent alignment fits.
    spent: Choice,
    /// The alignment to report.
    at: u32,
}

impl Tally {
    fn add(&mut self, fits: Choice, alignment: u32, pick: Pick) {
        let take = fits & (!self.found | public(pick == Pick::Highest));
        self.at.conditional_assign(&alignment, take);
        self.again |= fits & self.found;
        self.found |= fits;
    }

    /// Makes the result public, and no more than the result.
    fn reveal(&self, alignments: u32, pick: Pick) -> Result<u32, Fit> {
        if !ct::reveal(self.found) {
            return Err(if ct::reveal(self.spent) { Fit::Spent } else { Fit::Nowhere });
        }
        if pick == Pick::Only && ct::reveal(self.again) {
            return Err(Fit::Ambiguous);
        }
        Ok(ct::reveal_bits(self.at, u32::BITS - alignments.leading_zeros()))
    }
}

impl Default for Tally {
    fn default() -> Self {
        let no = Choice::from(0);
        Self { found: no, again: no, spent: no, at: 0 }
    }
}

/// How many codes are computed before they are compared.
const BLOCK: usize = 32;
