//! From MACs to codes: dynamic truncation and the digits of it (RFC 4226 §5.3), without index, branch or division.

use crate::digits::Digits;
use core::hint::black_box;

/// Returns the codes of MACs, one a lane.
///
/// Of each MAC it takes the first twenty bytes, as five words, and the word that ends with its last byte; RFC 6238 uses
/// the rule of RFC 4226 with the longer MACs of SHA-256 and SHA-512, too.
#[inline(always)]
pub(crate) fn truncate<const L: usize>(words: &[[u32; L]; 5], last: &[u32; L], modulus: Modulus) -> [u32; L] {
    let mask = |bit: u32| {
        let mut mask = [0; L];
        for lane in 0..L {
            mask[lane] = 0_u32.wrapping_sub(last[lane] >> bit & 1);
        }
        mask
    };
    // A compiler that knows a mask to be all ones or none makes a branch of it.
    let [one, two, four, eight] = black_box([mask(0), mask(1), mask(2), mask(3)]);
    let mut codes = [0; L];
    for lane in 0..L {
        let word = |n: usize| words[n][lane];
        // The offset's upper bits choose two words, the lower two shift them against each other.
        let four = |set: usize, clear: usize| select(four[lane], word(set), word(clear));
        let (high, low) =
            (select(eight[lane], four(3, 2), four(1, 0)), select(eight[lane], four(4, 3), four(2, 1)));
        let (high, low) =
            (select(two[lane], high << 16 | low >> 16, high), select(two[lane], low << 16, low));
        let value = select(one[lane], high << 8 | low >> 24, high) & 0x7fff_ffff;
        codes[lane] = modulus.remainder(value);
    }
    codes
}

/// One of two words, by a mask.
#[inline(always)]
fn select(mask: u32, set: u32, clear: u32) -> u32 {
    clear ^ (mask & (set ^ clear))
}

/// A power of ten to divide by, as a multiplication: `value / power == value * factor >> shift`.
///
/// A division would take a time that depends on the value, and `%` by a constant becomes one at some optimisation
/// levels.
#[derive(Clone, Copy)]
pub(crate) struct Modulus {
    power: u32,
    factor: u32,
    shift: u32,
}

impl Modulus {
    /// The one that leaves so many digits.
    pub(crate) const fn of(digits: Digits) -> Self {
        match digits {
            Digits::Six => const { Self::new(1_000_000) },
            Digits::Seven => const { Self::new(10_000_000) },
            Digits::Eight => const { Self::new(100_000_000) },
        }
    }

    /// The rounded-up reciprocal with so many bits that it is exact for all values below 2^31 (Granlund and
    /// Montgomery 1994, theorem 4.2), and with so few that lanes need no more than 32 of them.
    #[expect(clippy::cast_possible_truncation, reason = "asserted")]
    const fn new(power: u32) -> Self {
        let shift = 31 + u32::BITS - power.leading_zeros();
        let factor = (1_u64 << shift) / (power as u64) + 1;
        assert!(factor >> u32::BITS == 0, "the factor has 32 bits");
        Self { power, factor: factor as u32, shift }
    }

    /// `value % power` of a number of 31 bits.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "a quotient of 31 bits")]
    fn remainder(self, value: u32) -> u32 {
        let quotient = ((u64::from(value) * u64::from(self.factor)) >> self.shift) as u32;
        value.wrapping_sub(quotient.wrapping_mul(self.power))
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use std::{array, thread, vec::Vec};

    const MODULI: [(Digits, u32); 3] =
        [(Digits::Six, 1_000_000), (Digits::Seven, 10_000_000), (Digits::Eight, 100_000_000)];

    /// The whole domain, 6.4 thousand million cases on two threads. Left out of mutation runs by its name.
    #[test]
    fn exhaustive_reduction_equals_remainder() {
        let halves = [0..1_u32 << 30, 1 << 30..1 << 31];
        thread::scope(|scope| {
            let workers: Vec<_> = halves
                .into_iter()
                .map(|half| {
                    scope.spawn(move || {
                        for (digits, modulus) in MODULI {
                            let reciprocal = Modulus::of(digits);
                            for value in half.clone() {
                                assert_eq!(reciprocal.remainder(value), value % modulus);
                            }
                        }
                    })
                })
                .collect();
            assert!(workers.into_iter().all(|worker| worker.join().is_ok()));
        });
    }

    /// What the exhaustive test would find, at the places where a wrong reciprocal shows first.
    #[test]
    fn reduction_is_exact_around_multiples() {
        for (digits, modulus) in MODULI {
            let reciprocal = Modulus::of(digits);
            for multiple in (0..=((1_u32 << 31) / modulus)).map(|times| times * modulus) {
                for value in multiple.saturating_sub(2)..(multiple + 2).min(1 << 31) {
                    assert_eq!(reciprocal.remainder(value), value % modulus, "{value}");
                }
            }
            assert_eq!(reciprocal.remainder((1 << 31) - 1), ((1 << 31) - 1) % modulus);
        }
    }

    /// All sixteen at once, one a lane, so that no lane can use the offset of another.
    #[test]
    fn every_offset_selects_its_own_word() {
        let bytes: Vec<u8> = (0..20_u8).map(|n| 0x80 | n.wrapping_mul(7)).collect();
        let word = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        let words = array::from_fn(|n| [word(4 * n); 16]);
        let mut offset = 0x5a5a_5aa0..;
        let last = [(); 16].map(|()| offset.next().unwrap());
        for (digits, modulus) in MODULI {
            let expected = array::from_fn(|at| (word(at) & 0x7fff_ffff) % modulus);
            assert_eq!(truncate::<16>(&words, &last, Modulus::of(digits)), expected);
        }
    }

    /// RFC 4226 §5.4, the worked example.
    #[test]
    fn the_example_of_the_rfc() {
        let mac = [0x1f86_9869, 0x0e02_ca16, 0x6185_50ef, 0x7f19_da8e, 0x945b_555a];
        for (digits, code) in
            [(Digits::Six, 872_921), (Digits::Seven, 7_872_921), (Digits::Eight, 57_872_921)]
        {
            assert_eq!(truncate(&mac.map(|word| [word]), &[mac[4]], Modulus::of(digits)), [code]);
        }
    }
}
