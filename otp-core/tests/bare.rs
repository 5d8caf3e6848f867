//! The library verifies and resyncs in a program without operating system library, allocator or unwinding.

#![cfg(target_os = "linux")]

mod toolchain;

use std::{path::Path, process::Command};
use toolchain::Library;

#[test]
fn a_program_without_std_and_allocator_builds_links_and_runs() {
    let library = Library::build(&["--no-default-features", "--profile=bare"]);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bare/without_std.rs");
    // There is no global allocator, so any use of one would not compile.
    let source = source.to_str().unwrap();
    let compiled = library.rustc(&["--crate-type=staticlib", "-Cpanic=abort", "-Copt-level=3", source]);
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));

    // The C runtime starts it, statically linked.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = folder.join("without_std");
    let linked = Command::new("cc")
        .args(["-static", "-o"])
        .args([&program, &folder.join("libwithout_std.a")])
        .output()
        .expect("cc runs");
    assert!(linked.status.success(), "{}", String::from_utf8_lossy(&linked.stderr));
    let status = Command::new(program).status().unwrap();
    assert_eq!(status.code(), Some(0), "the exit code is the number of the step that went wrong");
}
