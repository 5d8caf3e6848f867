//! Runs the library, or leaks, for valgrind to look at: see `tests/constant_time.rs`.
//!
//! Usage: valgrind program follow | valgrind --tool=callgrind program count

#![allow(clippy::unwrap_used, reason = "a test")]

mod leaks;
mod paths;
mod valgrind;

use leaks::LEAKS;
use paths::paths;
use std::{env, hint::black_box};

fn main() {
    assert!(valgrind::running(), "this program is for valgrind");
    // What the processor has is found out once, when it is first asked for.
    paths(0, &[1]).for_each(|path| assert!((path.work)(&path.secrets), "{}", path.name));
    match env::args().nth(1).as_deref() {
        Some("follow") => follow(),
        Some("count") => count(),
        unknown => panic!("{unknown:?}"),
    }
}

/// Hides the secrets of each path and each leak, and prints how often memcheck found something to report.
fn follow() {
    for mut path in paths(3, &[1, 11, 40, 150]) {
        path.secrets.iter_mut().for_each(|secret| valgrind::hide(secret));
        let before = valgrind::errors();
        assert!((path.work)(&path.secrets), "{}", path.name);
        println!("path {} {}", path.name, (valgrind::errors() - before).saturating_sub(path.allowed));
    }
    for mut leak in LEAKS {
        valgrind::hide(&mut leak.secrets[0]);
        let before = valgrind::errors();
        black_box((leak.run)(&leak.secrets[0]));
        println!("leak {} {}", leak.name, valgrind::errors() - before);
    }
}

/// Counts the instructions of each path under sixteen keys, the codes at as many places, and of each leak.
fn count() {
    for seed in 0..16 {
        for path in paths(seed, &[40]) {
            let expected = valgrind::counted(&format!("path {}", path.name), || (path.work)(&path.secrets));
            assert!(expected, "{}", path.name);
        }
    }
    for leak in LEAKS {
        for secret in leak.secrets {
            valgrind::counted(&format!("leak {}", leak.name), || black_box((leak.run)(&secret)));
        }
    }
}
