//! No division and no conditional jump on what comes out of a MAC, in the machine code of every backend at every level
//! of optimisation; and the vectors are really there.

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
const COMPARISON: [&str; 6] =
    ["Window::scan", "Window::search", "::fitting", "window::bits", "Tally::add", "ct::zeroes"];

/// What is public: which vectors there are, and what a policy says.
const PUBLIC: [&str; 5] = ["has_", "knows_hashes", "Backend", "Kernels", "drop"];

/// Functions that are there at every level, so that nothing is overlooked for want of a name.
const THERE: [&str; 6] = [
    "avx512::codes",
    "avx2::codes",
    "baseline::codes",
    "Midstates<T,_>::code",
    "Window::scan",
    "window::crowd::fitting",
];

/// A use of what is generic, so that it is compiled.
const LOOKUP: &str = "
    pub fn anchor(tokens: &[(Token, TokenState)], run: Run, now: UnixTime) -> Result<Lookup, LookupError> {
        lookup(tokens.iter().map(|(token, state)| (token, state)), run, now)
    }
";

/// A text of the source, and the fault that takes its place.
struct Fault {
    name: &'static str,
    file: &'static str,
    right: &'static str,
    wrong: &'static str,
}

/// The machine code of the library at a level of optimisation, as it is or with a fault planted in it.
fn machine_code(library: &Library, level: &str, fault: Option<&Fault>) -> Vec<Function> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copied = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("{}-at-{level}", fault.map_or("the source", |fault| fault.name)).replace(' ', "-"));
    copy(&own.join("src"), &copied.join("src"));
    fs::copy(own.join("README.md"), copied.join("README.md")).unwrap();
    let root = copied.join("src/lib.rs");
    fs::write(&root, fs::read_to_string(&root).unwrap() + LOOKUP).unwrap();
    if let Some(Fault { name, file, right, wrong }) = fault {
        let file = copied.join("src").join(file);
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text.matches(right).count(), 1, "where to plant {name}");
        fs::write(&file, text.replace(right, wrong)).unwrap();
    }
    let functions = compile(library, &root, level, &copied);
    assert!(functions.len() > 100, "the reader sees {} functions", functions.len());
    functions
}

fn findings(functions: &[Function]) -> Vec<String> {
    let named = |function: &Function, names: &[&str]| names.iter().any(|name| function.name.contains(name));
    let watched = |names: &[&str]| {
        let own = functions.iter().filter(|function| function.name.contains("otp_core"));
        own.filter(|function| named(function, names) && !named(function, &PUBLIC)).collect::<Vec<_>>()
    };
    let (truncation, comparison) = (watched(&TRUNCATION), watched(&COMPARISON));
    for name in THERE {
        let there = truncation.iter().chain(&comparison).any(|function| function.name.contains(name));
        assert!(there, "{name} is not there");
    }
    let truncation = truncation.into_iter().flat_map(|function| function.findings(false));
    truncation.chain(comparison.into_iter().flat_map(|function| function.findings(true))).collect()
}

fn vector_rotations(functions: &[Function]) -> usize {
    let compress = functions.iter().filter(|function| function.name.contains("avx512::compress"));
    compress.map(|function| function.uses("vprold") + function.uses("vprolq")).sum()
}

#[test]
fn no_jump_and_no_division_depends_on_a_mac() {
    let library = Library::build(&["--features=hazmat", "--release"]);
    let check = |levels: &[&str]| {
        for level in levels {
            let functions = machine_code(&library, level, None);
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

/// Each of these has been seen in somebody's code, or was made by a compiler. Each is found in the function it is in.
#[test]
fn planted_faults_are_found() {
    let select = "    clear ^ (mask & (set ^ clear))";
    let branch = "    if mask != 0 { core::hint::black_box(set) } else { clear }";
    let remainder = "value.wrapping_sub(quotient.wrapping_mul(self.power))";
    let divided = "value % core::hint::black_box(self.power) + (quotient & 0)";
    let constant = "value % 1_000_000 + (quotient & 0)";
    let next = "tally.add(fits & bits(&free, first), first as u32);";
    let early = "tally.add(fits & bits(&free, first), first as u32); if fits != 0 { break }";
    let in_lane = "let mut codes = [0; L];";
    let one_lane = "let mut codes = [0; L]; if L == 1 && last[0] & 4 != 0 { codes = black_box(codes); }";
    let two_lanes = "let mut codes = [0; L]; if L == 4 && last[0] & 4 != 0 { codes = black_box(codes); }";
    let crowd = "        ct::zeroes(&mut differ);";
    let stopped = "        if differ[0] == 0 { break }\n        ct::zeroes(&mut differ);";
    let library = Library::build(&["--features=hazmat", "--release"]);
    for (name, file, right, wrong, level, place) in [
        ("a branch for a mask", "truncate.rs", select, branch, "2", "codes"),
        ("a remainder", "truncate.rs", remainder, divided, "3", "codes"),
        ("a remainder by a constant", "truncate.rs", remainder, constant, "z", "Midstates"),
        ("a branch for one code alone", "truncate.rs", in_lane, one_lane, "3", "Midstates"),
        ("a branch in the baseline alone", "truncate.rs", in_lane, two_lanes, "2", "baseline::codes"),
        ("an early exit", "window.rs", next, early, "2", "Window::scan"),
        ("an early exit of a crowd", "window/crowd.rs", crowd, stopped, "3", "crowd::fitting"),
    ] {
        let fault = Fault { name, file, right, wrong };
        let findings = findings(&machine_code(&library, level, Some(&fault)));
        assert!(findings.iter().any(|finding| finding.contains(place)), "{name} is not found: {findings:?}");
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
