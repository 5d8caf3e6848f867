//! No branch, no address and no number of instructions depends on a secret, on any path through the library, at any
//! level of optimisation; and what leaks on purpose is found by one tool or another.

#![cfg(all(target_os = "linux", target_arch = "x86_64", feature = "hazmat"))]
#![expect(clippy::unwrap_used, reason = "a test")]

#[path = "constant_time/callgrind.rs"]
mod callgrind;
mod machine_code;
mod toolchain;

use machine_code::compile;
use std::{
    collections::BTreeSet,
    env, fs,
    io::{Write, stderr},
    path::{Path, PathBuf},
    process::Command,
    sync::{LazyLock, Mutex},
    thread,
};
use toolchain::Library;

/// A build of the program that runs all paths: its name, level of optimisation, and what else it is compiled with.
type Build = (&'static str, &'static str, &'static [&'static str]);

/// What users get.
const RELEASE: Build = ("3", "3", &[]);

/// Every level with the instructions for ciphers and hashes that the processor has and valgrind knows, and one without.
const BUILDS: [Build; 7] = [
    RELEASE,
    ("0", "0", &[]),
    ("1", "1", &[]),
    ("2", "2", &[]),
    ("s", "s", &[]),
    ("z", "z", &[]),
    (
        "soft",
        "3",
        &[
            r#"--config=build.rustflags=['--cfg=aes_backend="soft"','--cfg=sha1_backend="soft"','--cfg=sha2_backend="soft"']"#,
        ],
    ),
];

/// The leaks that each tool finds at level 3. Each is found by one of these or by the clock (`benches/timing`).
const FOUND_BY_FOLLOWING: [&str; 7] =
    ["crc_bitwise", "crc_table", "early_exit", "equal", "formatted", "index", "table_decoder"];
const FOUND_BY_COUNTING: [&str; 3] = ["early_exit", "equal", "formatted"];
const FOUND_IN_MACHINE_CODE: [&str; 2] = ["early_exit", "remainder"];

#[test]
fn no_branch_and_no_address_depends_on_a_secret() {
    let Some(()) = valgrind() else { return };
    thread::scope(|scope| {
        for build in BUILDS {
            let program = if build == RELEASE { RELEASED.clone() } else { program(build) };
            scope.spawn(move || {
                let found = follow(&program);
                let (paths, leaks): (Vec<_>, Vec<_>) =
                    found.into_iter().partition(|(kind, ..)| kind == "path");
                assert!(paths.len() > 1000, "only {} paths", paths.len());
                let reported: Vec<_> = paths.iter().filter(|(_, _, errors)| *errors > 0).collect();
                assert!(reported.is_empty(), "{}: {reported:#?}", program.display());

                let found =
                    leaks.iter().filter(|(_, _, errors)| *errors > 0).map(|(_, name, _)| name.as_str());
                let found: BTreeSet<_> = found.collect();
                if build == RELEASE {
                    assert_eq!(found, FOUND_BY_FOLLOWING.into());
                }
                assert!(found.contains("table_decoder"), "{}: {found:?}", program.display());
            });
        }
    });
}

/// But for those that make the verdict public, one for each bit.
#[test]
fn as_many_instructions_whatever_the_key_and_the_place_of_the_match() {
    let Some(()) = valgrind() else { return };
    let counts = RELEASED.with_extension("callgrind");
    let mut command = Command::new("valgrind");
    command.args(["-q", "--tool=callgrind", "--collect-atstart=no", "--combine-dumps=yes"]);
    command.arg(format!("--callgrind-out-file={}", counts.display())).arg(&*RELEASED).arg("count");
    run(&mut command);

    let mut paths = 0;
    let mut leaks = BTreeSet::new();
    for (name, counts) in callgrind::read(&counts, "otp_core::ct::reveal") {
        let alike = counts.iter().all(|count| *count == counts[0]);
        match name.split_once(' ').unwrap() {
            ("path", path) => {
                assert!(alike && counts[0] > 50, "{path}: {counts:?}");
                assert_eq!(counts.len(), 16, "{path}");
                paths += 1;
            }
            (_, leak) if !alike => drop(leaks.insert(leak.to_owned())),
            _ => {}
        }
    }
    assert!(paths > 400, "only {paths} paths");
    assert_eq!(leaks, FOUND_BY_COUNTING.map(str::to_owned).into());
}

#[test]
fn machine_code_shows_the_leaks_that_valgrind_does_not() {
    let library = Library::build(&["--features=hazmat", "--release"]);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("leaks");
    fs::create_dir_all(&folder).unwrap();
    let functions = compile(&library, &source("leaks.rs"), "3", &folder);
    let findings: Vec<_> = functions.iter().flat_map(|function| function.findings(false)).collect();
    let found = |leak: &&str| findings.iter().any(|finding| finding.contains(&format!("::{leak}:")));
    let leaks: BTreeSet<_> = FOUND_BY_FOLLOWING.into_iter().chain(["remainder"]).filter(found).collect();
    assert_eq!(leaks, FOUND_IN_MACHINE_CODE.into(), "{findings:#?}");
}

/// The program as `program` makes it for both tests that need it.
static RELEASED: LazyLock<PathBuf> = LazyLock::new(|| program(RELEASE));

/// Compiles the program against the library, with everything that the library depends on at the same level.
fn program((name, level, more): Build) -> PathBuf {
    // Cargo puts the library where that of another level lies, and rustc may not have read it yet.
    static BUILDING: Mutex<()> = Mutex::new(());
    let _building = BUILDING.lock().unwrap();
    let level_of_all = format!("--config=profile.release.opt-level={}", level_as_toml(level));
    let mut arguments = vec!["--features=hazmat", "--release", &level_of_all];
    arguments.extend(more);
    let library = Library::build(&arguments);
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("followed-{name}"));
    let mut compiler = library.compiler(|name| ["otp_core", "aes"].contains(&name));
    compiler.arg(format!("-Copt-level={level}")).arg(source("program.rs")).arg("-o").arg(&program);
    run(&mut compiler);
    program
}

fn level_as_toml(level: &str) -> String {
    if level.parse::<u8>().is_ok() { level.to_owned() } else { format!("\"{level}\"") }
}

/// How often memcheck has something to report, by kind and name.
fn follow(program: &Path) -> Vec<(String, String, usize)> {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../otp-ffi/tests/valgrind/reveal.supp");
    let mut command = Command::new("valgrind");
    command.args(["-q", "--error-limit=no"]).arg(format!("--suppressions={}", list.display()));
    let lines = run(command.arg(program).arg("follow"));
    let line = |line: &str| {
        let (path, errors) = line.rsplit_once(' ')?;
        let (kind, name) = path.split_once(' ')?;
        Some((kind.to_owned(), name.to_owned(), errors.parse().ok()?))
    };
    lines.lines().map(|text| line(text).unwrap_or_else(|| panic!("{text}"))).collect()
}

/// Runs a command that must succeed, and returns what it wrote.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn source(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constant_time").join(file)
}

/// Whether valgrind is there, without which no server that tests may pass this by.
fn valgrind() -> Option<()> {
    match Command::new("valgrind").arg("--version").output() {
        Ok(_) => Some(()),
        Err(error) => {
            assert!(env::var_os("CI").is_none(), "valgrind must be there: {error}");
            let _ = writeln!(stderr(), "SKIPPED: no valgrind to follow secrets with ({error})");
            None
        }
    }
}
