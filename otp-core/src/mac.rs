//! A keyed MAC that makes codes, a block at a time.

mod backend;
mod block;
mod crowd;
mod hash;
mod lanes;
mod many;
mod midstates;
mod operand;
mod rows;
#[cfg(test)]
mod wycheproof;

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

impl Keyed {
    const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Sha1(_) => Algorithm::Sha1,
            Self::Sha256(_) => Algorithm::Sha256,
            Self::Sha512(_) => Algorithm::Sha512,
        }
    }
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
            let (few, over) = (H::few(vectors), codes.len() % H::lanes(vectors));
            done = codes.len() - if over > few { 0 } else { over };
            if done > few {
                H::codes(vectors, &Successive { key, first }, modulus, &mut codes[..done]);
            } else {
                done = 0;
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
    use super::{block::Block, lanes::Keys, midstates::Midstates};
    use core::mem::needs_drop;
    use sha1::block_api::Sha1Core;
    use sha2::block_api::{Sha256VarCore, Sha512VarCore};
    use zeroize::ZeroizeOnDrop;

    /// Compiles only while the hashes of long keys wipe what they know of them: without `zeroize` they do not.
    #[test]
    fn hashers_wipe_themselves() {
        const fn wipes<T: ZeroizeOnDrop>() {}
        wipes::<Sha1Core>();
        wipes::<Sha256VarCore>();
        wipes::<Sha512VarCore>();
    }

    #[test]
    fn what_holds_a_key_does_something_when_it_is_dropped() {
        assert!(needs_drop::<Midstates<u32, 5>>() && needs_drop::<Midstates<u64, 8>>());
        assert!(needs_drop::<Keys<u32, 8, 16>>() && needs_drop::<Block<u64>>());
    }
}
