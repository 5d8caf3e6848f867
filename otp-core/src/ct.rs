//! Masks for secrets, and the one place where a secret becomes public.

use core::hint::black_box;
use subtle::Choice;

/// All ones if any bit is set, else none.
///
/// A compiler that knows a mask to be one of the two makes a branch of it; the black box keeps that from it.
#[inline(always)]
pub(crate) fn any(bits: u32) -> u32 {
    black_box(((bits | bits.wrapping_neg()).cast_signed() >> 31).cast_unsigned())
}

/// Turns each number that is zero into all ones, and each other into none; the numbers have fewer than 32 bits.
#[inline(always)]
pub(crate) fn zeroes<const N: usize>(numbers: &mut [u32; N]) {
    for number in &mut *numbers {
        *number = (number.wrapping_sub(1).cast_signed() >> 31).cast_unsigned();
    }
    black_box(numbers);
}

/// Makes a choice public.
pub(crate) fn reveal_choice(secret: Choice) -> bool {
    reveal(secret.unwrap_u8().into())
}

/// Makes public whether any bit is set: this branch on secret data is meant.
///
/// Never inlined, so a tool that follows secrets through the machine code sees every such branch under this one name.
#[inline(never)]
pub(crate) fn reveal(secret: u32) -> bool {
    let mut public = false;
    if secret != 0 {
        // The black box keeps the compiler from folding the branch into a copy of the secret bit.
        public = black_box(true);
    }
    public
}

/// Makes the lowest `bits` bits of a number public, one branch for each.
pub(crate) fn reveal_bits(secret: u32, bits: u32) -> u32 {
    (0..bits).fold(0, |public, bit| {
        let one = reveal(secret >> bit & 1);
        public | u32::from(one) << bit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_all_or_nothing() {
        for number in (0..31).map(|bit| 1 << bit).chain([3, 0x7fff_ffff]) {
            assert_eq!(
                (any(number), any(number << 1), any(number | 1 << 31)),
                (u32::MAX, u32::MAX, u32::MAX)
            );
            let mut numbers = [number, 0, number - 1];
            zeroes(&mut numbers);
            assert_eq!(numbers, [0, u32::MAX, if number == 1 { u32::MAX } else { 0 }]);
        }
        assert_eq!(any(0), 0);
        assert!(reveal(1 << 31) && !reveal(0));
    }

    #[test]
    fn what_is_revealed_is_what_was_hidden() {
        assert!(reveal_choice(Choice::from(1)));
        assert!(!reveal_choice(Choice::from(0)));
        for value in [0, 1, 2, 0x8000_0000, 0xdead_beef, u32::MAX] {
            assert_eq!(reveal_bits(value, 32), value);
            assert_eq!(reveal_bits(value, 3), value & 7);
            assert_eq!(reveal_bits(value, 0), 0);
        }
    }
}
