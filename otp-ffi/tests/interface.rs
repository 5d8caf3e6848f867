//! What the library shows to the world, and that an incompatible change of it is noticed.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test")]

mod support;

use std::{
    collections::BTreeSet,
    env::{self, VarError},
    fs,
    path::Path,
    process::Command,
    sync::LazyLock,
};
use support::{Installed, Language, here, run};

static INSTALLED: LazyLock<Installed> = LazyLock::new(|| Installed::stage("interface"));

/// The symbols of the other `libotp` that a system may have, Heimdal's (Debian 12, `nm -D libotp.so.0`).
const HEIMDAL: [&str; 20] = [
    "otp_challenge",
    "otp_checksum",
    "otp_db_close",
    "otp_db_open",
    "otp_delete",
    "otp_error",
    "otp_find_alg",
    "otp_get",
    "otp_parse",
    "otp_parse_altdict",
    "otp_parse_hex",
    "otp_parse_stddict",
    "otp_print_hex",
    "otp_print_hex_extended",
    "otp_print_stddict",
    "otp_print_stddict_extended",
    "otp_put",
    "otp_simple_get",
    "otp_verify_user",
    "otp_verify_user_1",
];

/// The committed list.
fn listed() -> BTreeSet<String> {
    let map = fs::read_to_string(here("libotp.map")).unwrap();
    map.lines()
        .filter_map(|line| line.trim().strip_suffix(';'))
        .filter(|name| name.starts_with("otp_"))
        .map(str::to_owned)
        .collect()
}

/// What a library defines, as nm tells it.
fn defined(arguments: &[&str], library: &str) -> BTreeSet<String> {
    let symbols = run(Command::new("nm").args(arguments).arg(INSTALLED.path(library)));
    symbols.lines().filter_map(|line| line.split_whitespace().nth(2)).map(str::to_owned).collect()
}

/// Wherever and by whomever it is built, the bytes are the same.
#[test]
fn the_libraries_do_not_say_where_they_were_built() {
    let downloads =
        env::var("CARGO_HOME").or_else(|_| Ok::<_, VarError>(env::var("HOME")? + "/.cargo")).unwrap();
    let tree = here("..").canonicalize().unwrap();
    for library in ["lib/libotp.so.1", "lib/libotp.a"] {
        let bytes = fs::read(INSTALLED.path(library)).unwrap();
        for place in [downloads.as_str(), tree.to_str().unwrap()] {
            let found = bytes.windows(place.len()).position(|window| window == place.as_bytes());
            assert!(found.is_none(), "{library} names {place} at byte {found:?}");
        }
    }
}

#[test]
fn the_shared_library_gives_the_committed_list_and_nothing_else() {
    let mut expected: BTreeSet<String> = listed().iter().map(|name| format!("{name}@@LIBOTP_1")).collect();
    assert_eq!(expected.len(), 29);
    expected.insert("LIBOTP_1".to_owned());
    assert_eq!(defined(&["-D", "--defined-only"], "lib/libotp.so.1"), expected);
}

#[test]
fn the_static_library_gives_the_same_names_in_c() {
    let named = defined(&["-g", "--defined-only"], "lib/libotp.a");
    let named: BTreeSet<String> = named.into_iter().filter(|name| name.starts_with("otp_")).collect();
    assert_eq!(named, listed());
}

#[test]
fn no_symbol_is_also_one_of_heimdals() {
    assert!(HEIMDAL.iter().all(|name| !listed().contains(*name)));
}

#[test]
fn programs_ask_for_the_name_of_the_interface() {
    let dynamic = run(Command::new("readelf").arg("-d").arg(INSTALLED.path("lib/libotp.so.1")));
    assert!(dynamic.contains("SONAME") && dynamic.contains("[libotp.so.1]"), "{dynamic}");
    assert_eq!(fs::read_link(INSTALLED.path("lib/libotp.so")).unwrap(), Path::new("libotp.so.1"));
}

/// Header and `otp_version` are compared by `interface.c`, which the other tests run.
#[test]
fn every_file_has_the_version_of_the_crate() {
    let version = env!("CARGO_PKG_VERSION");
    for (file, line) in [
        ("include/otp.h", format!("#define OTP_VERSION \"{version}\"\n")),
        ("lib/pkgconfig/libotp.pc", format!("Version: {version}\n")),
        ("lib/cmake/libotp/libotp-config-version.cmake", format!("set(PACKAGE_VERSION \"{version}\")\n")),
    ] {
        assert!(fs::read_to_string(INSTALLED.path(file)).unwrap().contains(&line), "{file}");
    }
}

#[test]
fn an_incompatible_header_does_not_compile() {
    let header = fs::read_to_string(here("include/otp.h")).unwrap();
    let folder = INSTALLED.root.join("changed");
    fs::create_dir(&folder).unwrap();
    let compiles = |header: &str| {
        fs::write(folder.join("otp.h"), header).unwrap();
        let mut compiler = Command::new("cc");
        compiler.args(["-std=c99", "-Wall", "-Werror", "-fsyntax-only", "-I"]).arg(&folder);
        compiler.arg(here("tests/c/interface.c")).output().unwrap().status.success()
    };
    assert!(compiles(&header));
    for (old, new) in [
        ("uint64_t now,", "uint32_t now,"),
        ("const char *code,", "char *code,"),
        ("uint64_t counter;", "uint32_t counter;"),
        ("uint8_t used;", "uint8_t spent;"),
        ("uint8_t bytes[52];", "uint8_t bytes[56];"),
        ("OTP_REPLAYED = 2,", "OTP_REPLAYED = 7,"),
        ("bool otp_state_equal", "int otp_state_equal"),
    ] {
        let changed = header.replacen(old, new, 1);
        assert_ne!(changed, header, "{old}");
        assert!(!compiles(&changed), "{old} became {new}");
    }
}

/// A verdict that nobody looks at is a warning, and so an error to those who want it.
#[test]
fn a_verdict_thrown_away_is_noticed() {
    let program = INSTALLED.root.join("thrown_away.c");
    fs::write(&program, "#include <otp.h>\nvoid f(void) { otp_verify(0, 0, 0, 0, 0, 0, 0); }\n").unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-c", "-o", "/dev/null", "-I"]).arg(INSTALLED.path("include")).arg(program);
    let output = compiler.output().unwrap();
    assert!(support::said(&output).contains("warn_unused_result"), "{}", support::said(&output));
}

#[test]
fn what_was_installed_is_uninstalled() {
    let installed = Installed::stage("uninstalled");
    assert!(installed.path("share/man/man3/otp_resync.3").exists(), "functions have their page");
    run(&mut installed.make("uninstall"));
    let left = run(Command::new("find").arg(&installed.root).args(["-type", "f", "-o", "-type", "l"]));
    assert_eq!(left, "");
}

#[test]
fn the_man_pages_have_nothing_to_complain_of() {
    if !support::have("sh", &["-c", "command -v mandoc"]) {
        return;
    }
    let pages: Vec<_> = fs::read_dir(here("man")).unwrap().map(|page| page.unwrap().path()).collect();
    run(Command::new("mandoc").args(["-Tlint", "-Wwarning"]).args(&pages));
    // mdoc calls a word like `In` even inside a heading, and no lint sees it.
    for page in pages {
        let source = fs::read_to_string(&page).unwrap().replace("\\&", "");
        let shown = run(Command::new("mandoc").args(["-Tmarkdown"]).arg(&page));
        for heading in source.lines().filter_map(|line| line.strip_prefix(".Ss ")) {
            let heading = format!("## {heading}");
            assert!(shown.lines().any(|line| line.trim_end() == heading), "{}: {heading}", page.display());
        }
    }
}

/// A program of an old header runs with the library: its functions are found under their version.
#[test]
fn a_program_binds_to_the_version_of_the_symbols() {
    if !support::have("pkg-config", &["sqlite3"]) {
        return;
    }
    let program =
        INSTALLED.compile("tests/c/interface.c", Language::C, &INSTALLED.link(support::Linkage::Shared));
    let wanted = run(Command::new("nm").arg("-D").arg(program));
    assert!(wanted.contains("otp_verify@LIBOTP_1"), "{wanted}");
}
