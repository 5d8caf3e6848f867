//! The list of crates that is installed with the library is what cargo builds it from.

#![cfg(target_os = "linux")]

mod support;

use serde_json::Value;
use std::{collections::BTreeSet, fs, process::Command};
use support::{Installed, here, run};

/// The crates that cargo builds the library from, by their names and versions, along some edges.
fn crates(edges: &str) -> BTreeSet<String> {
    let arguments = ["tree", "--locked", "--package=otp-ffi", "--prefix=none", "--format={p}", "--edges"];
    let tree = run(Command::new(env!("CARGO")).args(arguments).arg(edges).current_dir(here(".")));
    let spelled = tree.lines().filter(|line| !line.starts_with("otp-ffi "));
    spelled.map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} of {value}"))
}

#[test]
fn the_installed_list_of_crates_is_that_of_cargo() {
    let installed = Installed::stage("bill");
    let file = fs::read_to_string(installed.path("share/doc/libotp/libotp.cdx.json")).unwrap();
    let bill: Value = serde_json::from_str(&file).unwrap();
    assert_eq!((text(&bill, "bomFormat"), text(&bill, "specVersion")), ("CycloneDX", "1.5"));
    assert_eq!(text(&bill["metadata"]["component"], "name"), "otp-ffi");
    let parts = bill["components"].as_array().unwrap();
    let spelled = |part: &Value| format!("{} v{}", text(part, "name"), text(part, "version"));
    let linked = parts.iter().filter(|part| part["scope"].is_null());
    assert_eq!(linked.map(spelled).collect::<BTreeSet<_>>(), crates("normal,build,no-proc-macro"));
    assert_eq!(parts.iter().map(spelled).collect::<BTreeSet<_>>(), crates("normal,build"));
    assert_eq!(parts.len(), crates("normal,build").len(), "each of them once");

    let lock = fs::read_to_string(here("../Cargo.lock")).unwrap();
    for part in parts {
        let (name, version) = (text(part, "name"), text(part, "version"));
        assert_eq!(text(part, "purl"), format!("pkg:cargo/{name}@{version}"));
        assert!(!text(&part["licenses"][0], "expression").is_empty(), "{name}");
        let entry = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        let (_, entry) = lock.split_once(&entry).unwrap();
        let checksum = entry.split("\n\n").next().unwrap().split_once("checksum = \"");
        let checksum = checksum.map(|(_, rest)| rest.split('"').next().unwrap());
        assert_eq!(part["hashes"][0]["content"].as_str(), checksum, "{name}");
    }
    let ours = parts.iter().filter(|part| part["hashes"].is_null()).map(|part| text(part, "name"));
    assert_eq!(ours.collect::<Vec<_>>(), ["otp-core"]);
}
