//! Compiles programs against the library as a user would, so that tests can see what the compiler says.

use serde_json::Value;
use std::{
    path::PathBuf,
    process::{Command, Output},
};

/// The library, built by cargo, ready to be named to rustc.
pub(crate) struct Library {
    rlib: PathBuf,
    dependencies: PathBuf,
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
        let rlib = messages(&output.stdout)
            .filter(|message| message["target"]["name"] == "otp_core")
            .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
            .filter_map(|file| file.as_str().map(PathBuf::from))
            .find(|file| file.extension().is_some_and(|extension| extension == "rlib"))
            .expect("cargo names the library it built");
        let dependencies = rlib.with_file_name("deps");
        Self { rlib, dependencies }
    }

    /// Runs rustc on a program that uses the library.
    pub(crate) fn rustc(&self, arguments: &[&str]) -> Output {
        Command::new(std::env::var_os("RUSTC").unwrap_or("rustc".into()))
            .args(["--edition=2024", "--error-format=json", "--out-dir", env!("CARGO_TARGET_TMPDIR")])
            .arg(format!("--extern=otp_core={}", self.rlib.display()))
            .arg(format!("-Ldependency={}", self.dependencies.display()))
            .args(arguments)
            .output()
            .expect("rustc runs")
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
