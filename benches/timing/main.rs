//! Looks for secrets in the time that verdicts take: dudect (Reparaz, Balasch and Verbauwhede, 2017). Two classes of
//! secrets in random turns, and Welch's t-test over the times of each; |t| above 4.5 is a difference.
//!
//! The verdict is public, and shows: both classes must come to the same one.
//!
//! Usage: timing BACKEND SAMPLES [NAME]. In place of a backend, LEAKS times what leaks on purpose, and PUBLIC verdicts
//! that differ.

#[path = "../../otp-core/tests/constant_time/leaks.rs"]
#[expect(clippy::cast_possible_truncation, clippy::precedence, reason = "leaks as people write them")]
mod leaks;
mod planted;
mod searches;
mod yubikeys;

use dudect_bencher::{
    BenchRng, Class, CtRunner,
    ctbench::{BenchFn, BenchMetadata, BenchName, BenchOpts, run_benches_console},
    rand::RngExt,
};
use otp_core::mac::Backend;
use std::{
    env,
    error::Error,
    hint::black_box,
    sync::{
        OnceLock,
        atomic::{Ordering, fence},
    },
};

/// What the command line asks for.
#[derive(Debug)]
struct Run {
    backend: Backend,
    samples: u32,
}

/// The functions that dudect calls take nothing along.
static RUN: OnceLock<Run> = OnceLock::new();

/// A name, and what is timed under it.
type Timed = (&'static str, BenchFn);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (Some(what), Some(samples)) = (arguments.first(), arguments.get(1)) else {
        return Err("usage: timing BACKEND SAMPLES [NAME]".into());
    };
    let named = Backend::available().find(|backend| backend.to_string() == *what);
    let timed = match (what.as_str(), named) {
        ("LEAKS", _) => planted::LEAKS.to_vec(),
        ("PUBLIC", _) => [searches::PUBLIC, yubikeys::PUBLIC].concat(),
        (_, None) => return Err("this machine has no such backend".into()),
        (_, Some(_)) => [searches::SECRET, yubikeys::SECRET].concat(),
    };
    let backend = named.unwrap_or(Backend::best());
    RUN.set(Run { backend, samples: samples.parse()? }).expect("set once");

    let benches =
        timed.into_iter().map(|(name, benchfn)| BenchMetadata { name: BenchName(name), seed: None, benchfn });
    let options = BenchOpts { filter: arguments.get(2).cloned(), ..BenchOpts::default() };
    Ok(run_benches_console(options, benches.collect())?)
}

fn run() -> &'static Run {
    RUN.get().expect("set before anything is timed")
}

/// Times some work on one of two secrets, and next time on one of two again. They are drawn long before the clock
/// starts, so that it makes no difference to the processor which one it was.
fn time<S: Copy, T>(
    runner: &mut CtRunner,
    rng: &mut BenchRng,
    mut secrets: impl FnMut(&mut BenchRng) -> [S; 2],
    work: impl Fn(&S) -> T,
) {
    let mut left = run().samples as usize;
    while left > 0 {
        let batch: Vec<(Class, S)> = (0..left.min(BATCH))
            .map(|_| {
                let (coin, secrets) = (usize::from(rng.random::<bool>()), secrets(rng));
                ([Class::Left, Class::Right][coin], secrets[coin])
            })
            .collect();
        left -= batch.len();
        // What is not in a cache yet is not what is looked for.
        for (_, secret) in batch.iter().take(WARM) {
            black_box(work(secret));
        }
        for (class, secret) in batch {
            let secret = black_box(secret);
            // What is still to be written would be waited for by whoever reads it.
            fence(Ordering::SeqCst);
            runner.run_one(class, || work(&secret));
        }
    }
}

/// As many secrets as the cache holds beside the work.
const BATCH: usize = 1000;

/// So many are worked on before the clock is looked at.
const WARM: usize = 100;
