//! ring's HMAC, the key hashed in once. Its SHA-1 is portable code.

use crate::{
    machine::locked,
    peer::{Peer, Run, Task},
};
use ::ring::hmac::{self, HMAC_SHA1_FOR_LEGACY_USE_ONLY, HMAC_SHA256, HMAC_SHA512, Key};
use otp_benches::truncate;
use otp_core::Algorithm;

pub(crate) const PEER: Peer =
    Peer { name: "ring hmac, cached key", version: || locked("ring"), search, lookup: None };

fn search(task: Task) -> Run {
    let keyed = |algorithm, key: &[u8]| {
        Key::new(
            match algorithm {
                Algorithm::Sha1 => HMAC_SHA1_FOR_LEGACY_USE_ONLY,
                Algorithm::Sha256 => HMAC_SHA256,
                Algorithm::Sha512 => HMAC_SHA512,
            },
            key,
        )
    };
    task.by_hmac(keyed, |key, message| truncate(hmac::sign(key, &message).as_ref()))
}
