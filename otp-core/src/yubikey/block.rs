//! What a YubiKey encrypts.

use super::{keys::PrivateId, state::State};
use crate::ct;
use aes::{Aes128Dec, cipher::BlockCipherDecrypt};
use subtle::{Choice, ConstantTimeEq, ConstantTimeGreater};
use zeroize::Zeroizing;

/// The decrypted block, secret until it is found to be authentic.
///
/// ```text
///  0           6      8          11           12      14      16   little-endian
///  private id  usage  timestamp  session use  random  CRC-16
/// ```
pub(super) struct Block(Zeroizing<[u8; 16]>);

impl Block {
    pub(super) fn decrypt(cipher: &Aes128Dec, encrypted: &[u8; 16]) -> Self {
        let mut block = Self(Zeroizing::new(*encrypted));
        cipher.decrypt_block((&mut *block.0).into());
        block
    }

    /// Whether the checksum is right and the private id is the expected one.
    pub(super) fn authentic(&self, expected: &PrivateId) -> Choice {
        let [id @ .., _, _, _, _, _, _, _, _, _, _] = &*self.0;
        crc(&*self.0).ct_eq(&CRC_RESIDUE) & id.ct_eq(expected.as_bytes())
    }

    /// Whether the counters are greater than the stored ones.
    pub(super) fn newer(&self, state: &State) -> Choice {
        self.position().ct_gt(&state.position())
    }

    /// Makes the counters and the timestamp of an accepted block public.
    pub(super) fn reveal(&self) -> (State, u32) {
        let [.., t0, t1, t2, _, _, _, _, _] = *self.0;
        let position = ct::reveal_bits(self.position(), State::POSITION_BITS);
        let timestamp = ct::reveal_bits(u32::from_le_bytes([t0, t1, t2, 0]), 24);
        (State::at(position), timestamp)
    }

    /// Usage counter and session use as one number. Bit 15 of the usage field is the state of caps lock, not a count.
    fn position(&self) -> u32 {
        let [_, _, _, _, _, _, u0, u1, _, _, _, session_use, ..] = *self.0;
        u32::from(u16::from_le_bytes([u0, u1]) & State::MOST_USAGE) << 8 | u32::from(session_use)
    }
}

/// CRC-16 of ISO 13239, least significant bit first, without the final complement.
///
/// The checksummed block is secret. A loop over bits would do, but LLVM recognises it and makes it a table that the
/// secret indexes. This is the same step for eight bits at once.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |crc, &byte| {
        let x = (crc ^ u16::from(byte)) & 0xff;
        let x = x ^ x << 4 & 0xff;
        crc >> 8 ^ x << 8 ^ x << 3 ^ x >> 4
    })
}

/// What the CRC over data and its complemented checksum comes to.
const CRC_RESIDUE: u16 = 0xf0b8;

#[cfg(test)]
mod tests {
    use super::*;

    fn bitwise(bytes: &[u8]) -> u16 {
        let mut crc = 0xffff_u16;
        for &byte in bytes {
            crc ^= u16::from(byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { crc >> 1 ^ 0x8408 } else { crc >> 1 };
            }
        }
        crc
    }

    /// Every state of the register with every byte: 2^24 steps.
    #[test]
    fn exhaustive_crc_equals_the_bitwise_one() {
        // Two bytes reach every register state from the initial one, since the step is a bijection on 16 bits.
        let mut seen = std::vec![false; 1 << 16];
        for prefix in 0..=u16::MAX {
            let [a, b] = prefix.to_le_bytes();
            let register = crc(&[a, b]);
            seen[usize::from(register)] = true;
            assert_eq!(register, bitwise(&[a, b]));
            for byte in 0..=255 {
                assert_eq!(crc(&[a, b, byte]), bitwise(&[a, b, byte]));
            }
        }
        assert!(seen.into_iter().all(|reached| reached));
    }

    /// The check value of CRC-16/X-25, whose final complement this form leaves out.
    #[test]
    fn published_check_value() {
        assert_eq!(!crc(b"123456789"), 0x906e);
    }
}
