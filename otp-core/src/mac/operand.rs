//! What the hash functions compute with: a word of one lane, or of two lanes side by side.

use super::hash::BLOCK;
use core::ops::{BitAnd, BitOr, BitXor, Shr};
use zeroize::DefaultIsZeroes;

/// A word, or several of them that go through the same steps.
pub(super) trait Operand:
    Copy + BitAnd<Output = Self> + BitOr<Output = Self> + BitXor<Output = Self> + Shr<u32, Output = Self>
{
    /// The word of one lane.
    type Word: Word;

    /// How many words it holds.
    const WIDTH: usize;

    /// Reads its words out of a row of lanes.
    fn load(row: &[Self::Word], lane: usize) -> Self;

    /// Writes its words back to where [`load`](Self::load) reads them.
    fn store(self, row: &mut [Self::Word], lane: usize);

    /// The same word in every place.
    fn constant(word: Self::Word) -> Self;

    /// Addition modulo 2^w (FIPS 180-4 §3.2).
    fn plus(self, other: Self) -> Self;

    /// ROTL of FIPS 180-4 §3.2.
    fn rotl(self, bits: u32) -> Self;

    /// ROTR of FIPS 180-4 §3.2.
    fn rotr(self, bits: u32) -> Self;
}

/// A word of FIPS 180-4 §2.1: 32 bits, or 64 for SHA-512.
pub(super) trait Word: Operand<Word = Self> + DefaultIsZeroes {
    /// The bytes of a block: sixteen words.
    type Block: Copy + AsRef<[u8]> + AsMut<[u8]>;

    /// How many bits it has.
    const BITS: usize;

    /// A block of zeroes.
    const ZEROES: Self::Block;

    /// The eight bytes of a counter, the first byte first (RFC 4226 §5.1); where they are one word, the padding's first
    /// word after it.
    fn of_counter(counter: u64) -> [Self; 2];

    /// The word that as many bytes spell, the first byte first.
    fn read(bytes: &[u8]) -> Self;

    /// Spells the word so that [`read`](Self::read) gives it back, into as many bytes as it has.
    fn write(self, bytes: &mut [u8]);

    /// The 32 bits that are the `part`-th of the word, the highest first.
    fn part(self, part: usize) -> u32;
}

/// Two words that go through the same steps: while one waits for its last step, the other has its turn.
#[derive(Clone, Copy)]
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "AVX-512 alone has the registers for it"))]
pub(super) struct Pair<T>(T, T);

/// The words themselves.
macro_rules! word {
    ($word:ty, $counter:expr) => {
        impl Operand for $word {
            type Word = Self;

            const WIDTH: usize = 1;

            #[inline(always)]
            fn load(row: &[Self], lane: usize) -> Self {
                row[lane]
            }

            #[inline(always)]
            fn store(self, row: &mut [Self], lane: usize) {
                row[lane] = self;
            }

            #[inline(always)]
            fn constant(word: Self) -> Self {
                word
            }

            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            #[inline(always)]
            fn rotl(self, bits: u32) -> Self {
                self.rotate_left(bits)
            }

            #[inline(always)]
            fn rotr(self, bits: u32) -> Self {
                self.rotate_right(bits)
            }
        }

        impl Word for $word {
            type Block = [u8; BLOCK * size_of::<Self>()];

            const BITS: usize = <$word>::BITS as usize;

            const ZEROES: Self::Block = [0; _];

            #[inline(always)]
            fn of_counter(counter: u64) -> [Self; 2] {
                $counter(counter)
            }

            #[inline(always)]
            fn read(bytes: &[u8]) -> Self {
                Self::from_be_bytes(bytes.try_into().expect("as many bytes as the word has"))
            }

            #[inline(always)]
            fn write(self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_be_bytes());
            }

            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, reason = "a part of it")]
            fn part(self, part: usize) -> u32 {
                (self >> (<Self as Word>::BITS - 32 - 32 * part)) as u32
            }
        }
    };
}

word!(u32, |counter: u64| [counter.part(0), counter.part(1)]);
word!(u64, |counter| [counter, 1 << 63]);

impl<T: Word> Operand for Pair<T> {
    type Word = T;

    const WIDTH: usize = 2;

    #[inline(always)]
    fn load(row: &[T], lane: usize) -> Self {
        Self(row[lane], row[row.len() / 2 + lane])
    }

    #[inline(always)]
    fn store(self, row: &mut [T], lane: usize) {
        row[lane] = self.0;
        row[row.len() / 2 + lane] = self.1;
    }

    #[inline(always)]
    fn constant(word: T) -> Self {
        Self(word, word)
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self(self.0.plus(other.0), self.1.plus(other.1))
    }

    #[inline(always)]
    fn rotl(self, bits: u32) -> Self {
        Self(self.0.rotl(bits), self.1.rotl(bits))
    }

    #[inline(always)]
    fn rotr(self, bits: u32) -> Self {
        Self(self.0.rotr(bits), self.1.rotr(bits))
    }
}

/// The operators of a pair: those of its words.
macro_rules! operator {
    ($operator:ident, $method:ident) => {
        impl<T: $operator<Output = T>> $operator for Pair<T> {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(self.0.$method(other.0), self.1.$method(other.1))
            }
        }
    };
}

operator!(BitAnd, bitand);
operator!(BitOr, bitor);
operator!(BitXor, bitxor);

impl<T: Shr<u32, Output = T>> Shr<u32> for Pair<T> {
    type Output = Self;

    #[inline(always)]
    fn shr(self, bits: u32) -> Self {
        Self(self.0 >> bits, self.1 >> bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mac::{
        hash::{Hash, Sha1, Sha512},
        lanes::compress,
    };
    use core::array;

    /// Lanes that all differ go through the compression function in pairs, and one at a time.
    fn agree<H: Hash<S, Word: PartialEq>, const S: usize>(of: impl Fn(u64) -> H::Word) {
        let row = |row: usize| {
            array::from_fn(|lane| of(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul((8 * row + lane) as u64 + 1)))
        };
        let (states, blocks) = (array::from_fn(row), array::from_fn(|n| row(S + n)));
        let [mut pairs, mut words] = [[[H::Word::default(); 8]; S]; 2];
        compress::<H, Pair<H::Word>, S, 8>(&states, &blocks, &mut pairs);
        compress::<H, H::Word, S, 8>(&states, &blocks, &mut words);
        assert!(pairs == words && pairs != states);
    }

    #[test]
    fn a_pair_goes_the_way_of_its_words() {
        agree::<Sha1, 5>(|number| number.part(0));
        agree::<Sha512, 8>(|number| number);
    }
}
