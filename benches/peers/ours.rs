//! What is compared: otp-core.

use crate::{
    machine::locked,
    peer::{Key, Peer, Run, Task},
};
use otp_benches::{Fleet, parse};
use otp_core::{
    Lookup, UnixTime, lookup,
    mac::{Backend, Mac},
    window::Fit,
};
use std::hint::black_box;

pub(crate) const OURS: Peer =
    Peer { name: "otp-core", version: || locked("otp-core"), search: best, lookup: Some(find) };

fn best(task: Task) -> Run {
    on::<1>(task, Backend::best())
}

/// A search for a run of `K` times the code, on a backend. Nothing stops early, so what the codes are does not matter.
pub(crate) fn on<const K: usize>(task: Task, backend: Backend) -> Run {
    let (search, codes) = (task.search, [parse(task.code); K]);
    let fits = |fit| matches!(fit, Fit::At(_));
    let cached = Mac::on(backend, search.algorithm, search.key());
    match task.key {
        Key::Cached => Box::new(move || fits(search.run(&cached, black_box(&codes)))),
        Key::Raw => Box::new(move || {
            fits(search.run(&Mac::on(backend, search.algorithm, black_box(search.key())), black_box(&codes)))
        }),
    }
}

fn find(fleet: &Fleet, pair: [u32; 2]) -> Run {
    let (tokens, pair) = (fleet.tokens(), pair.map(parse));
    Box::new(move || {
        let tokens = tokens.iter().map(|(token, state)| (token, state));
        lookup(tokens, black_box(pair), UnixTime::new(0)).expect("few enough tokens") != Lookup::Nothing
    })
}
