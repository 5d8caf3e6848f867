//! A keyed MAC that makes codes, a block at a time.

mod backend;
mod block;
mod crowd;
mod hash;
mod lanes;
mod many;
mod midstates;
mod operand;

pub use self::{backend::Backend, crowd::Crowd};

use self::{
    backend::Kernels,
    hash::{Sha1, Sha256, Sha512},
    lanes::Successive,
    many::Many,
    midstates::Midstates,
};
use crate::{algorithm::Algorithm, digits::Digits, factor::Counter, truncate::Modulus};
use core::fmt;

/// The HMAC of one key, with the key already hashed in.
///
/// It holds the two midstates of HMAC (RFC 2104 §4): what they know is as good as the key, and is wiped on drop.
pub struct Mac {
    keyed: Keyed,
    backend: Backend,
}

enum Keyed {
    Sha1(Midstates<u32, 5>),
    Sha256(Midstates<u32, 8>),
    Sha512(Midstates<u64, 8>),
}

impl Mac {
    /// Hashes a key of any length in; the lengths that tokens may have are [`Secret`](crate::Secret)'s to check.
    #[must_use]
    pub fn new(algorithm: Algorithm, key: &[u8]) -> Self {
        Self::on(Backend::best(), algorithm, key)
    }

    /// The same, computed by a backend of the caller's choice.
    #[must_use]
    pub fn on(backend: Backend, algorithm: Algorithm, key: &[u8]) -> Self {
        let keyed = match algorithm {
            Algorithm::Sha1 => Keyed::Sha1(Midstates::new::<Sha1>(key)),
            Algorithm::Sha256 => Keyed::Sha256(Midstates::new::<Sha256>(key)),
            Algorithm::Sha512 => Keyed::Sha512(Midstates::new::<Sha512>(key)),
        };
        Self { keyed, backend }
    }

    /// Hashes many keys in, several at once: the same MACs as [`on`](Self::on) makes, in the order of the keys.
    pub fn many<'k>(
        backend: Backend,
        algorithm: Algorithm,
        keys: impl Iterator<Item = &'k [u8]>,
    ) -> impl Iterator<Item = Self> {
        Many::new(backend, algorithm, keys)
    }

    /// Computes the codes of successive counters from `first` on, one for each place of `codes`, as numbers.
    ///
    /// RFC 4226 §5.3. After the last counter comes 0. The codes are secrets: the caller wipes them.
    pub fn codes(&self, first: Counter, digits: Digits, codes: &mut [u32]) {
        #[cfg(test)]
        meter::add(codes.len());
        let modulus = Modulus::of(digits);
        match &self.keyed {
            Keyed::Sha1(key) => self.fill::<Sha1, 5>(key, first, modulus, codes),
            Keyed::Sha256(key) => self.fill::<Sha256, 8>(key, first, modulus, codes),
            Keyed::Sha512(key) => self.fill::<Sha512, 8>(key, first, modulus, codes),
        }
    }

    /// Computes codes in lanes, and the few that would leave most lanes idle one at a time.
    fn fill<H: Kernels<S>, const S: usize>(
        &self,
        key: &Midstates<H::Word, S>,
        first: Counter,
        modulus: Modulus,
        codes: &mut [u32],
    ) {
        let (first, mut done) = (first.get(), 0);
        if let Some(vectors) = self.backend.vectors() {
            let over = codes.len() % H::lanes(vectors);
            done = codes.len() - if over > FEW { 0 } else { over };
            if done > 0 {
                H::codes(vectors, &Successive { key, first }, modulus, &mut codes[..done]);
            }
        }
        for (at, code) in codes.iter_mut().enumerate().skip(done) {
            *code = key.code::<H>(first.wrapping_add(at as u64), modulus);
        }
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mac")
    }
}

/// So few codes are faster one at a time: a processor that has vectors has instructions for the hash, too.
const FEW: usize = 2;

/// Counts MACs, so that tests can say what a verdict costs.
#[cfg(test)]
pub(crate) mod meter {
    extern crate std;

    use std::cell::Cell;

    std::thread_local! {
        static MACS: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn add(macs: usize) {
        MACS.set(MACS.get() + macs);
    }

    /// How many MACs this thread computes while `work` runs.
    pub(crate) fn macs<T>(work: impl FnOnce() -> T) -> (usize, T) {
        let before = MACS.get();
        let result = work();
        (MACS.get() - before, result)
    }
}

#[cfg(test)]
mod tests {
    use sha1::block_api::Sha1Core;
    use sha2::block_api::{Sha256VarCore, Sha512VarCore};
    use zeroize::ZeroizeOnDrop;

    /// Compiles only while the hashes wipe what they know of the key: without their `zeroize` features they do not.
    #[test]
    fn midstates_wipe_themselves() {
        const fn wipes<T: ZeroizeOnDrop>() {}
        wipes::<Sha1Core>();
        wipes::<Sha256VarCore>();
        wipes::<Sha512VarCore>();
    }
}
