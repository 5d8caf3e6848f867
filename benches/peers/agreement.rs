//! Before anything is timed: everybody finds what ours finds, and misses what it misses.

use crate::{
    libraries,
    ours::OURS,
    peer::{Factor, Key, Peer, Task},
};
use otp_benches::{Fleet, Search, parse};
use otp_core::{
    Algorithm, Lookup, UnixTime, lookup,
    mac::{Backend, Mac},
};

/// Asks every peer, and ours on every backend, for codes at both ends of a window and in its middle, for those just
/// outside, and for one that lies nowhere.
///
/// # Panics
/// Where they differ.
pub(crate) fn assert_searches() {
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        for candidates in [1, 3, 11, 101, 1001] {
            let search = Search { algorithm, candidates };
            let hits = search.hits();
            for place in [0, hits.len() / 2, hits.len() - 1] {
                let first = hits.iter().position(|hit| *hit == hits[place]);
                assert_all(search, hits[place], first);
            }
            for code in search.near_misses().into_iter().chain([search.miss()]) {
                assert_all(search, code, None);
            }
        }
    }
}

fn assert_all(search: Search, code: u32, place: Option<usize>) {
    for backend in Backend::available() {
        let fit = search.run(&Mac::on(backend, search.algorithm, search.key()), &[parse(code)]);
        assert_eq!(fit, Search::at(place), "otp-core on {backend}, {search:?}");
    }
    for peer in libraries::ALL.iter().chain([&OURS]) {
        for key in [Key::Cached, Key::Raw] {
            for factor in [Factor::Counter, Factor::Time] {
                let found = (peer.search)(Task { search, code, key, factor })();
                assert_eq!(found, place.is_some(), "{}, {search:?}, place {place:?}", peer.name);
            }
        }
    }
}

/// Asks those who look tokens up for pairs of the first, a middle and the last token, at both ends of their windows,
/// for one just behind, and for `miss`.
///
/// # Panics
/// Where they differ.
pub(crate) fn assert_lookups(fleet: &Fleet, miss: [u32; 2]) {
    let tokens = fleet.tokens();
    let ours = |pair: [u32; 2]| {
        lookup(tokens.iter().map(|(token, state)| (token, state)), pair.map(parse), UnixTime::new(0))
    };
    let agree = |pair, answer: Lookup| {
        assert_eq!(ours(pair), Ok(answer), "otp-core");
        for Peer { name, lookup, .. } in libraries::ALL.iter().chain([&OURS]) {
            if let Some(lookup) = lookup {
                assert_eq!(lookup(fleet, pair)(), answer != Lookup::Nothing, "{name}");
            }
        }
    };
    let places = fleet.devices.len();
    for place in [0, places / 2, places - 1] {
        for ahead in [0, Fleet::ALIGNMENTS - 1] {
            agree(fleet.pair(place, ahead), Lookup::One(place));
        }
        agree(fleet.pair(place, Fleet::ALIGNMENTS), Lookup::Nothing);
    }
    agree(miss, Lookup::Nothing);
}
