//! Measures otp-core beside other libraries, in one process and taking turns.
//!
//! `peers [--quick] [--out FOLDER]`: with `--quick` everybody still has to agree, but the figures are worth nothing.

mod agreement;
mod chart;
mod clock;
mod demand;
mod libraries;
mod machine;
mod ours;
mod peer;
mod report;
mod rounds;
mod rows;
mod stats;

use otp_benches::Fleet;
use otp_core::mac::Backend;
use rounds::Plan;
use std::{env, fs, io, path::PathBuf, process::ExitCode, time::Duration};

/// How much is measured.
struct Size {
    plan: Plan,
    /// The races whose calls take long.
    long: Plan,
    tokens: u64,
    fleets: &'static [u64],
}

const FULL: Size = Size {
    plan: Plan { rounds: 31, slice: Duration::from_millis(5) },
    long: Plan { rounds: 11, slice: Duration::from_millis(5) },
    tokens: 100_000,
    fleets: &[1000, 10_000, 100_000, 1_000_000],
};

const QUICK: Size = Size {
    plan: Plan { rounds: 3, slice: Duration::from_micros(100) },
    long: Plan { rounds: 3, slice: Duration::from_micros(100) },
    tokens: 500,
    fleets: &[100, 1000],
};

fn main() -> ExitCode {
    let mut size = FULL;
    let mut out = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/results"));
    let mut arguments = env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        match (argument.to_str(), &mut arguments) {
            (Some("--quick"), _) => size = QUICK,
            (Some("--out"), rest) => match rest.next() {
                Some(folder) => out = folder.into(),
                None => return usage(),
            },
            _ => return usage(),
        }
    }
    match measure(&size, &out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peers: {}: {error}", out.display());
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: peers [--quick] [--out FOLDER]");
    ExitCode::FAILURE
}

/// Lets all agree, measures, prints, and writes the report and its chart, named by the best backend of the machine.
fn measure(size: &Size, out: &PathBuf) -> io::Result<()> {
    agreement::assert_searches();
    let fleet = Fleet::new(size.tokens);
    let miss = fleet.miss().expect("a third of all codes is made by no token");
    agreement::assert_lookups(&fleet, miss);

    let mut rows = rows::windows(size.plan);
    rows.push(rows::runs(size.plan));
    rows.extend(rows::backends(size.plan));
    rows.push(rows::lookups(size.long, &fleet, miss));
    rows.extend(rows::growth(size.long, size.fleets));
    rows.push(rows::places(size.plan));

    let name = format!("peers-{}", Backend::best());
    let markdown = report::markdown(&rows, &format!("{name}.svg"), size.plan.rounds);
    print!("{markdown}");
    fs::create_dir_all(out)?;
    fs::write(out.join(format!("{name}.md")), markdown)?;
    fs::write(out.join(format!("{name}.svg")), chart::svg("HMAC-SHA1, 1001 candidates", &rows[0].race))
}
