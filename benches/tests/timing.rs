//! The clock tells nothing of a secret, on any backend that the machine has, and something of what leaks on purpose.

use otp_core::mac::Backend;
use std::process::Command;

#[test]
fn no_secret_shows_in_the_time_of_a_verdict() {
    judge_all(300_000);
}

/// The long form, `make assure`.
#[test]
#[ignore = "takes an hour: make assure"]
fn no_secret_shows_in_the_time_of_ten_million_verdicts() {
    judge_all(10_000_000);
}

/// Those whose time differs; to the others the clock is blind. A busy machine hides them somewhat.
#[test]
fn leaks_show() {
    for leak in ["early_exit", "equal", "formatted", "remainder"] {
        let mut seen = Vec::new();
        while seen.len() < 3 && seen.iter().all(|t: &f64| t.abs() < 2.0 * DIFFERENCE) {
            seen.extend(times("LEAKS", 1_000_000, leak).into_iter().map(|(_, t)| t));
        }
        println!("{leak}: t = {seen:?}");
        assert!(seen.iter().any(|t| t.abs() >= 2.0 * DIFFERENCE), "{leak}: t = {seen:?}");
    }
}

/// What else the machine does may shift a figure once. What a secret shifts is shifted each time.
fn judge_all(samples: u32) {
    for backend in Backend::available().map(|backend| backend.to_string()) {
        let first = times(&backend, samples, "");
        assert!(first.len() >= 14, "{first:?}");
        for (name, t) in first {
            let mut seen = vec![t];
            while seen.len() < 3 && seen.iter().all(|t| t.abs() >= DIFFERENCE) {
                seen.extend(times(&backend, samples, &name).into_iter().map(|(_, t)| t));
            }
            println!("{backend}, {name}: t = {seen:?}");
            assert!(seen.iter().any(|t| t.abs() < DIFFERENCE), "{backend}, {name}: t = {seen:?}");
        }
    }
}

/// The greatest t of each pair of classes, by name.
fn times(what: &str, samples: u32, name: &str) -> Vec<(String, f64)> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_timing"));
    command.args([what, &samples.to_string()]).args((!name.is_empty()).then_some(name));
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let line = |line: &str| {
        let (name, figures) = line.strip_prefix("bench ")?.split_once(" ... : ")?;
        let t = figures.split("max t = ").nth(1)?.split(',').next()?;
        Some((name.trim().to_owned(), t.parse().ok()?))
    };
    String::from_utf8_lossy(&output.stdout).lines().filter_map(line).collect()
}

/// Beyond this, two classes differ (dudect).
const DIFFERENCE: f64 = 4.5;
