//! No division and no conditional jump on what comes out of a MAC, in the machine code of every backend at every level of
//! optimisation; and the vectors are really there.

#![cfg(all(target_arch = "x86_64", feature = "hazmat"))]
#![expect(clippy::unwrap_used, reason = "a test")]

mod machine_code;
mod toolchain;

use machine_code::{Function, compile};
use std::{fs, path::Path, thread};
use toolchain::Library;

const LEVELS: [&str; 6] = ["0", "1", "2", "3", "s", "z"];

/// What truncates and reduces MACs: whatever the compiler makes of these, inlined or not.
const TRUNCATION: [&str; 6] = [
    "mac::lanes",
    "mac::midstates",
    "mac::operand",
    "mac::backend::",
    "truncate::truncate",
    "truncate::Modulus::remainder",
];

/// What compares codes.
const COMPARISON: [&str; 5] =
    ["window::Window", "window::fitting", "window::bits", "Tally::add", "ct::zeroes"];

/// What is public: which vectors there are, and what a policy says.
const PUBLIC: [&str; 4] = ["has_avx", "Backend", "Kernels", "drop"];

fn findings(functions: &[Function]) -> Vec<String> {
    let of = |names: &[&str], counted| {
        let named =
            |function: &&Function, names: &[&str]| names.iter().any(|name| function.name.contains(name));
        let watched: Vec<_> = functions
            .iter()
            .filter(|function| function.name.contains("otp_core"))
            .filter(|function| named(function, names) && !named(function, &PUBLIC))
            .collect();
        assert!(watched.len() >= 3, "{names:?} are not found");
        watched.into_iter().flat_map(move |function| function.findings(counted)).collect::<Vec<_>>()
    };
    [of(&TRUNCATION, false), of(&COMPARISON, true)].concat()
}

fn vector_rotations(functions: &[Function]) -> usize {
    let compress = functions.iter().filter(|function| function.name.contains("avx512::compress"));
    compress.map(|function| function.uses("vprold") + function.uses("vprolq")).sum()
}

fn own_source() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn scratch() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

#[test]
fn no_jump_and_no_division_depends_on_a_mac() {
    let library = Library::build(&["--features=hazmat", "--release"]);
    let check = |levels: &[&str]| {
        for level in levels {
            let functions = compile(
                &library,
                &own_source().join("src/lib.rs"),
                level,
                &scratch().join(format!("level-{level}")),
            );
            let findings = findings(&functions);
            assert!(findings.is_empty(), "at level {level}: {findings:#?}");
            if ["2", "3"].contains(level) {
                let rotations = vector_rotations(&functions);
                assert!(rotations > 1500, "only {rotations} vector rotations at level {level}");
            }
        }
    };
    let (some, others) = LEVELS.split_at(3);
    thread::scope(|scope| {
        scope.spawn(|| check(some));
        scope.spawn(|| check(others));
    });
}

/// Each of these has been seen in somebody's code, or was made by a compiler.
#[test]
fn planted_faults_are_found() {
    let library = Library::build(&["--features=hazmat", "--release"]);
    let planted = scratch().join("planted");
    let faults = [
        (
            "a branch for a mask",
            "truncate.rs",
            "    clear ^ (mask & (set ^ clear))",
            "    if mask != 0 { core::hint::black_box(set) } else { clear }",
            "2",
        ),
        (
            "a remainder by a constant",
            "truncate.rs",
            "value.wrapping_sub(quotient.wrapping_mul(self.power))",
            "value % 1_000_000 + (quotient & 0)",
            "z",
        ),
        (
            "a remainder",
            "truncate.rs",
            "value.wrapping_sub(quotient.wrapping_mul(self.power))",
            "value % core::hint::black_box(self.power) + (quotient & 0)",
            "3",
        ),
        (
            "an early exit",
            "window.rs",
            "                group += G;",
            "                if fits != 0 { break }\n                group += G;",
            "2",
        ),
    ];
    for (fault, file, right, wrong, level) in faults {
        copy(&own_source().join("src"), &planted.join("src"));
        fs::copy(own_source().join("README.md"), planted.join("README.md")).unwrap();
        let file = planted.join("src").join(file);
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text.matches(right).count(), 1, "where to plant {fault}");
        fs::write(&file, text.replace(right, wrong)).unwrap();
        assert!(
            !findings(&compile(&library, &planted.join("src/lib.rs"), level, &planted)).is_empty(),
            "{fault} is not found"
        );
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(path, to).unwrap();
        }
    }
}
