//! The hash functions, as straight lines of steps that hold for one lane and for any number of them.

mod sha1;
mod sha2;

pub(super) use self::{
    sha1::Sha1,
    sha2::{Sha256, Sha512},
};

use super::{
    block::Block,
    operand::{Operand, Word},
};
use digest::Digest;

/// A compression function whose state has `S` words (FIPS 180-4 §6).
pub(super) trait Hash<const S: usize> {
    /// Its words.
    type Word: Word;

    /// The whole hash function of the RustCrypto crate, for keys that are longer than a block.
    type Hasher: Digest;

    /// The state before the first block (FIPS 180-4 §5.3).
    const INITIAL: [Self::Word; S];

    /// The state after one more block, in words of one lane or of several.
    ///
    /// The body has no loop, no branch and no index that is not a constant: LLVM makes vector code of a loop around it
    /// then, and only then.
    fn compress<O: Operand<Word = Self::Word>>(state: [O; S], block: [O; BLOCK]) -> [O; S];

    /// The same for one lane, by the RustCrypto crate, which knows the processor's own instructions for it.
    fn compress_one(state: &mut [Self::Word; S], block: &Block<Self::Word>);
}

/// How many words a block has.
pub(super) const BLOCK: usize = 16;

/// Writes a step out sixteen times, for the numbers from `first` on.
macro_rules! sixteen {
    ($step:ident, $first:expr) => {
        $step!($first);
        $step!($first + 1);
        $step!($first + 2);
        $step!($first + 3);
        $step!($first + 4);
        $step!($first + 5);
        $step!($first + 6);
        $step!($first + 7);
        $step!($first + 8);
        $step!($first + 9);
        $step!($first + 10);
        $step!($first + 11);
        $step!($first + 12);
        $step!($first + 13);
        $step!($first + 14);
        $step!($first + 15);
    };
}
use sixteen;
