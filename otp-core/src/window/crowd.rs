//! The same search for many tokens at once.

use super::{BEFORE, Window};
use crate::{
    code::Code,
    ct,
    digits::Digits,
    mac::{Crowd, Mac},
    wipe::wipe,
};
use core::ops::Range;

impl Window {
    /// Compares a run with every alignment of as many windows as a crowd has tokens, and tells for each token whether a
    /// free alignment fits.
    ///
    /// For each token it is [`search`](Self::search), with the same work. `None` where there are too few tokens, where
    /// they make no crowd, and where their windows have different numbers of alignments.
    #[must_use]
    #[expect(clippy::cast_possible_wrap, reason = "a few codes")]
    pub fn search_crowd<const K: usize>(
        tokens: &[Option<(&Mac, Self)>; Crowd::LANES],
        digits: Digits,
        codes: &[Code; K],
    ) -> Option<[bool; Crowd::LANES]> {
        let [Some(first), ..] = tokens else { return None };
        if tokens.iter().any(Option::is_none) {
            return None;
        }
        let tokens = tokens.map(|token| token.unwrap_or(*first));
        let alignments = first.1.alignments;
        if tokens.iter().any(|(_, window)| window.alignments != alignments) {
            return None;
        }
        let crowd = Crowd::of(&tokens.map(|(mac, _)| mac))?;
        let codes = codes.each_ref().map(Code::value);
        let free = tokens.map(|(_, window)| window.existing(K).1);
        // The codes of the last few steps, the newest at the end.
        let mut expected = [[0; Crowd::LANES]; BEFORE + 1];
        let mut found = [0; Crowd::LANES];
        for alignment in 1 - K as i64..alignments.into() {
            expected.rotate_left(1);
            let counters = tokens.map(|(_, window)| window.last_factor::<K>(alignment));
            crowd.codes(&counters, digits, &mut expected[BEFORE]);
            let mut differ = [0; Crowd::LANES];
            for (code, expected) in codes.iter().zip(&expected[BEFORE + 1 - K..]) {
                for lane in 0..Crowd::LANES {
                    differ[lane] |= expected[lane] ^ code;
                }
            }
            let fits = ct::zeroes(differ);
            for lane in 0..Crowd::LANES {
                found[lane] |= fits[lane] & within(&free[lane], alignment);
            }
        }
        wipe(&mut expected, [[0; _]; _]);
        Some(found.map(ct::reveal_any))
    }
}

/// All ones for an alignment within a range, else none; without a comparison, for lanes.
#[expect(clippy::cast_sign_loss, reason = "all ones or none")]
fn within(range: &Range<u32>, alignment: i64) -> u32 {
    let (start, end) = (i64::from(range.start), i64::from(range.end));
    ((!(alignment - start) & (alignment - end)) >> 63) as u32
}
