//! The codes of the lifecycle example are those that `oathtool` prints.

#[path = "../examples/lifecycle/published.rs"]
#[expect(dead_code, reason = "the example uses the rest")]
mod published;

use published::{EIGHT, PRESSES, SECRET_HEX, TICKS};
use std::{
    env,
    io::{Write, stderr},
    process::Command,
};

/// What `oathtool` prints, or `None` where it is not installed, which no test may pass over on a server that tests.
fn oathtool(arguments: &[&str]) -> Option<String> {
    match Command::new("oathtool").args(arguments).arg(SECRET_HEX).output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        Err(error) => {
            assert!(env::var_os("CI").is_none(), "oathtool must be there: {error}");
            let _ = writeln!(stderr(), "SKIPPED: no oathtool to check the published codes with ({error})");
            None
        }
    }
}

#[test]
fn oathtool_shows_the_same_presses() {
    for (counter, code) in PRESSES {
        let Some(shown) = oathtool(&["-c", &counter.to_string()]) else { return };
        assert_eq!(shown, code, "counter {counter}");
    }
}

#[test]
fn oathtool_shows_the_same_eight_digits() {
    for (counter, code) in EIGHT {
        let Some(shown) = oathtool(&["-d", "8", "-c", &counter.to_string()]) else { return };
        assert_eq!(shown, code, "counter {counter}");
    }
}

#[test]
fn oathtool_shows_the_same_ticks() {
    for (time, code) in TICKS {
        let Some(shown) = oathtool(&["--totp", "-N", &format!("@{time}")]) else { return };
        assert_eq!(shown, code, "time {time}");
    }
}
