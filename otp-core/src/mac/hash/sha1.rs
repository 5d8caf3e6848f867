//! SHA-1 (FIPS 180-4 §6.1).

use super::{BLOCK, Hash, sixteen};
use crate::mac::{block::Block, operand::Operand};

/// SHA-1, the hash of RFC 4226.
pub(in crate::mac) struct Sha1;

impl Hash<5> for Sha1 {
    type Word = u32;
    type Hasher = sha1::Sha1;

    const INITIAL: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];

    #[inline(always)]
    #[expect(clippy::many_single_char_names, reason = "the names of the standard")]
    fn compress<O: Operand<Word = u32>>(state: [O; 5], mut w: [O; BLOCK]) -> [O; 5] {
        let [mut a, mut b, mut c, mut d, mut e] = state;
        // The schedule is kept in its last sixteen words.
        macro_rules! step {
            ($t:expr) => {{
                const T: usize = $t;
                if T >= 16 {
                    w[T % 16] = (w[(T + 13) % 16] ^ w[(T + 8) % 16] ^ w[(T + 2) % 16] ^ w[T % 16]).rotl(1);
                }
                let (f, k) = match T / 20 {
                    0 => (d ^ (b & (c ^ d)), 0x5a82_7999),
                    1 => (b ^ c ^ d, 0x6ed9_eba1),
                    2 => ((b & c) | (d & (b | c)), 0x8f1b_bcdc),
                    _ => (b ^ c ^ d, 0xca62_c1d6),
                };
                let next = a.rotl(5).plus(f).plus(e.plus(w[T % 16]).plus(O::constant(k)));
                (e, d, c, b, a) = (d, c, b.rotl(30), a, next);
            }};
        }
        sixteen!(step, 0);
        sixteen!(step, 16);
        sixteen!(step, 32);
        sixteen!(step, 48);
        sixteen!(step, 64);
        let [h0, h1, h2, h3, h4] = state;
        [h0.plus(a), h1.plus(b), h2.plus(c), h3.plus(d), h4.plus(e)]
    }

    fn compress_one(state: &mut [u32; 5], block: &Block<u32>) {
        sha1::block_api::compress(state, block.as_blocks());
    }
}
