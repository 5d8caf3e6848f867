//! What computes MACs: the processor's widest vectors, narrower ones, or one MAC at a time.
//!
//! The one file of the crate with `unsafe` in it: functions that were compiled for more than the baseline's
//! instructions may be called only where the processor has them.

#![allow(unsafe_code)]

use super::{
    block::Block,
    hash::{BLOCK, Hash, Sha1, Sha256, Sha512},
    lanes::{self, Batch},
    midstates::Midstates,
    operand::{Operand, Pair},
};
use crate::truncate::Modulus;
use core::fmt;

/// A way to compute MACs, one that this processor has.
///
/// All of them give the same codes. [`Mac::new`](super::Mac::new) takes the fastest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backend(Option<Vectors>);

/// A kind of vector that this processor has, which only [`Backend::available`] makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Vectors(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// What every processor of the target has: 128 bits on x86-64.
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Backend {
    /// Those that this processor has, the slowest first: one MAC at a time by `sha1` and `sha2`, which use the
    /// processor's own instructions for a hash function; then vectors of 128 bits (`baseline`), 256 (`avx2`) and 512
    /// (`avx512`: F, BW, DQ and VL).
    ///
    /// Where the target has no operating system, wider vectors than the baseline's are not looked for.
    pub fn available() -> impl Iterator<Item = Self> {
        let kinds = [
            Some(Kind::Baseline),
            #[cfg(target_arch = "x86_64")]
            has_avx2::get().then_some(Kind::Avx2),
            #[cfg(target_arch = "x86_64")]
            has_avx512::get().then_some(Kind::Avx512),
        ];
        let vectors = kinds.into_iter().flatten().map(|kind| Self(Some(Vectors(kind))));
        [Self(None)].into_iter().chain(vectors)
    }

    /// The fastest.
    ///
    /// Outside of x86-64 that is one MAC at a time: whether vectors are faster there has not been measured.
    #[must_use]
    pub fn best() -> Self {
        let vectors = cfg!(target_feature = "sse2");
        Self::available().take(if vectors { usize::MAX } else { 1 }).last().unwrap_or(Self(None))
    }

    /// The vectors it uses, or `None` where it computes one MAC at a time.
    pub(super) const fn vectors(self) -> Option<Vectors> {
        // Said at compile time, so that programs for small processors do not carry what they never call.
        if cfg!(any(target_feature = "sse2", feature = "hazmat")) { self.0 } else { None }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            None => "single",
            Some(Vectors(Kind::Baseline)) => "baseline",
            #[cfg(target_arch = "x86_64")]
            Some(Vectors(Kind::Avx2)) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Some(Vectors(Kind::Avx512)) => "avx512",
        })
    }
}

#[cfg(target_arch = "x86_64")]
cpufeatures::new!(has_avx2, "avx2");
#[cfg(target_arch = "x86_64")]
cpufeatures::new!(has_avx512, "avx512f", "avx512bw", "avx512dq", "avx512vl");

/// What vectors do for a hash function.
pub(super) trait Kernels<const S: usize>: Hash<S> {
    /// How many lanes a vector has.
    fn lanes(vectors: Vectors) -> usize;

    /// Computes as many codes of a batch as there are places for.
    fn codes(vectors: Vectors, batch: &impl Batch<Self::Word, S>, modulus: Modulus, codes: &mut [u32]);

    /// Hashes the keys of blocks in, and hands each over with its place.
    fn set_up(
        vectors: Vectors,
        keys: &mut [Block<Self::Word>],
        ready: impl FnMut(usize, Midstates<Self::Word, S>),
    );
}

/// Compiles the work of the lanes for one kind of vector.
macro_rules! vectors {
    ($kind:ident $(, $features:literal)?) => {
        mod $kind {
            use super::*;

            $(#[target_feature(enable = $features)])?
            pub(super) fn codes<H: Hash<S>, O: Operand<Word = H::Word>, const S: usize, const L: usize>(
                batch: &impl Batch<H::Word, S>,
                at: usize,
                modulus: Modulus,
                codes: &mut [u32],
            ) {
                lanes::codes::<H, S, L>(batch, at, modulus, codes, compress::<H, O, S, L>);
            }

            $(#[target_feature(enable = $features)])?
            pub(super) fn set_up<H: Hash<S>, O: Operand<Word = H::Word>, const S: usize, const L: usize>(
                keys: &mut [Block<H::Word>],
                ready: impl FnMut(usize, Midstates<H::Word, S>),
            ) {
                lanes::set_up::<H, S, L>(keys, ready, compress::<H, O, S, L>);
            }

            $(#[target_feature(enable = $features)])?
            #[inline(never)]
            fn compress<H: Hash<S>, O: Operand<Word = H::Word>, const S: usize, const L: usize>(
                states: &[[H::Word; L]; S],
                blocks: &[[H::Word; L]; BLOCK],
                after: &mut [[H::Word; L]; S],
            ) {
                lanes::compress::<H, O, S, L>(states, blocks, after);
            }
        }
    };
}

vectors!(baseline);
#[cfg(target_arch = "x86_64")]
vectors!(avx2, "avx2");
#[cfg(target_arch = "x86_64")]
vectors!(avx512, "avx512f,avx512bw,avx512dq,avx512vl");

/// Chooses operands and lanes for a hash function: for each kind of vector the lanes, and for AVX-512 an operand and
/// lanes for long windows besides.
macro_rules! kernels {
    (
        $hash:ident, $state:literal, $word:ty,
        $baseline:literal, $avx2:literal, $avx512:literal, $wide:ty, $lanes:literal
    ) => {
        impl Kernels<$state> for $hash {
            fn lanes(Vectors(kind): Vectors) -> usize {
                match kind {
                    Kind::Baseline => $baseline,
                    #[cfg(target_arch = "x86_64")]
                    Kind::Avx2 => $avx2,
                    #[cfg(target_arch = "x86_64")]
                    Kind::Avx512 => $avx512,
                }
            }

            fn codes(
                Vectors(kind): Vectors,
                batch: &impl Batch<$word, $state>,
                modulus: Modulus,
                codes: &mut [u32],
            ) {
                match kind {
                    Kind::Baseline => {
                        baseline::codes::<Self, $word, $state, $baseline>(batch, 0, modulus, codes)
                    }
                    #[cfg(target_arch = "x86_64")]
                    // SAFETY: the kind exists only where the processor has AVX2.
                    Kind::Avx2 => unsafe {
                        avx2::codes::<Self, $word, $state, $avx2>(batch, 0, modulus, codes)
                    },
                    #[cfg(target_arch = "x86_64")]
                    Kind::Avx512 => {
                        let over = codes.len() % $lanes;
                        let wide = if over > $avx512 { codes.len() } else { codes.len() - over };
                        let (codes, rest) = codes.split_at_mut(wide);
                        // SAFETY: the kind exists only where the processor has these parts of AVX-512.
                        unsafe {
                            avx512::codes::<Self, $wide, $state, $lanes>(batch, 0, modulus, codes);
                            avx512::codes::<Self, $word, $state, $avx512>(batch, wide, modulus, rest);
                        }
                    }
                }
            }

            fn set_up(
                Vectors(kind): Vectors,
                keys: &mut [Block<$word>],
                ready: impl FnMut(usize, Midstates<$word, $state>),
            ) {
                match kind {
                    Kind::Baseline => baseline::set_up::<Self, $word, $state, $baseline>(keys, ready),
                    #[cfg(target_arch = "x86_64")]
                    // SAFETY: the kind exists only where the processor has AVX2.
                    Kind::Avx2 => unsafe { avx2::set_up::<Self, $word, $state, $avx2>(keys, ready) },
                    #[cfg(target_arch = "x86_64")]
                    // SAFETY: the kind exists only where the processor has these parts of AVX-512.
                    Kind::Avx512 => unsafe { avx512::set_up::<Self, $wide, $state, $lanes>(keys, ready) },
                }
            }
        }
    };
}

kernels!(Sha1, 5, u32, 4, 8, 16, Pair<u32>, 32);
kernels!(Sha256, 8, u32, 4, 8, 16, u32, 16);
kernels!(Sha512, 8, u64, 2, 4, 8, u64, 8);
