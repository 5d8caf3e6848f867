//! The shape of the crate: where `unsafe` is, what every export has, and that header, list and man pages agree.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::{collections::BTreeMap, fs, path::Path};

/// The Rust files below a folder of the crate, by name.
fn files(folder: &str, ending: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let found =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    found
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
        .filter(|(name, _)| name.ends_with(ending))
        .map(|(name, path)| (name, fs::read_to_string(path).unwrap()))
        .collect()
}

/// An export: its name, its docs, its parameters, and its body.
struct Export {
    name: String,
    docs: String,
    parameters: String,
    body: String,
}

fn exports() -> Vec<Export> {
    let mut found = Vec::new();
    for text in files("src", ".rs").into_values() {
        for (at, _) in text.match_indices(OPENING) {
            let (before, after) = (&text[..at], &text[at + OPENING.len()..]);
            let docs: Vec<&str> = before
                .lines()
                .rev()
                .take_while(|line| line.starts_with("///") || line.starts_with("#["))
                .collect();
            let (signature, body) = after.split_once(" {\n").unwrap();
            let (name, parameters) = signature.split_once('(').unwrap();
            let parameters = parameters.rsplit_once(')').unwrap().0;
            found.push(Export {
                name: name.to_owned(),
                docs: docs.into_iter().rev().map(|line| line.to_owned() + "\n").collect(),
                parameters: parameters.to_owned(),
                body: body.split("\n}\n").next().unwrap().to_owned(),
            });
        }
    }
    found
}

const OPENING: &str = "pub unsafe extern \"C\" fn ";

#[test]
fn every_export_goes_through_the_guard() {
    let exports = exports();
    let listed = files("", ".map").remove("libotp.map").unwrap().matches("    otp_").count();
    assert_eq!(exports.len(), listed);
    for Export { name, body, docs, .. } in &exports {
        let first = body.trim_start();
        assert!(first.starts_with("answer(|") || first.starts_with("guard("), "{name}");
        assert_eq!(body.matches("answer(|").count() + body.matches("guard(").count(), 1, "{name}");
        // What follows the guard may only be its end, or the pointer of a static text.
        let last = body.lines().last().unwrap().trim();
        assert!(
            ["})", "});", ".as_ptr()"].iter().any(|end| last.ends_with(end)) || !body.contains('\n'),
            "{name}: {last}"
        );
        assert!(docs.contains("#[unsafe(no_mangle)]"), "{name}");
    }
    let guards: usize = files("src", ".rs")
        .iter()
        .filter(|(file, _)| *file != "boundary.rs")
        .map(|(_, text)| text.matches("answer(|").count() + text.matches("guard(").count())
        .sum();
    assert_eq!(guards, exports.len(), "a guard for each export and no other");
}

#[test]
fn every_export_says_what_its_caller_promises() {
    for Export { name, docs, parameters, .. } in exports() {
        let (_, safety) =
            docs.split_once("/// # Safety\n").unwrap_or_else(|| panic!("{name} promises nothing"));
        for parameter in parameters.split(',').filter(|parameter| parameter.contains('*')) {
            let pointer = parameter.trim().split(':').next().unwrap();
            assert!(safety.contains(&format!("`{pointer}`")), "{name}: {pointer}");
        }
        let answers = !["otp_version", "otp_result_message", "otp_token_free", "otp_state_equal"]
            .contains(&name.as_str());
        assert!(!answers || docs.contains("/// Returns `OTP_OK`"), "{name} does not say what it returns");
        assert!(docs.contains("#[must_use]") || name == "otp_token_free", "{name} may be ignored");
    }
}

#[test]
fn nothing_is_unsafe_but_signatures_and_the_boundary() {
    for (file, text) in files("src", ".rs") {
        if file == "boundary.rs" {
            continue;
        }
        let code =
            text.lines().filter(|line| !line.trim_start().starts_with("//") && !line.starts_with("#!["));
        let code: String = code.map(|line| line.to_owned() + "\n").collect();
        let allowed = code.matches("#[unsafe(no_mangle)]").count() + code.matches(OPENING).count();
        assert_eq!(code.matches("unsafe").count(), allowed, "{file}");
        assert!(
            !code.contains("_ =>") || ["attempt.rs", "lookup.rs"].contains(&file.as_str()),
            "{file}: bindings match exhaustively"
        );
    }
}

#[test]
fn every_function_has_its_man_page_with_the_prototype_of_the_header() {
    let header = files("include", ".h").remove("otp.h").unwrap();
    let pages: String = files("man", ".3").into_values().collect();
    for Export { name, .. } in exports() {
        let (before, after) = header.split_once(&format!("{name}(")).unwrap();
        let result = before.rsplit('\n').next().unwrap().replace("OTP_MUST_USE ", "");
        let parameters = plain(after.split_once(");").unwrap().0);
        let result = plain(&result);
        let result = if result.contains(' ') { format!("\"{result}\"") } else { result };
        let arguments = if parameters == "void" {
            format!(".Fn {name} void\n")
        } else {
            let each: String =
                parameters.split(", ").map(|parameter| [".Fa \"", parameter, "\"\n"].concat()).collect();
            format!(".Fo {name}\n{each}.Fc\n")
        };
        let synopsis = format!(".Ft {result}\n{arguments}");
        assert!(pages.contains(&synopsis), "no man page has\n{synopsis}");
        assert!(pages.contains(&format!(".Nm {name}")), "{name} is not in the name of a page");
    }
}

/// A declaration on one line, without the words that C++ does not need.
fn plain(declaration: &str) -> String {
    declaration
        .split_whitespace()
        .filter(|word| !["struct", "enum"].contains(word))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn files_are_short_and_narrow() {
    for (folder, ending) in [
        ("src", ".rs"),
        ("tests", ".rs"),
        ("tests/support", ".rs"),
        ("tests/c", ".c"),
        ("tests/c", ".h"),
        ("examples", ".c"),
        ("benches", ".rs"),
    ] {
        for (file, text) in files(folder, ending) {
            assert!(text.lines().count() <= 300, "{file}");
            for (number, line) in (1..).zip(text.lines()) {
                assert!(line.chars().count() <= 120, "{file}:{number}");
            }
        }
    }
}
