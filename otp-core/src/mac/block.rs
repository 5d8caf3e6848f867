//! A block of bytes, as it goes into a hash function.

use super::{
    hash::{BLOCK, Hash},
    operand::Word,
};
use crate::wipe::wipe;
use core::slice;
use digest::Digest;
use zeroize::Zeroize;

/// The bytes of a block, wiped on drop: what most of them hold is as good as the key.
pub(super) struct Block<T: Word>(T::Block);

impl<T: Word> Block<T> {
    /// Puts a key into an empty block: its bytes, or those of its hash where it is longer than a block (RFC 2104 §2).
    ///
    /// In place, since a block that is moved leaves the key behind.
    pub(super) fn set_key<H: Hash<S, Word = T>, const S: usize>(&mut self, key: &[u8]) {
        let bytes = self.0.as_mut();
        if key.len() <= bytes.len() {
            bytes[..key.len()].copy_from_slice(key);
        } else {
            let mut hash = H::Hasher::digest(key);
            bytes[..hash.len()].copy_from_slice(&hash);
            hash.as_mut_slice().zeroize();
        }
    }

    /// The last block of the inner hash: a counter, the first byte first (RFC 4226 §5.1).
    #[inline(always)]
    pub(super) fn of_counter(counter: u64) -> Self {
        let mut block = Self::padding(size_of::<u64>());
        block.0.as_mut()[..size_of::<u64>()].copy_from_slice(&counter.to_be_bytes());
        block
    }

    /// The last block of the outer hash: the inner hash.
    #[inline(always)]
    pub(super) fn of_hash<const S: usize>(hash: [T; S]) -> Self {
        let mut block = Self::padding(S * size_of::<T>());
        for (bytes, word) in block.0.as_mut().chunks_exact_mut(size_of::<T>()).zip(hash) {
            word.write(bytes);
        }
        block
    }

    /// What ends a message of one block and so many bytes more, which are left out (FIPS 180-4 §5.1).
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "fewer than 2048 bits")]
    fn padding(length: usize) -> Self {
        let mut block = Self::empty();
        let bytes = block.0.as_mut();
        let bits = (bytes.len() + length) as u16 * 8;
        bytes[length] = 0x80;
        let end = bytes.len() - size_of::<u16>();
        bytes[end..].copy_from_slice(&bits.to_be_bytes());
        block
    }

    /// No bytes yet.
    pub(super) const fn empty() -> Self {
        Self(T::ZEROES)
    }

    /// Mixes the padding of the inner or outer hash into a key, or takes it out again.
    pub(super) fn pad(&mut self, padding: u8) {
        for byte in self.0.as_mut() {
            *byte ^= padding;
        }
    }

    /// The bytes, as the only block of several.
    #[inline(always)]
    pub(super) const fn as_blocks(&self) -> &[T::Block] {
        slice::from_ref(&self.0)
    }

    /// The bytes as words.
    #[inline(always)]
    pub(super) fn words(&self) -> [T; BLOCK] {
        let mut words = [T::default(); BLOCK];
        for (word, bytes) in words.iter_mut().zip(self.0.as_ref().chunks_exact(size_of::<T>())) {
            *word = T::read(bytes);
        }
        words
    }
}

impl<T: Word> Drop for Block<T> {
    #[inline(always)]
    fn drop(&mut self) {
        wipe(&mut self.0, T::ZEROES);
    }
}

/// What is mixed into the key of the inner hash (RFC 2104 §2).
pub(super) const INNER: u8 = 0x36;

/// What is mixed into the key of the outer hash.
pub(super) const OUTER: u8 = 0x5c;
