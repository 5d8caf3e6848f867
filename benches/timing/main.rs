//! Looks for secrets in the time that verdicts take: dudect (Reparaz, Balasch and Verbauwhede, 2017). Two classes of
//! secrets in random turns, and Welch's t-test over the times of each; |t| above 4.5 is a difference.
//!
//! The verdict is public, and shows: both classes must come to the same one.
//!
//! Usage: timing BACKEND SAMPLES [NAME]. In place of a backend, LEAKS times what leaks on purpose, and PUBLIC verdicts
//! that differ.

#[path = "../../otp-core/tests/secrets/leaks.rs"]
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

/// Times some work on one of two secrets, and next time on one of two again. Both are at hand each time, so that no more
/// is done for one than for the other before the clock starts.
fn time<S: Copy, T>(
    runner: &mut CtRunner,
    rng: &mut BenchRng,
    mut secrets: impl FnMut(&mut BenchRng) -> [S; 2],
    work: impl Fn(&S) -> T,
) {
    // What is not in a cache yet is not what is looked for.
    for secret in secrets(rng).iter().cycle().take(1000) {
        black_box(work(secret));
    }
    for _ in 0..run().samples {
        let coin = rng.random::<bool>();
        let secret = black_box(secrets(rng)[usize::from(coin)]);
        let class = [Class::Left, Class::Right][usize::from(coin)];
        // What is still to be written would be waited for by whoever reads it.
        fence(Ordering::SeqCst);
        runner.run_one(class, || work(&secret));
    }
}
