//! What to look for: secrets, and all that is as good as one.

#![allow(dead_code, reason = "every test file takes the part that it needs")]

use hmac::{Hmac, KeyInit, Mac};
use otp_core::Algorithm;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use std::collections::HashMap;

/// Parts of secrets, by what they are of: eight bytes in a row at any place, and numbers of 32 bits at places of their
/// own.
#[derive(Default)]
pub(crate) struct Needles {
    rows: HashMap<[u8; 8], &'static str>,
    numbers: HashMap<u32, &'static str>,
}

impl Needles {
    /// Bytes as they are, and as words of 32 and 64 bits of the other byte order.
    pub(crate) fn bytes(mut self, name: &'static str, bytes: &[u8]) -> Self {
        let swapped =
            |size| bytes.chunks(size).flat_map(|word| word.iter().rev().copied()).collect::<Vec<u8>>();
        for bytes in [bytes, &swapped(4), &swapped(8)] {
            let rows = bytes.windows(8).map(|row| row.try_into().expect("eight bytes"));
            // Padding says nothing.
            self.rows.extend(rows.filter(|row: &[u8; 8]| row[1..] != row[..7]).map(|row| (row, name)));
        }
        self
    }

    /// Numbers that lie alone or between others.
    pub(crate) fn numbers(mut self, name: &'static str, numbers: impl IntoIterator<Item = u32>) -> Self {
        self.numbers.extend(numbers.into_iter().map(|number| (number, name)));
        self
    }

    /// A hash, or a state of a hash function, as bytes and as its words.
    fn hash(self, name: &'static str, bytes: &[u8]) -> Self {
        let words =
            bytes.chunks_exact(4).map(|word| u32::from_be_bytes(word.try_into().expect("four bytes")));
        self.bytes(name, bytes).numbers(name, words)
    }

    /// A key of HMAC that is not longer than a block, with all that comes of it at the first 32 of some counters.
    pub(crate) fn key(self, algorithm: Algorithm, key: &[u8], first: u64) -> Self {
        match algorithm {
            Algorithm::Sha1 => self.keyed::<Hmac<Sha1>>(key, 64, first),
            Algorithm::Sha256 => self.keyed::<Hmac<Sha256>>(key, 64, first),
            Algorithm::Sha512 => self.keyed::<Hmac<Sha512>>(key, 128, first),
        }
        .midstates(algorithm, key)
    }

    fn keyed<M: Mac + KeyInit>(self, key: &[u8], block: usize, first: u64) -> Self {
        let [inner, outer] = [0x36, 0x5c].map(|pad| padded(key, pad, block));
        let this = self.bytes("key", key).bytes("padded key", &inner).bytes("padded key", &outer);
        (first..first + 32).fold(this, |this, counter| {
            let keyed = <M as KeyInit>::new_from_slice(key).expect("HMAC takes any key");
            let mac = keyed.chain_update(counter.to_be_bytes()).finalize().into_bytes();
            let at = usize::from(mac[mac.len() - 1] & 15);
            let word = u32::from_be_bytes(mac[at..at + 4].try_into().expect("four bytes"));
            let codes = [6, 7, 8].map(|digits| (word & 0x7fff_ffff) % 10_u32.pow(digits));
            this.hash("mac", &mac)
                .numbers("expected code", codes)
                .numbers("truncated mac", [word & 0x7fff_ffff])
        })
    }

    /// The states after the padded key.
    fn midstates(self, algorithm: Algorithm, key: &[u8]) -> Self {
        [0x36, 0x5c]
            .into_iter()
            .fold(self, |this, pad| this.hash("midstate", &state(algorithm, &padded(key, pad, 128))))
    }

    /// The needles as lines, for a program in another language.
    pub(crate) fn lines(&self) -> String {
        let rows = self.rows.keys().map(|row| format!("row:{:016x}\n", u64::from_be_bytes(*row)));
        let numbers = self.numbers.keys().filter(|number| **number != 0);
        rows.chain(numbers.map(|number| format!("number:{number:08x}\n"))).collect()
    }

    /// What of it lies in some memory.
    pub(crate) fn found_in(&self, memory: &[u8]) -> impl Iterator<Item = &'static str> {
        let rows = memory.windows(8).filter_map(|row| self.rows.get(row).copied());
        // Blocks and stacks begin at places for numbers.
        let numbers = memory.chunks_exact(4).filter_map(|number| {
            self.numbers.get(&u32::from_ne_bytes(number.try_into().expect("four bytes"))).copied()
        });
        rows.chain(numbers)
    }
}

/// A key in a block, under a pad of HMAC (RFC 2104 §2).
fn padded(key: &[u8], pad: u8, block: usize) -> Vec<u8> {
    (0..block).map(|at| key.get(at).copied().unwrap_or_default() ^ pad).collect()
}

/// The state of a hash function after the first block of some bytes, as bytes.
fn state(algorithm: Algorithm, bytes: &[u8]) -> Vec<u8> {
    let block = bytes.first_chunk().expect("a block");
    match algorithm {
        Algorithm::Sha1 => {
            let mut state = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
            sha1::block_api::compress(&mut state, &[*block]);
            state.iter().flat_map(|word| word.to_be_bytes()).collect()
        }
        Algorithm::Sha256 => {
            let mut state = INITIAL.map(|word| u32::try_from(word >> 32).expect("a half"));
            sha2::block_api::compress256(&mut state, &[*block]);
            state.iter().flat_map(|word| word.to_be_bytes()).collect()
        }
        Algorithm::Sha512 => {
            let mut state = INITIAL;
            let block = bytes.first_chunk().expect("a block");
            sha2::block_api::compress512(&mut state, &[*block]);
            state.iter().flat_map(|word| word.to_be_bytes()).collect()
        }
    }
}

/// The state of SHA-512 before the first block; the upper halves are that of SHA-256 (FIPS 180-4 §5.3).
const INITIAL: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];
