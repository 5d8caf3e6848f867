//! What the tests of the C library share: the library as it is installed, C compilers, and tools that may be missing.

#![allow(dead_code, clippy::unwrap_used, reason = "tests, and each of them uses a part")]

use std::{
    ffi::OsStr,
    fs,
    io::{Write, stderr},
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::atomic::{AtomicUsize, Ordering},
};

/// A path below the crate.
pub(crate) fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether a tool is there. Without it a test says loudly that it is skipped, and fails where nothing may be.
pub(crate) fn have(tool: &str, arguments: &[&str]) -> bool {
    let there = Command::new(tool).args(arguments).output().is_ok_and(|output| output.status.success());
    if !there {
        #[expect(clippy::explicit_write, reason = "the test runner swallows what eprintln writes")]
        writeln!(stderr(), "SKIPPED: {tool} {} does not run", arguments.join(" ")).unwrap();
        assert!(std::env::var_os("CI").is_none(), "{tool} is missing, and nothing may be skipped here");
    }
    there
}

/// Runs a command that must succeed, and returns what it wrote to its standard output.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}\n{}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// All that a command wrote.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The library in a folder that stands for the root of a system.
pub(crate) struct Installed {
    pub(crate) root: PathBuf,
}

/// How a program takes the library in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Linkage {
    Static,
    Shared,
}

/// In which language a program is compiled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Language {
    C,
    Cpp,
}

impl Installed {
    /// Installs the library into a folder of the test's own.
    pub(crate) fn stage(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if root.exists() {
            fs::remove_dir_all(&root).unwrap();
        }
        let installed = Self { root };
        run(&mut installed.make("build"));
        run(installed.make("install").arg("CARGO=false"));
        installed
    }

    /// Make for an administrator whose files are his own by default.
    pub(crate) fn make(&self, goal: &str) -> Command {
        let mut make = Command::new("sh");
        make.args(["-c", "umask 077; exec make \"$@\"", "make"]);
        make.arg("-C").arg(here("")).arg(goal).arg(format!("DESTDIR={}", self.root.display()));
        // Not the flags of a make that runs this test.
        make.env_remove("MAKEFLAGS").env_remove("MAKELEVEL");
        make
    }

    /// A path in the installed tree.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join("usr/local").join(path)
    }

    /// What pkg-config says of the library, as a program's build would ask.
    pub(crate) fn pkg_config(&self, arguments: &[&str]) -> Vec<String> {
        let mut command = Command::new("pkg-config");
        command.args(arguments).arg("libotp").env("PKG_CONFIG_SYSROOT_DIR", &self.root);
        command.env("PKG_CONFIG_LIBDIR", self.path("lib/pkgconfig"));
        run(&mut command).split_whitespace().map(str::to_owned).collect()
    }

    /// The arguments that link a program with the library.
    pub(crate) fn link(&self, linkage: Linkage) -> Vec<String> {
        match linkage {
            Linkage::Shared => {
                let mut flags = self.pkg_config(&["--libs"]);
                flags.push(format!("-Wl,-rpath,{}", self.path("lib").display()));
                flags
            }
            Linkage::Static => {
                let flags = self.pkg_config(&["--libs", "--static"]).into_iter();
                flags.map(|flag| if flag == "-lotp" { "-l:libotp.a".to_owned() } else { flag }).collect()
            }
        }
    }

    /// Compiles a program of this crate, without a warning, and returns its path, which no other program has.
    pub(crate) fn compile(&self, source: &str, language: Language, flags: &[impl AsRef<OsStr>]) -> PathBuf {
        let mut compiler = match language {
            Language::C => Command::new("cc"),
            Language::Cpp => Command::new("c++"),
        };
        match language {
            Language::C => compiler.arg("-std=c99"),
            Language::Cpp => compiler.args(["-x", "c++", "-std=c++11"]),
        };
        let program = self.root.join(format!("program-{}", COMPILED.fetch_add(1, Ordering::Relaxed)));
        compiler.args(["-g", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-D_POSIX_C_SOURCE=200809L"]);
        compiler
            .args(self.pkg_config(&["--cflags"]))
            .arg(here(source))
            .args(["-x", "none", "-o"])
            .arg(&program);
        run(compiler.args(flags).args(["-lsqlite3", "-lpthread"]));
        program
    }
}

/// How many programs were compiled: the name of the next.
static COMPILED: AtomicUsize = AtomicUsize::new(0);

/// The test programs that need nothing but the library, and the examples: a path, and arguments.
pub(crate) const PROGRAMS: [(&str, &[&str]); 12] = [
    ("tests/c/interface.c", &[]),
    ("tests/c/given.c", &[]),
    ("tests/c/misuse.c", &[]),
    ("tests/c/corrupt.c", &[]),
    ("tests/c/vectors.c", &[concat!(env!("CARGO_MANIFEST_DIR"), "/../otp-core/tests/vectors")]),
    ("tests/c/memory.c", &[]),
    ("tests/c/threads.c", &[]),
    ("tests/c/race.c", &[]),
    ("examples/first.c", &[]),
    ("examples/resync.c", &[]),
    ("examples/refused.c", &[]),
    ("examples/yubikey.c", &[]),
];
