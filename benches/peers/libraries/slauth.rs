//! slauth: keeps the key raw, hashes it in for each candidate, compares texts, stops at a match.

use crate::{
    machine::locked,
    peer::{Peer, Run, Task},
};
use ::slauth::oath::{HashesAlgorithm, hotp::HOTPBuilder};
use otp_benches::{Search, text};
use otp_core::Algorithm;

pub(crate) const PEER: Peer = Peer { name: "slauth", version: || locked("slauth"), search, lookup: None };

fn search(task: Task) -> Run {
    let mut hotp = HOTPBuilder::new()
        .algorithm(match task.search.algorithm {
            Algorithm::Sha1 => HashesAlgorithm::SHA1,
            Algorithm::Sha256 => HashesAlgorithm::SHA256,
            Algorithm::Sha512 => HashesAlgorithm::SHA512,
        })
        .secret(task.search.key())
        .counter(Search::FIRST)
        .re_sync_parameter(task.search.candidates.try_into().expect("a window of at most 65 535"))
        .build();
    let code = text(task.code);
    // A match moves its counter, so a task with a code that fits is good for one call.
    Box::new(move || hotp.verify(&code))
}
