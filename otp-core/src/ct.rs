//! The one place where a secret becomes public.

use core::hint::black_box;
use subtle::{Choice, ConstantTimeEq};

/// Makes one bit public: this branch on secret data is meant.
///
/// Never inlined, so a tool that follows secrets through the machine code sees every such branch under this one name.
#[inline(never)]
pub(crate) fn reveal(secret: Choice) -> bool {
    let mut public = false;
    if secret.unwrap_u8() == 1 {
        // The black box keeps the compiler from folding the branch into a copy of the secret bit.
        public = black_box(true);
    }
    public
}

/// Makes the lowest `bits` bits of a number public, one branch for each.
pub(crate) fn reveal_bits(secret: u32, bits: u32) -> u32 {
    (0..bits).fold(0, |public, bit| {
        let one = reveal((secret >> bit & 1).ct_eq(&1));
        public | u32::from(one) << bit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_revealed_is_what_was_hidden() {
        assert!(reveal(Choice::from(1)));
        assert!(!reveal(Choice::from(0)));
        for value in [0, 1, 2, 0x8000_0000, 0xdead_beef, u32::MAX] {
            assert_eq!(reveal_bits(value, 32), value);
            assert_eq!(reveal_bits(value, 3), value & 7);
            assert_eq!(reveal_bits(value, 0), 0);
        }
    }
}
