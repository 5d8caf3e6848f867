//! No branch and no address depends on a secret, in the library as it is installed: valgrind follows keys, codes and
//! private ids through every verdict, and is silent but for the one place where secrets become public.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

mod support;

use std::{fs, process::Command};
use support::{Installed, Language, Linkage, have, here, said};

#[test]
fn valgrind_sees_secrets_become_public_in_one_place_only() {
    if !(have("valgrind", &["--version"]) && have("pkg-config", &["sqlite3"])) {
        return;
    }
    let installed = Installed::stage("constant_time");
    for linkage in [Linkage::Shared, Linkage::Static] {
        let program = installed.compile("tests/c/constant_time.c", Language::C, &installed.link(linkage));
        let valgrind = || {
            let mut valgrind = Command::new("valgrind");
            valgrind.args(["--show-error-list=yes", "--error-exitcode=99"]);
            valgrind.arg(format!("--suppressions={}", here(SUPPRESSIONS).display())).arg(&program);
            valgrind
        };
        let silent = valgrind().output().unwrap();
        assert!(silent.status.success(), "{linkage:?}: {}", said(&silent));
        // That place was seen, so the secrets went all the way.
        assert!(said(&silent).contains("used_suppression"), "{linkage:?}: {}", said(&silent));

        let planted = valgrind().arg("STATE").output().unwrap();
        assert_eq!(planted.status.code(), Some(99), "{linkage:?}: {}", said(&planted));
        assert!(said(&planted).contains("TokenState::from_bytes"), "{linkage:?}: {}", said(&planted));
    }
}

/// The list of exceptions has one entry, and it names one function.
#[test]
fn nothing_else_is_suppressed() {
    let list = fs::read_to_string(here(SUPPRESSIONS)).unwrap();
    let places: Vec<_> = list.lines().map(str::trim).filter(|line| line.contains(':')).collect();
    assert_eq!(places, ["Memcheck:Cond", "fun:*8otp_core2ct6reveal*"]);
}

const SUPPRESSIONS: &str = "tests/valgrind/reveal.supp";
