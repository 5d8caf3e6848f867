//! Many keys, hashed in several at once.

use super::{
    Mac,
    backend::{Backend, Kernels, Vectors},
    block::Block,
    hash::{Sha1, Sha256, Sha512},
    lanes::Keys,
    rows::{LANES, Rows},
};
use crate::algorithm::Algorithm;

/// The MACs of keys, set up some ahead.
pub(super) struct Many<I> {
    backend: Backend,
    algorithm: Algorithm,
    keys: I,
    /// The keys that are hashed in: those in the lanes from `next` to `end` are still to be handed out.
    ready: Rows,
    next: usize,
    end: usize,
}

impl<'k, I: Iterator<Item = &'k [u8]>> Many<I> {
    pub(super) fn new(backend: Backend, algorithm: Algorithm, keys: I) -> Self {
        Self { backend, algorithm, keys, ready: Rows::blank(algorithm), next: 0, end: 0 }
    }
}

impl<'k, I: Iterator<Item = &'k [u8]>> Iterator for Many<I> {
    type Item = Mac;

    fn next(&mut self) -> Option<Mac> {
        let Self { backend, algorithm, keys, ready, next, end } = self;
        let Some(vectors) = backend.vectors() else {
            return keys.next().map(|key| Mac::on(*backend, *algorithm, key));
        };
        if next == end {
            *next = 0;
            *end = match ready {
                Rows::Sha1(rows) => set_up::<Sha1, 5>(vectors, keys, rows),
                Rows::Sha256(rows) => set_up::<Sha256, 8>(vectors, keys, rows),
                Rows::Sha512(rows) => set_up::<Sha512, 8>(vectors, keys, rows),
            };
        }
        let lane = *next;
        (lane < *end).then(|| {
            *next += 1;
            Mac { keyed: ready.key(lane), backend: *backend }
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let ready = self.end - self.next;
        let (least, most) = self.keys.size_hint();
        (least.saturating_add(ready), most.and_then(|most| most.checked_add(ready)))
    }
}

/// Hashes the next keys in, and tells how many there were.
fn set_up<'k, H: Kernels<S>, const S: usize>(
    vectors: Vectors,
    keys: &mut impl Iterator<Item = &'k [u8]>,
    rows: &mut Keys<H::Word, S, LANES>,
) -> usize {
    let mut blocks = [const { Block::empty() }; LANES];
    let mut count = 0;
    for (block, key) in blocks.iter_mut().zip(keys) {
        block.set_key::<H, S>(key);
        count += 1;
    }
    H::set_up(vectors, &mut blocks[..count], rows);
    count
}
