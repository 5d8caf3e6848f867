//! What computes MACs: the processor's widest vectors, narrower ones, or one MAC at a time.
//!
//! The one file of the crate with `unsafe` in it: functions that were compiled for more than the baseline's
//! instructions may be called only where the processor has them.

#![allow(unsafe_code)]

use super::{
    block::Block,
    hash::{BLOCK, Hash, Sha1, Sha256, Sha512},
    lanes::{self, Batch, Keys},
    operand::Operand,
    rows::LANES,
};
use crate::truncate::Modulus;
use core::fmt;

#[cfg(target_arch = "x86_64")]
use super::operand::Pair;

/// A way to compute MACs, one that this processor has.
///
/// All of them give the same codes. [`Mac::new`](super::Mac::new) takes the [`best`](Self::best).
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
    /// Those that this processor has, the narrowest first: one MAC at a time by `sha1` and `sha2`, which use the
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

    /// The one that is fastest for most windows.
    ///
    /// Outside of x86-64 that is one MAC at a time: whether vectors are faster there has not been measured. So it is
    /// where a processor has instructions for the hash functions and no more than the baseline's vectors.
    #[must_use]
    pub fn best() -> Self {
        let best = Self::available().last().unwrap_or(Self(None));
        let slower = best.0 == Some(Vectors(Kind::Baseline)) && knows_hashes();
        if slower || !MEASURED { Self(None) } else { best }
    }

    /// The vectors it uses, or `None` where it computes one MAC at a time.
    pub(super) const fn vectors(self) -> Option<Vectors> {
        // Said at compile time, so that programs for small processors do not carry what they never call.
        if MEASURED || cfg!(feature = "hazmat") { self.0 } else { None }
    }
}

/// Whether vectors have been seen to be faster.
const MEASURED: bool = cfg!(all(target_arch = "x86_64", target_feature = "sse2"));

/// Whether the processor has instructions for SHA-1 and SHA-256.
fn knows_hashes() -> bool {
    #[cfg(target_arch = "x86_64")]
    return has_sha::get();
    #[cfg(not(target_arch = "x86_64"))]
    return false;
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
cpufeatures::new!(has_sha, "sha", "sse2", "ssse3", "sse4.1");
#[cfg(target_arch = "x86_64")]
cpufeatures::new!(has_avx512, "avx512f", "avx512bw", "avx512dq", "avx512vl");

/// What vectors do for a hash function.
pub(super) trait Kernels<const S: usize>: Hash<S> {
    /// How many lanes a vector has.
    fn lanes(vectors: Vectors) -> usize;

    /// So few codes, in all or left over, are faster one at a time.
    fn few(vectors: Vectors) -> usize;

    /// Computes as many codes of a batch as there are places for.
    fn codes(vectors: Vectors, batch: &impl Batch<Self::Word, S>, modulus: Modulus, codes: &mut [u32]);

    /// Hashes the keys of blocks in, each into the lane of its place.
    fn set_up(vectors: Vectors, blocks: &mut [Block<Self::Word>], keys: &mut Keys<Self::Word, S, LANES>);
}

/// Compiles the work of the lanes for one kind of vector.
macro_rules! vectors {
    ($kind:ident $(, $features:literal)?) => {
        mod $kind {
            use super::*;

            #[inline(never)]
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
                blocks: &mut [Block<H::Word>],
                keys: &mut Keys<H::Word, S, LANES>,
            ) {
                lanes::set_up::<H, S, L, LANES>(blocks, keys, compress::<H, O, S, L>);
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
/// lanes for long windows besides. The last three numbers say how many codes are few where the processor has
/// instructions for SHA-1 and SHA-256: for AVX2 as measured on an AMD Zen 3, for the others as estimated from what one
/// code costs each way.
macro_rules! kernels {
    (
        $hash:ident, $state:literal, $word:ty,
        $baseline:literal, $avx2:literal, $avx512:literal, $wide:ty, $lanes:literal,
        $few_baseline:literal, $few_avx2:literal, $few_avx512:literal
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

            fn few(Vectors(kind): Vectors) -> usize {
                if !knows_hashes() {
                    return 1;
                }
                match kind {
                    Kind::Baseline => $few_baseline,
                    #[cfg(target_arch = "x86_64")]
                    Kind::Avx2 => $few_avx2,
                    #[cfg(target_arch = "x86_64")]
                    Kind::Avx512 => $few_avx512,
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
                    // SAFETY: `Backend::available` makes the kind only where the processor has AVX2.
                    Kind::Avx2 => unsafe {
                        avx2::codes::<Self, $word, $state, $avx2>(batch, 0, modulus, codes)
                    },
                    #[cfg(target_arch = "x86_64")]
                    Kind::Avx512 => {
                        let over = codes.len() % $lanes;
                        let wide = if over > $avx512 { codes.len() } else { codes.len() - over };
                        let (codes, rest) = codes.split_at_mut(wide);
                        // SAFETY: `Backend::available` makes the kind only where the processor has these of AVX-512.
                        unsafe {
                            avx512::codes::<Self, $wide, $state, $lanes>(batch, 0, modulus, codes);
                            avx512::codes::<Self, $word, $state, $avx512>(batch, wide, modulus, rest);
                        }
                    }
                }
            }

            fn set_up(
                Vectors(kind): Vectors,
                blocks: &mut [Block<$word>],
                keys: &mut Keys<$word, $state, LANES>,
            ) {
                match kind {
                    Kind::Baseline => baseline::set_up::<Self, $word, $state, $baseline>(blocks, keys),
                    #[cfg(target_arch = "x86_64")]
                    // SAFETY: `Backend::available` makes the kind only where the processor has AVX2.
                    Kind::Avx2 => unsafe { avx2::set_up::<Self, $word, $state, $avx2>(blocks, keys) },
                    #[cfg(target_arch = "x86_64")]
                    // SAFETY: `Backend::available` makes the kind only where the processor has these of AVX-512.
                    Kind::Avx512 => unsafe { avx512::set_up::<Self, $wide, $state, $lanes>(blocks, keys) },
                }
            }
        }
    };
}

kernels!(Sha1, 5, u32, 4, 8, 16, Pair<u32>, 32, 2, 3, 2);
kernels!(Sha256, 8, u32, 4, 8, 16, u32, 16, 2, 16, 2);
kernels!(Sha512, 8, u64, 2, 4, 8, u64, 8, 1, 1, 1);

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;
    use std::{is_x86_feature_detected, string::ToString};

    #[test]
    fn the_widest_vectors_are_the_best_but_for_a_processor_that_knows_hashes_and_has_the_narrowest() {
        let wide = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl");
        let best = if wide {
            "avx512"
        } else if is_x86_feature_detected!("avx2") {
            "avx2"
        } else if is_x86_feature_detected!("sha") {
            "single"
        } else {
            "baseline"
        };
        assert_eq!(Backend::best().to_string(), best);
    }
}
