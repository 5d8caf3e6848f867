//! A block of bytes, as it goes into a hash function.

use super::{
    hash::{BLOCK, Hash},
    operand::Word,
};
use crate::wipe::wipe;
use digest::Digest;
use zeroize::Zeroize;

/// The bytes of a block; a hash function with smaller blocks takes the first half.
///
/// Wiped on drop: what most of them hold is as good as the key.
pub(super) struct Block([u8; BLOCK * size_of::<u64>()]);

impl Block {
    /// The block of a key: its bytes, or those of its hash where it is longer than a block (RFC 2104 §2).
    pub(super) fn of_key<H: Hash<S>, const S: usize>(key: &[u8]) -> Self {
        let mut block = Self::empty();
        if key.len() <= BLOCK * size_of::<H::Word>() {
            block.0[..key.len()].copy_from_slice(key);
        } else {
            let mut hash = H::Hasher::digest(key);
            block.0[..hash.len()].copy_from_slice(&hash);
            hash.as_mut_slice().zeroize();
        }
        block
    }

    /// The last block of the inner hash: a counter, the first byte first (RFC 4226 §5.1).
    #[inline(always)]
    pub(super) fn of_counter<T: Word>(counter: u64) -> Self {
        let mut block = Self::padding::<T>(size_of::<u64>());
        block.0[..size_of::<u64>()].copy_from_slice(&counter.to_be_bytes());
        block
    }

    /// The last block of the outer hash: the inner hash.
    #[inline(always)]
    pub(super) fn of_hash<T: Word, const S: usize>(hash: [T; S]) -> Self {
        let mut block = Self::padding::<T>(S * size_of::<T>());
        for (bytes, word) in block.0.chunks_exact_mut(size_of::<T>()).zip(hash) {
            word.write(bytes);
        }
        block
    }

    /// What ends a message of one block and so many bytes more, which are left out (FIPS 180-4 §5.1).
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "fewer than 2048 bits")]
    fn padding<T: Word>(length: usize) -> Self {
        let size = BLOCK * size_of::<T>();
        let bits = (size + length) as u16 * 8;
        let mut block = Self::empty();
        block.0[length] = 0x80;
        block.0[size - 2..size].copy_from_slice(&bits.to_be_bytes());
        block
    }

    /// No bytes yet.
    pub(super) const fn empty() -> Self {
        Self([0; _])
    }

    /// Mixes the padding of the inner or outer hash into a key, or takes it out again.
    pub(super) fn pad(&mut self, padding: u8) {
        for byte in &mut self.0 {
            *byte ^= padding;
        }
    }

    /// The bytes.
    #[inline(always)]
    pub(super) const fn as_bytes(&self) -> &[u8; BLOCK * size_of::<u64>()] {
        &self.0
    }

    /// The bytes as words.
    #[inline(always)]
    pub(super) fn words<T: Word>(&self) -> [T; BLOCK] {
        let mut words = [T::default(); BLOCK];
        for (word, bytes) in words.iter_mut().zip(self.0.chunks_exact(size_of::<T>())) {
            *word = T::read(bytes);
        }
        words
    }
}

impl Drop for Block {
    #[inline(always)]
    fn drop(&mut self) {
        wipe(&mut self.0, [0; _]);
    }
}

/// What is mixed into the key of the inner hash (RFC 2104 §2).
pub(super) const INNER: u8 = 0x36;

/// What is mixed into the key of the outer hash.
pub(super) const OUTER: u8 = 0x5c;
