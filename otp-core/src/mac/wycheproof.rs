//! Project Wycheproof's HMACs, of messages of any length, by what makes codes: the set-up of a key, and both forms of
//! each compression function.

extern crate std;

use super::{
    Midstates,
    block::Block,
    hash::{BLOCK, Hash, Sha1, Sha256, Sha512},
    lanes,
    operand::Word,
};
use core::{array, iter::repeat_n};
use std::vec::Vec;

/// One step of a hash function.
type Compress<T, const S: usize> = fn(&mut [T; S], &Block<T>);

/// HMAC (RFC 2104 §2), with whatever compression function.
fn hmac<H: Hash<S>, const S: usize>(key: &[u8], message: &[u8], compress: Compress<H::Word, S>) -> Vec<u8> {
    let Midstates { inner, outer } = &Midstates::<H::Word, S>::new::<H>(key);
    let hash = finish::<H, S>(*inner, message, compress);
    finish::<H, S>(*outer, &hash, compress)
}

/// The hash of a block that is in the state already and of a message behind it (FIPS 180-4 §5.1).
fn finish<H: Hash<S>, const S: usize>(
    mut state: [H::Word; S],
    message: &[u8],
    compress: Compress<H::Word, S>,
) -> Vec<u8> {
    let word = size_of::<H::Word>();
    let block = BLOCK * word;
    let bits = 8 * (block + message.len()) as u64;
    let mut padded = message.to_vec();
    padded.push(0x80);
    // The length takes two words, the upper one and a half of which are 0 here.
    let zeroes = (2 * block - 2 * word - padded.len() % block) % block + 2 * word - size_of::<u64>();
    padded.extend(repeat_n(0, zeroes));
    padded.extend(bits.to_be_bytes());
    for bytes in padded.chunks(block) {
        let mut block = Block::empty();
        block.set_key::<H, S>(bytes);
        compress(&mut state, &block);
    }
    let mut hash = std::vec![0; S * word];
    for (bytes, word) in hash.chunks_mut(word).zip(state) {
        word.write(bytes);
    }
    hash
}

/// In one of four lanes, with other blocks in the others.
fn in_a_lane<H: Hash<S>, const S: usize, const LANE: usize>(
    state: &mut [H::Word; S],
    block: &Block<H::Word>,
) {
    let mut states = H::INITIAL.map(|word| [word; 4]);
    let mut blocks = [[H::Word::default(); 4]; BLOCK];
    let mut after = states;
    for (row, word) in states.iter_mut().zip(&*state) {
        row[LANE] = *word;
    }
    for (row, word) in blocks.iter_mut().zip(block.words()) {
        row[LANE] = word;
    }
    lanes::compress::<H, H::Word, S, 4>(&states, &blocks, &mut after);
    for (word, row) in state.iter_mut().zip(after) {
        *word = row[LANE];
    }
}

/// What the three ways make of a key and a message.
fn macs<H: Hash<S>, const S: usize>(key: &[u8], message: &[u8]) -> [Vec<u8>; 3] {
    let ways: [Compress<H::Word, S>; 3] = [H::compress_one, in_a_lane::<H, S, 0>, in_a_lane::<H, S, 3>];
    ways.map(|compress| hmac::<H, S>(key, message, compress))
}

#[test]
fn every_published_mac() {
    let mut judged = 0;
    let file = include_str!("../../tests/wycheproof/hmac.txt");
    for case in file.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = case.split(' ').collect();
        let [hash, _, result, key, message, tag] = words[..] else { panic!("{case}") };
        let mut room = [[0; 256]; 3];
        let mut fields = [("key=", key), ("message=", message), ("tag=", tag)].into_iter().zip(&mut room);
        let [key, message, tag] = array::from_fn(|_| {
            let ((name, text), room) = fields.next().expect("three fields");
            base16ct::lower::decode(text.strip_prefix(name).expect(name), room).expect("hexadecimal")
        });
        let macs = match hash {
            "SHA1" => macs::<Sha1, 5>(key, message),
            "SHA256" => macs::<Sha256, 8>(key, message),
            "SHA512" => macs::<Sha512, 8>(key, message),
            unknown => panic!("{unknown}"),
        };
        for mac in macs {
            assert!(tag.len() == mac.len() || tag.len() == mac.len() / 2, "{case}");
            assert_eq!(mac.starts_with(tag), result == "valid", "{case}: {mac:x?}");
        }
        judged += 1;
    }
    assert_eq!(judged, 170 + 174 + 174);
}
