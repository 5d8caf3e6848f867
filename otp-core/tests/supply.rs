//! What the libraries are built from, as cargo resolves it: how much, under which licences, none of it known as bad.
//!
//! `cargo deny` looks at the benchmarks, too, but takes long to build.

use serde_json::Value;
use std::{
    collections::{BTreeSet, HashMap},
    process::Command,
};

/// What is shipped.
const LIBRARIES: [&str; 4] = ["otp-core", "otp-ffi", "otp-py", "otp-seeds"];

/// Licences under which nobody who links to a library owes more than a notice.
const PERMISSIVE: [&str; 4] = ["Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-3-Clause", "MIT"];

/// Terms that come on top, for tables of the Unicode consortium.
const ON_TOP: [&str; 1] = ["(MIT OR Apache-2.0) AND Unicode-3.0"];

/// Versions before these have faults: a wrong choice on aarch64 (GHSA-3rjw-m598-pq24), a use after free
/// (RUSTSEC-2024-0378), wrong hashes of several blocks (RUSTSEC-2021-0100).
const FAULTY_BEFORE: [(&str, [u64; 3]); 3] = [("cmov", [0, 5, 4]), ("pyo3", [0, 23, 3]), ("sha2", [0, 9, 8])];

/// The oldest Rust that the libraries promise to build with.
const OLDEST_RUST: [u64; 3] = [1, 89, 0];

/// What `cargo metadata` says.
struct Graph(Value);

impl Graph {
    fn resolve(arguments: &[&str]) -> Self {
        let output = cargo("metadata")
            .args(["--format-version=1", "--filter-platform=x86_64-unknown-linux-gnu"])
            .args(arguments)
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self(serde_json::from_slice(&output.stdout).expect("JSON"))
    }

    fn packages(&self) -> impl Iterator<Item = &Value> {
        list(&self.0["packages"])
    }

    /// The packages that the named ones are built from, they themselves included: nothing that only tests need.
    fn tree(&self, names: &[&str]) -> Vec<&Value> {
        let nodes: HashMap<&str, &Value> =
            list(&self.0["resolve"]["nodes"]).map(|node| (text(&node["id"]), node)).collect();
        let roots = self.packages().filter(|package| names.contains(&text(&package["name"])));
        let mut open: Vec<&str> = roots.map(|package| text(&package["id"])).collect();
        assert_eq!(open.len(), names.len());
        let mut found = BTreeSet::new();
        while let Some(id) = open.pop() {
            if found.insert(id) {
                let needed = list(&nodes[id]["deps"]).filter(|dependency| {
                    list(&dependency["dep_kinds"]).any(|kind| kind["kind"].as_str() != Some("dev"))
                });
                open.extend(needed.map(|dependency| text(&dependency["pkg"])));
            }
        }
        self.packages().filter(|package| found.contains(text(&package["id"]))).collect()
    }
}

fn cargo(command: &str) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([command, "--locked", "--offline", "--manifest-path"]);
    cargo.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"));
    cargo
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// The numbers of a version, without what stands behind them.
fn version(text: &str) -> [u64; 3] {
    let numbers = text.split(['-', '+']).next().unwrap_or_default();
    let mut numbers = numbers.split('.').map(|number| number.parse().expect("a number"));
    std::array::from_fn(|_| numbers.next().unwrap_or_default())
}

/// As a user gets it: `cargo metadata` would add what the features that tests switch on bring with them.
#[test]
fn the_core_is_built_from_at_most_25_crates() {
    let output = cargo("tree")
        .args(["--package=otp-core", "--edges=normal,build", "--target=x86_64-unknown-linux-gnu"])
        .args(["--prefix=none", "--format={p}", "--no-dedupe"])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8_lossy(&output.stdout);
    let crates: BTreeSet<&str> = lines.lines().filter_map(|line| line.split(' ').next()).collect();
    println!("{} crates: {crates:?}", crates.len());
    assert!(crates.contains("sha1") && crates.len() <= 25, "{} crates: {crates:?}", crates.len());
}

#[test]
fn the_libraries_are_permissive_take_each_crate_once_and_promise_the_same_rust() {
    let graph = Graph::resolve(&["--all-features"]);
    let mut names = BTreeSet::new();
    for package in graph.tree(&LIBRARIES) {
        let (name, licence) = (text(&package["name"]), text(&package["license"]));
        let permissive = licence
            .split(" OR ")
            .flat_map(|choice| choice.split('/'))
            .any(|choice| PERMISSIVE.contains(&choice));
        // The macros of PyO3 and thiserror are built with different ones; neither is part of a library.
        assert!(names.insert(name) || name == "syn", "{name} is there twice");
        assert!(permissive || ON_TOP.contains(&licence), "{name}: {licence}");
        if let Some(rust) = package["rust_version"].as_str() {
            assert!(version(rust) <= OLDEST_RUST, "{name} wants Rust {rust}");
        }
    }
}

#[test]
fn nothing_known_to_be_bad_is_locked() {
    for package in Graph::resolve(&["--all-features"]).packages() {
        let (name, locked) = (text(&package["name"]), text(&package["version"]));
        for (faulty, before) in FAULTY_BEFORE {
            assert!(name != faulty || version(locked) >= before, "{name} {locked}");
        }
        let source = package["source"].as_str();
        let ours = source.is_none() && name.starts_with("otp-");
        let index = "registry+https://github.com/rust-lang/crates.io-index";
        assert!(ours || source == Some(index), "{name} comes from {source:?}");
    }
}
