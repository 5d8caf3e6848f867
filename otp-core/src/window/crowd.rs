//! The same search for many tokens at once.

use super::{BEFORE, Window, bits};
use crate::{
    code::Code,
    ct,
    digits::Digits,
    mac::{Crowd, Mac},
    wipe::wipe,
};
use core::array;

impl Window {
    /// Compares a run with every alignment of as many windows as a crowd has tokens, and tells for each token whether a
    /// free alignment fits.
    ///
    /// For each token it is [`search`](Self::search), with the same work. `None` where there are too few tokens, where
    /// they make no crowd, and where their windows have different numbers of alignments.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        reason = "bounded by the window"
    )]
    pub fn search_crowd<const K: usize>(
        tokens: &[Option<(&Mac, Self)>; Crowd::LANES],
        digits: Digits,
        codes: &[Code; K],
    ) -> Option<[bool; Crowd::LANES]> {
        let [Some(first), ..] = tokens else { return None };
        let alignments = first.1.alignments;
        if tokens.iter().any(|token| token.is_none_or(|(_, window)| window.alignments != alignments)) {
            return None;
        }
        let token = |lane: usize| tokens[lane].as_ref().unwrap_or(first);
        let crowd = Crowd::of(&array::from_fn(|lane| token(lane).0))?;
        let codes = codes.each_ref().map(Code::value);
        let free: [_; Crowd::LANES] = array::from_fn(|lane| token(lane).1.free(K));
        // The codes of some steps, a lane for each token, behind those of the last steps before.
        let mut expected = [[0; Crowd::LANES]; BEFORE + STEPS];
        let mut found = [0; Crowd::LANES];
        // The alignment whose last codes are next, as in the search of one window.
        let mut alignment = 1 - K as i64;
        while alignment < alignments.into() {
            let left = i64::from(alignments) - alignment;
            let steps = left.min(STEPS as i64) as usize;
            let counters = array::from_fn(|lane| token(lane).1.last_factor::<K>(alignment));
            crowd.codes(&counters, digits, &mut expected[BEFORE..BEFORE + steps]);
            let fits = fitting(&expected[..BEFORE + steps], &codes);
            for lane in 0..Crowd::LANES {
                found[lane] |= fits[lane] & bits(&free[lane], alignment);
            }
            for before in 0..BEFORE {
                expected[before] = expected[before + steps];
            }
            alignment += steps as i64;
        }
        wipe(&mut expected, [[0; _]; _]);
        // That there are any follows from which there are, and most often there are none.
        if !ct::reveal(found.iter().fold(0, |any, found| any | found)) {
            return Some([false; Crowd::LANES]);
        }
        Some(found.map(ct::reveal))
    }
}

/// For each token, which of some steps complete a run, as bits, the first step the lowest; the steps before come first.
///
/// A function of its own, so that its machine code can be looked at.
#[inline(never)]
fn fitting<const K: usize>(expected: &[[u32; Crowd::LANES]], codes: &[u32; K]) -> [u32; Crowd::LANES] {
    let mut fits = [0; Crowd::LANES];
    for (step, rows) in expected.windows(BEFORE + 1).enumerate() {
        let mut differ = [0; Crowd::LANES];
        for (code, row) in codes.iter().zip(&rows[BEFORE + 1 - K..]) {
            for (differ, expected) in differ.iter_mut().zip(row) {
                *differ |= expected ^ code;
            }
        }
        ct::zeroes(&mut differ);
        for (fits, complete) in fits.iter_mut().zip(differ) {
            *fits |= complete & 1 << step;
        }
    }
    fits
}

/// How many steps are computed before they are compared.
const STEPS: usize = 8;
