//! A keyed MAC that makes codes, a block at a time.

use crate::{
    algorithm::Algorithm,
    digits::Digits,
    factor::Counter,
    truncate::{reduce, truncate},
};
use core::fmt;
use hmac::{EagerHash, Hmac, KeyInit, Mac as _};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use zeroize::Zeroize;

/// The HMAC of one key, with the key already hashed in.
///
/// It holds the two midstates of HMAC (RFC 2104 §4): what they know is as good as the key, and is wiped on drop. This
/// is the seam below the window search: whatever computes MACs faster goes behind [`codes`](Self::codes).
pub struct Mac(Keyed);

enum Keyed {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha512(Hmac<Sha512>),
}

impl Mac {
    /// Hashes a key of any length in; the lengths that tokens may have are [`Secret`](crate::Secret)'s to check.
    #[must_use]
    pub fn new(algorithm: Algorithm, key: &[u8]) -> Self {
        Self(match algorithm {
            Algorithm::Sha1 => Keyed::Sha1(keyed(key)),
            Algorithm::Sha256 => Keyed::Sha256(keyed(key)),
            Algorithm::Sha512 => Keyed::Sha512(keyed(key)),
        })
    }

    /// Computes the codes of successive counters from `first` on, one for each place of `codes`, as numbers.
    ///
    /// RFC 4226 §5.3. After the last counter comes 0. The codes are secrets: the caller wipes them.
    pub fn codes(&self, first: Counter, digits: Digits, codes: &mut [u32]) {
        #[cfg(test)]
        meter::add(codes.len());
        match &self.0 {
            Keyed::Sha1(mac) => fill(mac, first, digits, codes),
            Keyed::Sha256(mac) => fill(mac, first, digits, codes),
            Keyed::Sha512(mac) => fill(mac, first, digits, codes),
        }
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mac")
    }
}

fn keyed<D: EagerHash>(key: &[u8]) -> Hmac<D> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length (RFC 2104, section 3)")
}

fn fill<D: EagerHash + Clone>(keyed: &Hmac<D>, first: Counter, digits: Digits, codes: &mut [u32]) {
    let mut counter = first.get();
    for code in codes {
        let mut mac = keyed.clone().chain_update(counter.to_be_bytes()).finalize().into_bytes();
        *code = reduce(truncate(&mac), digits);
        mac.as_mut_slice().zeroize();
        counter = counter.wrapping_add(1);
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
