//! Compiles programs against the library as a user would, so that tests can see what the compiler says.

#![allow(dead_code, reason = "each test uses a part")]

use serde_json::Value;
use std::{
    path::PathBuf,
    process::{Command, Output},
};

/// The library and what it depends on, built by cargo, ready to be named to rustc.
pub(crate) struct Library {
    crates: Vec<(String, PathBuf)>,
}

impl Library {
    /// Builds `otp-core` with the given arguments to cargo.
    pub(crate) fn build(arguments: &[&str]) -> Self {
        let output = Command::new(env!("CARGO"))
            .args(["build", "--package=otp-core", "--offline", "--message-format=json", "--target-dir"])
            .arg(env!("CARGO_TARGET_TMPDIR"))
            .args(arguments)
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let crates = messages(&output.stdout).filter_map(|message| {
            let files = message["filenames"].as_array()?;
            let mut files = files.iter().filter_map(|file| file.as_str().map(PathBuf::from));
            let rlib = files.find(|file| file.extension().is_some_and(|extension| extension == "rlib"))?;
            Some((message["target"]["name"].as_str()?.replace('-', "_"), rlib))
        });
        Self { crates: crates.collect() }
    }

    /// Runs rustc on a program that uses the library.
    pub(crate) fn rustc(&self, arguments: &[&str]) -> Output {
        self.compiler(|name| name == "otp_core")
            .args(["--out-dir", env!("CARGO_TARGET_TMPDIR")])
            .args(arguments)
            .output()
            .expect("rustc runs")
    }

    /// rustc, with some of the crates named to it.
    pub(crate) fn compiler(&self, named: impl Fn(&str) -> bool) -> Command {
        let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or("rustc".into()));
        rustc.args(["--edition=2024", "--error-format=json"]);
        for (name, rlib) in &self.crates {
            let folder = rlib.parent().expect("a file lies in a folder");
            for folder in [folder, &folder.join("deps")] {
                rustc.arg(format!("-Ldependency={}", folder.display()));
            }
            if named(name) {
                rustc.arg(format!("--extern={name}={}", rlib.display()));
            }
        }
        rustc
    }
}

/// The messages of cargo or rustc, one JSON object a line.
pub(crate) fn messages(output: &[u8]) -> impl Iterator<Item = Value> {
    String::from_utf8_lossy(output)
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect::<Vec<_>>()
        .into_iter()
}
