//! Leaks on purpose, each seen in somebody's code or made by a compiler. Each tool is blind to some of them.

#![allow(dead_code, unreachable_pub, reason = "several programs take this file in, and each uses a part")]

use std::hint::black_box;

/// A function that leaks its secret, and two secrets between which it should make no difference.
pub struct Leak {
    pub name: &'static str,
    pub run: fn(&[u8; 64]) -> u32,
    pub secrets: [[u8; 64]; 2],
}

/// All of them.
pub const LEAKS: [Leak; 8] = [
    Leak { name: "index", run: index, secrets: [[0; 64], [0xff; 64]] },
    Leak { name: "early_exit", run: early_exit, secrets: [expecting(0), expecting(15)] },
    Leak { name: "crc_table", run: crc_table, secrets: [[0; 64], [0xa5; 64]] },
    Leak { name: "crc_bitwise", run: crc_bitwise, secrets: [[0; 64], [0xa5; 64]] },
    Leak { name: "remainder", run: remainder, secrets: [[0; 64], [0x7f; 64]] },
    Leak { name: "equal", run: equal, secrets: [expecting(0), [0; 64]] },
    Leak { name: "formatted", run: formatted, secrets: [[0; 64], [0x7f; 64]] },
    Leak { name: "table_decoder", run: table_decoder, secrets: [[b'A'; 64], *TEXT] },
];

/// The truncation of RFC 4226 §5.3, as it stands there.
#[inline(never)]
pub fn index(mac: &[u8; 64]) -> u32 {
    let offset = usize::from(mac[19] & 0xf);
    u32::from_be_bytes([mac[offset], mac[offset + 1], mac[offset + 2], mac[offset + 3]]) & 0x7fff_ffff
}

/// A window that is left at the first match, as most libraries do. The work for each candidate stands for a MAC.
#[inline(never)]
pub fn early_exit(expected: &[u8; 64]) -> u32 {
    for (place, code) in (0..).zip(expected.chunks_exact(4)) {
        if black_box(code) == TYPED.to_le_bytes() {
            return place;
        }
        for mac in 0..100 {
            black_box(mac);
        }
    }
    u32::MAX
}

/// The checksum of a YubiKey's block by the usual table.
#[inline(never)]
pub fn crc_table(block: &[u8; 64]) -> u32 {
    let step = |crc: u16, byte: &u8| crc >> 8 ^ CRC_TABLE[usize::from((crc ^ u16::from(*byte)) & 0xff)];
    block.iter().fold(0xffff, step).into()
}

/// The same checksum bit by bit, which LLVM may turn into that table.
#[inline(never)]
pub fn crc_bitwise(block: &[u8; 64]) -> u32 {
    let mut crc = 0xffff_u16;
    for byte in block {
        crc ^= u16::from(*byte);
        for _ in 0..8 {
            let odd = crc & 1;
            crc >>= 1;
            if odd != 0 {
                crc ^= 0x8408;
            }
        }
    }
    crc.into()
}

/// The digits of a code by a division.
#[inline(never)]
pub fn remainder(mac: &[u8; 64]) -> u32 {
    let modulus = 10_u32.pow(black_box(6));
    mac.chunks_exact(4).fold(0, |codes, word| {
        codes ^ (u32::from_le_bytes([word[0], word[1], word[2], word[3]]) & 0x7fff_ffff) % modulus
    })
}

/// A comparison of a code as text.
#[inline(never)]
pub fn equal(expected: &[u8; 64]) -> u32 {
    let typed = black_box(expecting(0));
    u32::from(expected.as_slice() == typed.as_slice())
}

/// The digits of a code by the formatter.
#[inline(never)]
pub fn formatted(mac: &[u8; 64]) -> u32 {
    let value = u32::from_le_bytes([mac[0], mac[1], mac[2], mac[3]]) & 0x7fff_ffff;
    black_box(format!("{value:06}").as_bytes()).iter().fold(0, |sum, digit| sum + u32::from(*digit))
}

/// The characters of base32 by a table.
#[inline(never)]
pub fn table_decoder(text: &[u8; 64]) -> u32 {
    text.iter().fold(0, |sum, character| sum << 1 ^ u32::from(BASE32_TABLE[usize::from(*character)]))
}

/// What a person typed.
const TYPED: u32 = 755_224;

/// Sixteen expected codes, the one at a place being the one that is typed.
const fn expecting(place: usize) -> [u8; 64] {
    let (mut codes, typed) = ([0; 64], TYPED.to_le_bytes());
    let mut byte = 0;
    while byte < 4 {
        codes[4 * place + byte] = typed[byte];
        byte += 1;
    }
    codes
}

const TEXT: &[u8; 64] = b"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

static CRC_TABLE: [u16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut crc, mut bit) = (byte as u16, 0);
        while bit < 8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0x8408 } else { crc >> 1 };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
};

static BASE32_TABLE: [u8; 256] = {
    let (mut table, alphabet) = ([0xff; 256], b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    let mut value = 0;
    while value < 32 {
        table[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    table
};
