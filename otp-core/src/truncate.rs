//! From a MAC to a code: dynamic truncation and the digits of it (RFC 4226 §5.3), without index, branch or division.

use crate::digits::Digits;
use subtle::{ConditionallySelectable, ConstantTimeEq};

/// Returns the 31 bits that RFC 4226 §5.3 takes from a MAC, at the offset that the MAC's last four bits say.
///
/// The offset is secret, so all 16 places are read and one is kept. The MAC has at least 20 bytes; RFC 6238 uses the
/// same rule with the longer ones of SHA-256 and SHA-512.
pub(crate) fn truncate(mac: &[u8]) -> u32 {
    debug_assert!(mac.len() >= 20, "an HMAC of SHA-1 has 20 bytes, the others more");
    let offset = mac.last().copied().unwrap_or_default() & 0xf;
    let mut word = 0_u32;
    let mut kept = 0_u32;
    // The word that begins at the offset is complete three bytes later.
    for (at, byte) in (0_u8..).zip(mac.iter().take(19)) {
        word = word << 8 | u32::from(*byte);
        kept.conditional_assign(&word, at.ct_eq(&(offset + 3)));
    }
    kept & 0x7fff_ffff
}

/// Returns the last `digits` decimal digits of a 31-bit number: `value % 10^digits`.
///
/// A division would take a time that depends on the value, and `%` by a constant becomes one at some optimisation
/// levels. So it is multiplied by a reciprocal and shifted.
#[expect(clippy::cast_possible_truncation, reason = "a quotient of 31 bits")]
pub(crate) fn reduce(value: u32, digits: Digits) -> u32 {
    let Reciprocal { modulus, factor, shift } = match digits {
        Digits::Six => const { Reciprocal::of(1_000_000) },
        Digits::Seven => const { Reciprocal::of(10_000_000) },
        Digits::Eight => const { Reciprocal::of(100_000_000) },
    };
    let quotient = ((u64::from(value) * factor) >> shift) as u32;
    value.wrapping_sub(quotient.wrapping_mul(modulus))
}

/// Division by a constant as a multiplication: `value / modulus == value * factor >> shift`.
struct Reciprocal {
    modulus: u32,
    factor: u64,
    shift: u32,
}

impl Reciprocal {
    /// The rounded-up reciprocal with so many bits that it is exact for all values below 2^31 (Granlund and
    /// Montgomery 1994, theorem 4.2).
    const fn of(modulus: u32) -> Self {
        let shift = 31 + u32::BITS - modulus.leading_zeros();
        Self { modulus, factor: (1 << shift) / (modulus as u64) + 1, shift }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use std::{thread, vec::Vec};

    /// The whole domain, 6.4 thousand million cases on two threads. Left out of mutation runs by its name.
    #[test]
    fn exhaustive_reduction_equals_remainder() {
        let halves = [0..1_u32 << 30, 1 << 30..1 << 31];
        thread::scope(|scope| {
            let workers: Vec<_> = halves
                .into_iter()
                .map(|half| {
                    scope.spawn(|| {
                        for value in half {
                            assert_eq!(reduce(value, Digits::Six), value % 1_000_000);
                            assert_eq!(reduce(value, Digits::Seven), value % 10_000_000);
                            assert_eq!(reduce(value, Digits::Eight), value % 100_000_000);
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
        for (digits, modulus) in
            [(Digits::Six, 1_000_000), (Digits::Seven, 10_000_000), (Digits::Eight, 100_000_000)]
        {
            for multiple in (0..=((1_u32 << 31) / modulus)).map(|times| times * modulus) {
                for value in multiple.saturating_sub(2)..(multiple + 2).min(1 << 31) {
                    assert_eq!(reduce(value, digits), value % modulus, "{value}");
                }
            }
            assert_eq!(reduce((1 << 31) - 1, digits), ((1 << 31) - 1) % modulus);
        }
    }

    #[test]
    fn every_offset_selects_its_own_word() {
        for length in [20, 32, 64] {
            for offset in 0..16_u8 {
                let mut mac: Vec<u8> = (0..length).map(|i: u8| 0x80 | i.wrapping_mul(7)).collect();
                *mac.last_mut().unwrap() = 0xa0 | offset;
                let at = usize::from(offset);
                let word = u32::from_be_bytes(mac[at..at + 4].try_into().unwrap());
                assert_eq!(truncate(&mac), word & 0x7fff_ffff);
            }
        }
    }

    /// RFC 4226 §5.4, the worked example.
    #[test]
    fn the_example_of_the_rfc() {
        let mac = [
            0x1f, 0x86, 0x98, 0x69, 0x0e, 0x02, 0xca, 0x16, 0x61, 0x85, 0x50, 0xef, 0x7f, 0x19, 0xda, 0x8e,
            0x94, 0x5b, 0x55, 0x5a,
        ];
        assert_eq!(truncate(&mac), 0x50ef_7f19);
        assert_eq!(reduce(0x50ef_7f19, Digits::Six), 872_921);
    }
}
