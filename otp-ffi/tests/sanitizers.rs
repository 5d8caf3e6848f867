//! Every misuse, vector and example under tools that see what a test cannot: not one report. What the tools are for is
//! planted, and found.

#![cfg(target_os = "linux")]

mod support;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::LazyLock,
};
use support::{Installed, Language, Linkage, PROGRAMS, have, run, said};

static INSTALLED: LazyLock<Installed> = LazyLock::new(|| Installed::stage("sanitizers"));

/// With an instrumented library: a plain one hides what its own code reads beyond the end.
#[test]
fn the_address_and_undefined_behaviour_sanitizers_have_nothing_to_say() {
    if !(have("cargo", &["+nightly", "--version"]) && have("pkg-config", &["sqlite3"])) {
        return;
    }
    let library = instrumented();
    let mut flags = INSTALLED.link(Linkage::Static);
    flags.retain(|flag| flag != "-l:libotp.a");
    flags.insert(0, library.display().to_string());
    flags.extend(["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"].map(str::to_owned));
    let compile = |source| INSTALLED.compile(source, Language::C, &flags);

    for (source, arguments) in PROGRAMS {
        run(Command::new(compile(source)).args(arguments));
    }
    let plants = compile("tests/c/plants.c");
    for (fault, report) in [
        ("over_read", "heap-buffer-overflow"),
        ("over_write", "heap-buffer-overflow"),
        ("use_after_free", "heap-use-after-free"),
        ("double_free", "heap-use-after-free"),
        ("leak", "detected memory leaks"),
        ("undefined", "runtime error"),
    ] {
        caught(fault, report, &Command::new(&plants).arg(fault).output().unwrap());
    }
}

#[test]
fn valgrind_has_nothing_to_say() {
    if !(have("valgrind", &["--version"]) && have("pkg-config", &["sqlite3"])) {
        return;
    }
    let tool = ["-q", "--leak-check=full", "--show-leak-kinds=definite,possible", "--error-exitcode=99"];
    let valgrind = |program: &Path| {
        let mut command = Command::new("valgrind");
        command.args(tool).arg(program);
        command
    };
    for (source, arguments) in PROGRAMS {
        run(valgrind(&compile_shared(source)).args(arguments));
    }
    let plants = compile_shared("tests/c/plants.c");
    for (fault, report) in [
        ("over_read", "Invalid read"),
        ("over_write", "Invalid write"),
        ("use_after_free", "Invalid read"),
        ("double_free", "Invalid"),
        ("uninitialised", "uninitialised value"),
        ("leak", "definitely lost"),
    ] {
        caught(fault, report, &valgrind(&plants).arg(fault).output().unwrap());
    }
}

#[test]
fn eight_threads_share_a_token_without_a_race() {
    if !(have("valgrind", &["--version"]) && have("pkg-config", &["sqlite3"])) {
        return;
    }
    let helgrind = |program: PathBuf| {
        let mut command = Command::new("valgrind");
        command.args(["-q", "--tool=helgrind", "--error-exitcode=99"]).arg(program);
        command
    };
    run(&mut helgrind(compile_shared("tests/c/threads.c")));
    let output = helgrind(compile_shared("tests/c/plants.c")).arg("race").output().unwrap();
    caught("race", "Possible data race", &output);
}

/// A planted fault ends the program, with a report of its kind.
fn caught(fault: &str, report: &str, output: &Output) {
    assert!(!output.status.success(), "{fault} passed: {}", said(output));
    assert!(said(output).contains(report), "{fault}: {}", said(output));
}

/// A program with the library that is installed for everybody.
fn compile_shared(source: &str) -> PathBuf {
    INSTALLED.compile(source, Language::C, &INSTALLED.link(Linkage::Shared))
}

/// The static library, built by the nightly compiler with its own code instrumented.
fn instrumented() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("asan");
    let host = run(Command::new("rustc").arg("-vV"));
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc tells its host");
    run(Command::new("cargo")
        .args([
            "+nightly",
            "rustc",
            "--package=otp-ffi",
            "--lib",
            "--crate-type=staticlib",
            "--release",
            "--locked",
        ])
        .args(["--target", host])
        .arg("--target-dir")
        .arg(&target)
        .env("RUSTFLAGS", "-Zsanitizer=address"));
    target.join(host).join("release/libotp.a")
}
