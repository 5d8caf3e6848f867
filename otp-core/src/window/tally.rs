//! What a search has found so far.

use super::{Fit, Pick};
use crate::ct;

/// What has been found so far, still secret.
#[derive(Default)]
pub(super) struct Tally {
    /// Not 0 once a spent alignment fits.
    pub(super) spent: u32,
    /// All ones once a free alignment fits.
    found: u32,
    /// Not 0 once a second one does.
    again: u32,
    /// Of the group that is reported, which free alignments fit, as bits.
    fits: u32,
    /// The first alignment of that group.
    first: u32,
    /// All ones if a later group is reported rather than an earlier one.
    later: u32,
}

impl Tally {
    /// Nothing yet.
    pub(super) fn new(pick: Pick) -> Self {
        Self { later: 0_u32.wrapping_sub((pick == Pick::Highest).into()), ..Self::default() }
    }

    /// Takes the free alignments of a group into account that fit, `first` the lowest bit's.
    #[inline(always)]
    pub(super) fn add(&mut self, fits: u32, first: u32) {
        let any = ct::any(fits);
        let take = any & (!self.found | self.later);
        self.again |= (fits & fits.wrapping_sub(1)) | (fits & self.found);
        self.found |= any;
        self.fits = (self.fits & !take) | (fits & take);
        self.first = (self.first & !take) | (first & take);
    }

    /// Makes the result public, and no more than the result.
    pub(super) fn reveal(&self, alignments: u32, pick: Pick) -> Result<u32, Fit> {
        if !ct::reveal(self.found) {
            return Err(if ct::reveal(self.spent) { Fit::Spent } else { Fit::Nowhere });
        }
        if pick == Pick::Only && ct::reveal(self.again) {
            return Err(Fit::Ambiguous);
        }
        let one = if pick == Pick::Highest { highest(self.fits) } else { lowest(self.fits) };
        let at = self.first.wrapping_add(place(one));
        Ok(ct::reveal_bits(at, u32::BITS - alignments.leading_zeros()))
    }
}

/// The lowest bit that is set.
fn lowest(bits: u32) -> u32 {
    bits & bits.wrapping_neg()
}

/// The highest bit that is set.
fn highest(bits: u32) -> u32 {
    let below = [1, 2, 4, 8, 16].iter().fold(bits, |bits, shift| bits | bits >> shift);
    below ^ below >> 1
}

/// The place of a single bit: each bit of the answer says in which half of the places, quarters and so on it lies.
fn place(bit: u32) -> u32 {
    let halves = [0xaaaa_aaaa, 0xcccc_cccc, 0xf0f0_f0f0, 0xff00_ff00, 0xffff_0000];
    (0..).zip(halves).fold(0, |place, (digit, half)| place | ct::any(bit & half) & 1 << digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_found_at_every_place() {
        for at in 0..32 {
            let bit = 1 << at;
            assert_eq!(place(bit), at);
            for noise in [0, 0x8000_0001, 0xffff_ffff, 0x0123_4567] {
                let (above, below) = (noise & !(bit | (bit - 1)), noise & (bit - 1));
                assert_eq!((lowest(bit | above), highest(bit | below)), (bit, bit));
            }
        }
        assert_eq!((lowest(0), highest(0)), (0, 0));
    }
}
