//! Many keys, hashed in several at once.

use super::{
    Keyed, Mac,
    backend::{Backend, Kernels},
    block::Block,
    hash::{Sha1, Sha256, Sha512},
    midstates::Midstates,
};
use crate::algorithm::Algorithm;

/// The MACs of keys, set up a batch ahead.
pub(super) struct Many<I> {
    backend: Backend,
    algorithm: Algorithm,
    keys: I,
    ready: [Option<Mac>; BATCH],
    next: usize,
}

impl<'k, I: Iterator<Item = &'k [u8]>> Many<I> {
    pub(super) fn new(backend: Backend, algorithm: Algorithm, keys: I) -> Self {
        Self { backend, algorithm, keys, ready: [const { None }; BATCH], next: BATCH }
    }

    /// Sets the next batch up.
    fn refill(&mut self) {
        match self.algorithm {
            Algorithm::Sha1 => self.set_up::<Sha1, 5>(Keyed::Sha1),
            Algorithm::Sha256 => self.set_up::<Sha256, 8>(Keyed::Sha256),
            Algorithm::Sha512 => self.set_up::<Sha512, 8>(Keyed::Sha512),
        }
        self.next = 0;
    }

    fn set_up<H: Kernels<S>, const S: usize>(&mut self, keyed: impl Fn(Midstates<H::Word, S>) -> Keyed) {
        let Self { backend, keys, ready, .. } = self;
        let mut take = |place: usize, key| ready[place] = Some(Mac { keyed: keyed(key), backend: *backend });
        let Some(vectors) = backend.vectors() else {
            for (place, key) in keys.take(BATCH).enumerate() {
                take(place, Midstates::new::<H>(key));
            }
            return;
        };
        let mut blocks = [const { Block::empty() }; BATCH];
        let mut count = 0;
        for (block, key) in blocks.iter_mut().zip(keys) {
            *block = Block::of_key::<H, S>(key);
            count += 1;
        }
        H::set_up(vectors, &mut blocks[..count], take);
    }
}

impl<'k, I: Iterator<Item = &'k [u8]>> Iterator for Many<I> {
    type Item = Mac;

    fn next(&mut self) -> Option<Mac> {
        if self.next == BATCH {
            self.refill();
        }
        let mac = self.ready[self.next].take()?;
        self.next += 1;
        Some(mac)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let ready = self.ready.iter().flatten().count();
        let (least, most) = self.keys.size_hint();
        (least.saturating_add(ready), most.and_then(|most| most.checked_add(ready)))
    }
}

/// How many keys are set up at once: as many as the widest vectors have lanes.
const BATCH: usize = 32;
