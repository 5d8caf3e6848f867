//! The one search: where in a window do these successive codes fit?

mod crowd;
mod tally;

use self::tally::Tally;
use crate::{
    code::Code,
    ct,
    digits::Digits,
    factor::Counter,
    mac::Mac,
    wipe::{traceless_within, wipe},
};
use core::ops::Range;

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
    pub fn search<const K: usize>(&self, mac: &Mac, digits: Digits, codes: &[Code; K], pick: Pick) -> Fit {
        let alignments = self.alignments as usize;
        // A few codes have no use for the buffer of many.
        let scan = || match alignments {
            ..2 => self.scan::<K, 1, { BEFORE + 1 }>(mac, digits, codes, pick),
            2..MANY => self.scan::<K, 16, { BEFORE + 16 }>(mac, digits, codes, pick),
            MANY.. => self.scan::<K, 32, { BEFORE + 128 }>(mac, digits, codes, pick),
        };
        // To wipe what the compiler spilled would take too long for the few codes of a login.
        if K == 1 && alignments < MANY { scan() } else { traceless_within::<SPILLED, _>(scan) }
    }

    /// The search, in groups of `G` codes, with room for `N`, the last few of the time before among them.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        reason = "bounded by the window"
    )]
    #[inline(never)]
    fn scan<const K: usize, const G: usize, const N: usize>(
        &self,
        mac: &Mac,
        digits: Digits,
        codes: &[Code; K],
        pick: Pick,
    ) -> Fit {
        const { assert!(0 < K && K <= BEFORE + 1, "a run has one, two or three codes") };
        let codes = codes.each_ref().map(Code::value);
        let free = self.free(K);
        // The run exists there, too, but begins spent.
        let spent = self.alignment(0).min(free.start)..free.start;
        let mut tally = Tally::new(pick);
        let mut expected = [0; N];
        // The alignment whose last code is next. The first few lie before the window, and nothing can fit there.
        let mut alignment = 1 - K as i64;
        while alignment < self.alignments.into() {
            let left = i64::from(self.alignments) - alignment;
            let length = left.min((N - BEFORE) as i64) as usize;
            // It always is room enough; if it were not, to refuse would be better than to panic.
            let Some(room) = expected.get_mut(BEFORE..BEFORE + length) else { break };
            mac.codes(self.last_factor::<K>(alignment), digits, room);
            let groups = expected.windows(BEFORE + G).step_by(G).take(length.div_ceil(G));
            for (group, first) in groups.zip((alignment..).step_by(G)) {
                let fits = fitting::<K, G>(group, &codes);
                tally.spent |= fits & bits(&spent, first);
                tally.add(fits & bits(&free, first), first as u32);
            }
            for before in 0..BEFORE {
                expected[before] = expected[before + length];
            }
            alignment += length as i64;
        }
        wipe(&mut expected, [0; _]);
        match tally.reveal(self.alignments, pick) {
            Ok(alignment) => Fit::At(self.last_factor::<1>(alignment.into())),
            Err(fit) => fit,
        }
    }

    /// The alignments at which a run of so many codes exists and is free.
    fn free(&self, codes: usize) -> Range<u32> {
        let end = self.alignment(i128::from(self.last) + 2 - codes as i128);
        self.alignment(self.unspent.max(0)).min(end)..end
    }

    /// The alignment that begins at a factor, or the end of the window next to it.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a u32")]
    fn alignment(&self, factor: i128) -> u32 {
        factor.saturating_sub(self.first).clamp(0, self.alignments.into()) as u32
    }

    /// The factor of the last of `K` codes at an alignment; one that does not exist is wrapped to one that does.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        reason = "dummies wrap"
    )]
    fn last_factor<const K: usize>(&self, alignment: i64) -> Counter {
        Counter::new((self.first as u64).wrapping_add_signed(alignment + K as i64 - 1))
    }
}

/// Which codes of a group complete a run, as bits, the first code's the lowest; the codes before it come first.
#[inline(always)]
fn fitting<const K: usize, const G: usize>(expected: &[u32], codes: &[u32; K]) -> u32 {
    let mut differ = [0; G];
    for (place, code) in (BEFORE + 1 - K..).zip(codes) {
        let expected: &[u32; G] = expected[place..].first_chunk().expect("a group, and what comes before it");
        for (differ, expected) in differ.iter_mut().zip(expected) {
            *differ |= expected ^ code;
        }
    }
    ct::zeroes(&mut differ);
    let mut bits = 0;
    for (place, fits) in differ.iter().enumerate() {
        bits |= fits & 1 << place;
    }
    bits
}

/// The alignments of a range as bits, that of `first` the lowest.
#[expect(clippy::cast_possible_truncation, reason = "clamped to the bits of a word")]
fn bits(range: &Range<u32>, first: i64) -> u32 {
    let bit = |alignment: u32| 1_u64 << (i64::from(alignment) - first).clamp(0, u32::BITS.into());
    (bit(range.end) - bit(range.start)) as u32
}

/// From how many places on a window has the buffer of many.
const MANY: usize = 16;

/// How many codes of a run lie before its last one, at most.
const BEFORE: usize = 2;

/// More stack than a search uses: the rows of AVX-512 take 14 KiB.
pub(crate) const SPILLED: usize = if cfg!(target_arch = "x86_64") { 16_384 } else { 2048 };
