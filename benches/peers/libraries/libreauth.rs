//! libreauth: hashes code and candidate once more with HMAC to hide the comparison, and never stops early.

use crate::{
    machine::locked,
    peer::{Peer, Run, Task},
};
use ::libreauth::{hash::HashFunction, oath::HOTPBuilder};
use otp_benches::{Search, text};
use otp_core::Algorithm;

pub(crate) const PEER: Peer =
    Peer { name: "libreauth", version: || locked("libreauth"), search, lookup: None };

fn search(task: Task) -> Run {
    let hotp = HOTPBuilder::new()
        .hash_function(match task.search.algorithm {
            Algorithm::Sha1 => HashFunction::Sha1,
            Algorithm::Sha256 => HashFunction::Sha256,
            Algorithm::Sha512 => HashFunction::Sha512,
        })
        .key(task.search.key())
        .counter(Search::FIRST)
        .look_ahead(u64::from(task.search.candidates) - 1)
        .finalize()
        .expect("a key and six digits");
    let code = text(task.code);
    Box::new(move || hotp.is_valid(&code))
}
