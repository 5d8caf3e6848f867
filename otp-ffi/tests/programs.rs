//! C and C++ programs against the installed library, static and shared, found through pkg-config and through CMake.

#![cfg(target_os = "linux")]

mod support;

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    process::{Command, Stdio},
    sync::LazyLock,
};
use support::{Installed, Language, Linkage, PROGRAMS, have, here, run, said};

static INSTALLED: LazyLock<Installed> = LazyLock::new(|| Installed::stage("programs"));

#[test]
fn every_program_passes_in_both_languages_with_both_libraries() {
    if !(have("pkg-config", &["sqlite3"]) && have("c++", &["--version"])) {
        return;
    }
    for language in [Language::C, Language::Cpp] {
        for linkage in [Linkage::Static, Linkage::Shared] {
            for (source, arguments) in PROGRAMS {
                let program = INSTALLED.compile(source, language, &INSTALLED.link(linkage));
                run(Command::new(program).args(arguments));
            }
        }
    }
}

/// As pkg-config says, with nothing of the system's loaded at run time.
#[test]
fn a_program_may_be_static_altogether() {
    let mut flags = INSTALLED.pkg_config(&["--cflags", "--libs", "--static"]);
    flags.push("-static".to_owned());
    let program = INSTALLED.root.join("static");
    run(Command::new("cc").arg(here("examples/first.c")).arg("-o").arg(&program).args(flags));
    run(&mut Command::new(program));
}

#[test]
fn every_allocation_fails_in_turn() {
    if !(have("pkg-config", &["sqlite3"]) && have("c++", &["--version"])) {
        return;
    }
    let mut flags = INSTALLED.link(Linkage::Static);
    flags.extend(
        ["malloc", "calloc", "realloc", "posix_memalign", "free"].map(|name| format!("-Wl,--wrap={name}")),
    );
    for language in [Language::C, Language::Cpp] {
        print!("{}", run(&mut Command::new(INSTALLED.compile("tests/c/allocations.c", language, &flags))));
    }
}

#[test]
fn the_example_of_a_login_says_who_may_come_in() {
    if !(have("pkg-config", &["sqlite3"]) && have("sqlite3", &["--version"])) {
        return;
    }
    let program = INSTALLED.compile("examples/login.c", Language::C, &INSTALLED.link(Linkage::Shared));
    let database = INSTALLED.root.join("example.db");
    let login = || Command::new(&program).arg(&database).args(["12345678", "755224"]).output().unwrap();
    let unknown = login();
    assert_eq!(unknown.stdout, b"rejected\n");
    assert!(said(&unknown).contains("12345678: no such token"), "{}", said(&unknown));
    run(Command::new("sqlite3").arg(&database).arg(fresh_row()));
    assert_eq!(login().stdout, b"welcome\n");
    let again = login();
    assert_eq!(again.stdout, b"rejected\n");
    assert!(said(&again).contains("12345678: no match in the window"), "{}", said(&again));
    run(Command::new("sqlite3").arg(&database).arg("UPDATE token SET state = X'0101'"));
    let unreadable = login();
    assert_eq!(unreadable.stdout, b"rejected\n");
    assert!(said(&unreadable).contains("12345678: a state has 24 bytes"), "{}", said(&unreadable));
}

/// Eight at a time, each with its own view of the database; `RACES` says how often the ten codes are raced.
#[test]
fn one_code_lets_one_of_eight_processes_in() {
    if !(have("pkg-config", &["sqlite3"]) && have("sqlite3", &["--version"])) {
        return;
    }
    let program = INSTALLED.compile("examples/login.c", Language::C, &INSTALLED.link(Linkage::Shared));
    let database = INSTALLED.root.join("raced.db");
    let login = |code: &str| {
        let mut command = Command::new(&program);
        command.arg(&database).args(["12345678", code]).stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    // The first process makes the table.
    login("000000").wait().unwrap();
    let races = std::env::var("RACES").map_or(2, |races| races.parse().expect("RACES is a number"));
    for _ in 0..races {
        run(Command::new("sqlite3").arg(&database).arg(fresh_row()));
        for code in [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
            "520489",
        ] {
            let processes = [(); 8].map(|()| login(code));
            let answers = processes.map(|process| process.wait_with_output().unwrap().stdout);
            let words = |word: &[u8]| answers.iter().filter(|answer| *answer == word).count();
            assert_eq!((words(b"welcome\n"), words(b"rejected\n")), (1, 7), "{code}");
        }
    }
    println!("{races} times ten codes, raced by eight processes");
}

/// The statement that puts the token of RFC 4226 into the database of the example, as good as new.
fn fresh_row() -> String {
    format!(
        "INSERT OR REPLACE INTO token VALUES ('12345678', '{}', X'{}', X'{}', X'{}', 0)",
        "12345678901234567890",
        "0101".to_owned() + &"00".repeat(22),
        "01".to_owned() + &"00".repeat(15),
        "01".to_owned() + &"00".repeat(51),
    )
}

#[test]
fn cmake_finds_both_libraries() {
    if !have("cmake", &["--version"]) {
        return;
    }
    let build = INSTALLED.root.join("cmake-build");
    let prefix = format!("-DCMAKE_PREFIX_PATH={}", INSTALLED.path("").display());
    run(Command::new("cmake").arg("-S").arg(here("tests/cmake")).arg("-B").arg(&build).arg(prefix));
    run(Command::new("cmake").arg("--build").arg(&build));
    for program in ["c_shared", "c_static", "cpp_shared", "cpp_static"] {
        run(&mut Command::new(build.join(program)));
    }
    let newer = Command::new("cmake")
        .arg("-S")
        .arg(here("tests/cmake"))
        .arg("-B")
        .arg(INSTALLED.root.join("newer"))
        .args([format!("-DCMAKE_PREFIX_PATH={}", INSTALLED.path("").display()), "-DWANTED=99.0".to_owned()])
        .output()
        .unwrap();
    assert!(!newer.status.success(), "a version that does not exist was found");
}

/// In a folder that looks like the repository after `make libotp`, with what is installed in its place.
#[test]
fn the_commands_of_the_documents_make_programs() {
    let root = INSTALLED.root.join("repository");
    fs::create_dir_all(root.join("target/release")).unwrap();
    symlink(here("../include"), root.join("include")).unwrap();
    symlink(here(""), root.join("otp-ffi")).unwrap();
    symlink(INSTALLED.path("lib/libotp.a"), root.join("target/release/libotp.a")).unwrap();
    for (document, expected) in [("../README.md", 1), ("README.md", 3)] {
        let text = fs::read_to_string(here(document)).unwrap();
        let commands: Vec<&str> = text.lines().filter(|line| line.starts_with("cc ")).collect();
        assert_eq!(commands.len(), expected, "{document}");
        for command in commands {
            let mut shell = Command::new("sh");
            shell.arg("-c").arg(command.to_owned() + " && ./first").current_dir(&root);
            shell
                .env("PKG_CONFIG_SYSROOT_DIR", &INSTALLED.root)
                .env("LD_LIBRARY_PATH", INSTALLED.path("lib"));
            shell.env("PKG_CONFIG_LIBDIR", INSTALLED.path("lib/pkgconfig"));
            assert!(run(&mut shell).contains("in step"), "{command}");
        }
    }
}

#[test]
fn an_install_is_for_everybody_and_in_one_place() {
    let mut odd = INSTALLED.make("install");
    odd.arg("DESTDIR=/nowhere/my stage").arg("CARGO=false");
    assert!(said(&odd.output().unwrap()).contains("DESTDIR must be one absolute path without blanks"));
    let mut relative = INSTALLED.make("install");
    relative.arg("PREFIX=stage").arg("CARGO=false");
    assert!(said(&relative.output().unwrap()).contains("PREFIX must be one absolute path"));
    let mode = fs::metadata(INSTALLED.path("lib/pkgconfig/libotp.pc")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
}

/// What the documents show is part of a program that runs here, line by line.
#[test]
fn the_c_of_the_documents_is_that_of_the_examples() {
    let examples: Vec<String> = fs::read_dir(here("examples"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    for (document, expected, begin, end) in [
        ("README.md", 4, "\n```c\n", "\n```"),
        ("../README.md", 1, "\n```c\n", "\n```"),
        ("man/libotp.3", 1, "\n.Bd -literal\n", "\n.Ed"),
    ] {
        let text = fs::read_to_string(here(document)).unwrap();
        let shown: Vec<&str> =
            text.split(begin).skip(1).map(|block| block.split(end).next().unwrap()).collect();
        assert_eq!(shown.len(), expected, "{document}");
        for block in shown {
            assert!(examples.iter().any(|example| example.contains(block)), "{document}:\n{block}");
        }
    }
}
