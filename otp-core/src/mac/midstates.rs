//! A key, hashed in, and the code of one counter.

use super::{
    block::{Block, INNER, OUTER},
    hash::Hash,
    operand::Word,
};
use crate::{
    truncate::{Modulus, truncate},
    wipe::wipe,
};

/// The two states that HMAC has after its key's block (RFC 2104 §4): all that is needed of a key, and as good as it.
///
/// Wiped on drop.
pub(super) struct Midstates<T: Word, const S: usize> {
    /// After the key with the inner padding.
    pub(super) inner: [T; S],
    /// After the key with the outer padding.
    pub(super) outer: [T; S],
}

impl<T: Word, const S: usize> Midstates<T, S> {
    /// Hashes a key of any length in.
    pub(super) fn new<H: Hash<S, Word = T>>(key: &[u8]) -> Self {
        let mut block = Block::empty();
        block.set_key::<H, S>(key);
        let mut this = Self { inner: H::INITIAL, outer: H::INITIAL };
        block.pad(INNER);
        H::compress_one(&mut this.inner, &block);
        block.pad(INNER ^ OUTER);
        H::compress_one(&mut this.outer, &block);
        this
    }

    /// Computes the code of one counter.
    ///
    /// A function of its own, so that its machine code can be looked at.
    #[inline(never)]
    pub(super) fn code<H: Hash<S, Word = T>>(&self, counter: u64, modulus: Modulus) -> u32 {
        let mut hash = self.inner;
        H::compress_one(&mut hash, &Block::of_counter(counter));
        let mut mac = self.outer;
        H::compress_one(&mut mac, &Block::of_hash(hash));
        let [code] = codes(&mac.map(|word| [word]), modulus);
        wipe(&mut hash, [T::default(); S]);
        wipe(&mut mac, [T::default(); S]);
        code
    }
}

impl<T: Word, const S: usize> Drop for Midstates<T, S> {
    fn drop(&mut self) {
        wipe(&mut self.inner, [T::default(); S]);
        wipe(&mut self.outer, [T::default(); S]);
    }
}

/// The codes of MACs, one a lane.
#[inline(always)]
pub(super) fn codes<T: Word, const S: usize, const L: usize>(
    macs: &[[T; L]; S],
    modulus: Modulus,
) -> [u32; L] {
    let parts = T::BITS / 32;
    let mut words = [[0; L]; 5];
    for (n, words) in words.iter_mut().enumerate() {
        for lane in 0..L {
            words[lane] = macs[n / parts][lane].part(n % parts);
        }
    }
    let mut last = [0; L];
    for lane in 0..L {
        last[lane] = macs[S - 1][lane].part(parts - 1);
    }
    truncate(&words, &last, modulus)
}
