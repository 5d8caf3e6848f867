//! `RustCrypto`'s hmac under the loop that everybody writes. It wipes what it leaves, because ours asks it to, and a
//! program has one copy of a crate.

use crate::{
    machine::locked,
    peer::{Peer, Run, Task},
};
use hmac::{EagerHash, Hmac, KeyInit, Mac};
use otp_benches::{Fleet, truncate};
use otp_core::Algorithm;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

/// The key hashed in once, then cloned: the fastest way that its API has.
pub(crate) const CACHED: Peer =
    Peer { name: "RustCrypto hmac, cached clone", version, search: cached, lookup: Some(lookup) };

/// The key hashed in for each candidate: the way of most programs.
pub(crate) const NEW: Peer =
    Peer { name: "RustCrypto hmac, new each time", version, search: new, lookup: None };

fn version() -> String {
    locked("hmac")
}

fn cached(task: Task) -> Run {
    fn of<D: EagerHash + Clone + 'static>(task: Task) -> Run {
        task.by_hmac(|_, key| keyed::<D>(key), |mac, message| code(mac.clone(), message))
    }
    match task.search.algorithm {
        Algorithm::Sha1 => of::<Sha1>(task),
        Algorithm::Sha256 => of::<Sha256>(task),
        Algorithm::Sha512 => of::<Sha512>(task),
    }
}

fn new(task: Task) -> Run {
    fn of<D: EagerHash + 'static>(task: Task) -> Run {
        task.by_hmac(|_, key| key.to_vec(), |key, message| code(keyed::<D>(key), message))
    }
    match task.search.algorithm {
        Algorithm::Sha1 => of::<Sha1>(task),
        Algorithm::Sha256 => of::<Sha256>(task),
        Algorithm::Sha512 => of::<Sha512>(task),
    }
}

fn lookup(fleet: &Fleet, pair: [u32; 2]) -> Run {
    let devices: Vec<_> = fleet.devices.iter().map(|(key, counter)| (keyed::<Sha1>(key), *counter)).collect();
    Box::new(move || {
        let made = |mac: &Hmac<Sha1>, counter: u64| code(mac.clone(), counter.to_be_bytes());
        devices.iter().any(|(mac, next)| {
            (*next..*next + u64::from(Fleet::ALIGNMENTS))
                .any(|counter| made(mac, counter) == pair[0] && made(mac, counter + 1) == pair[1])
        })
    })
}

fn keyed<D: EagerHash>(key: &[u8]) -> Hmac<D> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length (RFC 2104, section 3)")
}

fn code<D: EagerHash>(mac: Hmac<D>, message: [u8; 8]) -> u32 {
    truncate(&mac.chain_update(message).finalize().into_bytes())
}
