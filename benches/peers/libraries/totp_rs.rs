//! totp-rs: keeps the key raw, hashes it in for each candidate, stops at a match.

use crate::{
    machine::locked,
    peer::{Peer, Run, Task},
};
use ::totp_rs::{Algorithm as Hash, Builder};
use otp_benches::text;
use otp_core::Algorithm;

pub(crate) const PEER: Peer = Peer { name: "totp-rs", version: || locked("totp-rs"), search, lookup: None };

fn search(task: Task) -> Run {
    let totp = Builder::new()
        .with_algorithm(match task.search.algorithm {
            Algorithm::Sha1 => Hash::SHA1,
            Algorithm::Sha256 => Hash::SHA256,
            Algorithm::Sha512 => Hash::SHA512,
        })
        .with_secret(task.search.key().to_vec())
        .with_step_duration(Task::STEP.into())
        .with_skew(task.reach().try_into().expect("a window of at most 131 071"))
        .build_noncompliant();
    let code = text(task.code);
    Box::new(move || totp.check(&code, task.time()).is_some())
}
