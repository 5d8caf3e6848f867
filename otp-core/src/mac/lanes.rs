//! Many MACs at once, one a lane.
//!
//! A lane is one key and one counter. Everything that has a word for each lane lies in rows, so that a vector register
//! takes in the same word of as many lanes as it is wide:
//!
//! ```text
//!                 lane 0   lane 1   lane 2          lane L-1
//!               ┌────────┬────────┬────────┬─────┬──────────┐
//!  state word 0 │  key   │  key   │  key   │  …  │   key    │  one register, or two
//!  state word 1 │        │        │        │     │          │
//!        …      └────────┴────────┴────────┴─────┴──────────┘
//!               ┌────────┬────────┬────────┬─────┬──────────┐
//!  block word 0 │ counter│ counter│ counter│  …  │ counter  │  upper half
//!  block word 1 │ counter│ counter│ counter│     │ counter  │  lower half
//!  block word 2 │  80…   │  80…   │  80…   │     │  80…     │  padding, the same in every lane
//!        …      └────────┴────────┴────────┴─────┴──────────┘
//!      inner midstates + counters ──compress──► inner hashes
//!      outer midstates + inner hashes ──compress──► MACs ──truncate──► L codes
//! ```
//!
//! Successive counters of one key make the lanes of a window search, a few counters of many keys those of a lookup: the
//! rows are laid out differently, and all the rest is the same. What is left over at the end of a window leaves lanes
//! idle; they compute whatever is in them.
//!
//! There is no vector type and no intrinsic. [`compress`] is a loop over lanes around a straight line of steps, and
//! LLVM makes vector code of it, provided that
//! * the whole line is in the loop's body and all of it is inlined: rounds in a loop of their own, or operations on
//!   arrays of lanes, become scalar code that is many times slower;
//! * all loads are of one width, so counters are split into words first;
//! * it stands in a function of its own, out of place, for all uses: once for each hash function and kind of vector it
//!   takes 6 to 25 KB, which must stay in the first-level cache.
//!
//! On AVX-512, one step of SHA-1 takes longer to finish than to begin, so [`Pair`](super::operand::Pair) sends two
//! registers of lanes through the same line. SHA-256 and SHA-512 have no registers left for that.

use super::{
    block::{Block, INNER, OUTER},
    hash::{BLOCK, Hash},
    midstates::{self, Midstates},
    operand::{Operand, Word},
};
use crate::{truncate::Modulus, wipe::wipe};
use core::{array, hint::black_box};

/// What the lanes are to compute: a key and a counter for each.
pub(super) trait Batch<T: Word, const S: usize> {
    /// Lays out the midstates and counters of `L` lanes, the first of which is the batch's lane `at`.
    fn lay<const L: usize>(&self, at: usize, keys: &mut Keys<T, S, L>, counters: &mut [u64; L]);
}

/// The midstates of the keys of `L` lanes.
pub(super) struct Keys<T: Word, const S: usize, const L: usize> {
    pub(super) inner: [[T; L]; S],
    pub(super) outer: [[T; L]; S],
}

impl<T: Word, const S: usize, const L: usize> Keys<T, S, L> {
    /// Room for keys.
    #[inline(always)]
    pub(super) fn blank() -> Self {
        Self { inner: [[T::default(); L]; S], outer: [[T::default(); L]; S] }
    }

    /// The key of a lane.
    pub(super) fn key(&self, lane: usize) -> Midstates<T, S> {
        let column = |rows: &[[T; L]; S]| array::from_fn(|word| rows[word][lane]);
        Midstates { inner: column(&self.inner), outer: column(&self.outer) }
    }

    /// Puts a key into a lane.
    #[inline(always)]
    pub(super) fn seat(&mut self, lane: usize, key: &Midstates<T, S>) {
        for word in 0..S {
            self.inner[word][lane] = key.inner[word];
            self.outer[word][lane] = key.outer[word];
        }
    }
}

/// Computes as many codes of a batch as there are places for, from its lane `at` on.
///
/// `compress` is [`compress`] as it was compiled for some kind of vector.
#[inline(always)]
#[expect(clippy::type_complexity, reason = "a function of rows, twice")]
pub(super) fn codes<H: Hash<S>, const S: usize, const L: usize>(
    batch: &impl Batch<H::Word, S>,
    at: usize,
    modulus: Modulus,
    codes: &mut [u32],
    compress: fn(&[[H::Word; L]; S], &[[H::Word; L]; BLOCK], &mut [[H::Word; L]; S]),
) {
    if codes.is_empty() {
        return;
    }
    let none = [[H::Word::default(); L]; S];
    let mut keys = Keys::blank();
    let mut counters = [0; L];
    let mut counter_blocks = broadcast(&Block::<H::Word>::of_counter(0).words());
    let mut hash_blocks = broadcast(&Block::of_hash([H::Word::default(); S]).words());
    let mut macs = none;
    for (chunk, codes) in codes.chunks_mut(L).enumerate() {
        batch.lay(at + chunk * L, &mut keys, &mut counters);
        for lane in 0..L {
            [counter_blocks[0][lane], counter_blocks[1][lane]] = H::Word::of_counter(counters[lane]);
        }
        compress(&keys.inner, &counter_blocks, hashes(&mut hash_blocks));
        compress(&keys.outer, &hash_blocks, &mut macs);
        let mut made = midstates::codes(&macs, modulus);
        codes.copy_from_slice(&made[..codes.len()]);
        wipe(&mut made, [0; L]);
    }
    wipe(hashes(&mut hash_blocks), none);
    wipe(&mut macs, none);
}

/// Hashes the keys of blocks in, each into the lane of its place.
#[inline(always)]
#[expect(clippy::type_complexity, reason = "a function of rows, twice")]
pub(super) fn set_up<H: Hash<S>, const S: usize, const L: usize, const N: usize>(
    blocks: &mut [Block<H::Word>],
    keys: &mut Keys<H::Word, S, N>,
    compress: fn(&[[H::Word; L]; S], &[[H::Word; L]; BLOCK], &mut [[H::Word; L]; S]),
) {
    let none = H::Word::default();
    let initial = broadcast(&H::INITIAL);
    let mut padded = [[none; L]; BLOCK];
    let mut after = [[none; L]; S];
    for (at, blocks) in (0..).step_by(L).zip(blocks.chunks_mut(L)) {
        for (padding, keys) in [(INNER, &mut keys.inner), (INNER ^ OUTER, &mut keys.outer)] {
            for (lane, block) in blocks.iter_mut().enumerate() {
                block.pad(padding);
                for (row, word) in padded.iter_mut().zip(block.words()) {
                    row[lane] = word;
                }
            }
            compress(&initial, &padded, &mut after);
            for (row, after) in keys.iter_mut().zip(&after) {
                row[at..at + L].copy_from_slice(after);
            }
        }
    }
    wipe(&mut padded, [[none; L]; BLOCK]);
    wipe(&mut after, [[none; L]; S]);
}

/// The compression function over lanes: from states and blocks to the states after them.
#[inline(always)]
pub(super) fn compress<H: Hash<S>, O: Operand<Word = H::Word>, const S: usize, const L: usize>(
    states: &[[H::Word; L]; S],
    blocks: &[[H::Word; L]; BLOCK],
    after: &mut [[H::Word; L]; S],
) {
    for lane in 0..L / O::WIDTH {
        let mut state = [O::constant(H::Word::default()); S];
        for (word, row) in state.iter_mut().zip(states) {
            *word = O::load(row, lane);
        }
        let mut block = [O::constant(H::Word::default()); BLOCK];
        for (word, row) in block.iter_mut().zip(blocks) {
            *word = O::load(row, lane);
        }
        for (word, row) in H::compress(state, block).into_iter().zip(after.iter_mut()) {
            word.store(row, lane);
        }
    }
}

/// Each word in every lane of its row.
#[inline(always)]
fn broadcast<T: Word, const N: usize, const L: usize>(words: &[T; N]) -> [[T; L]; N] {
    let mut rows = [[T::default(); L]; N];
    for (row, word) in rows.iter_mut().zip(words) {
        // Word by word: LLVM would take many words at once and scatter them over the rows.
        *row = [*black_box(word); L];
    }
    rows
}

/// Where in the outer hash's blocks the inner hashes lie.
#[inline(always)]
fn hashes<T, const S: usize, const L: usize>(blocks: &mut [[T; L]; BLOCK]) -> &mut [[T; L]; S] {
    blocks.first_chunk_mut().expect("a block has more words than a state")
}

impl<T: Word, const S: usize, const L: usize> Drop for Keys<T, S, L> {
    #[inline(always)]
    fn drop(&mut self) {
        wipe(&mut self.inner, [[T::default(); L]; S]);
        wipe(&mut self.outer, [[T::default(); L]; S]);
    }
}

/// Successive counters of one key, from `first` on; after the last comes 0.
pub(super) struct Successive<'k, T: Word, const S: usize> {
    pub(super) key: &'k Midstates<T, S>,
    pub(super) first: u64,
}

impl<T: Word, const S: usize> Batch<T, S> for Successive<'_, T, S> {
    #[inline(always)]
    fn lay<const L: usize>(&self, at: usize, keys: &mut Keys<T, S, L>, counters: &mut [u64; L]) {
        keys.inner = broadcast(&self.key.inner);
        keys.outer = broadcast(&self.key.outer);
        for (lane, counter) in (at as u64..).zip(counters) {
            *counter = self.first.wrapping_add(lane);
        }
    }
}
