//! The shape of the crate: modules import downwards only, no file is long, one file is unsafe.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The layers of the design, lowest first; a file belongs to its first folder or its own name.
#[rustfmt::skip]
const LAYERS: [&[&str]; 7] = [
    &["algorithm", "code", "ct", "digits", "error", "factor", "modhex",
      "odds", "record", "run", "secret", "serial", "typed", "wipe"],
    &["truncate"],
    &["mac"],
    &["throttle", "trail", "verdict", "window"],
    &["hotp", "totp", "yubikey"],
    &["token"],
    &["lookup"],
];

/// The files of the layers, not tests of their own nor the crate root.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

/// The module directly below the crate root that a file belongs to.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    Path::new(below.iter().next().unwrap()).file_stem().unwrap().to_string_lossy().into_owned()
}

fn layer(module: &str) -> usize {
    LAYERS
        .iter()
        .position(|layer| layer.contains(&module))
        .unwrap_or_else(|| panic!("{module} has no layer: add it to the table here and in the design"))
}

/// The modules that a text names as `crate::module` or in the list of a `use crate::{…}`.
fn named(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in text.split("crate::").skip(1) {
        let word = |text: &str| -> String {
            text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        };
        match rest.strip_prefix('{') {
            None => found.push(word(rest)),
            Some(list) => {
                let mut depth = 0;
                let mut item = true;
                for (at, character) in list.char_indices() {
                    match character {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => item = true,
                        c if c.is_alphanumeric() && item => {
                            found.push(word(&list[at..]));
                            item = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    found
}

#[test]
fn imports_point_down() {
    let mut imports = 0;
    for (path, text) in sources() {
        let importer = module(&path);
        if ["lib", "cost"].contains(&importer.as_str()) {
            continue;
        }
        // Docs may point anywhere.
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for imported in named(&code) {
            imports += 1;
            assert!(
                imported == importer
                    || layer(&imported) < layer(&importer)
                    || (layer(&importer) == 0 && layer(&imported) == 0),
                "{} imports {imported} from its own layer or above",
                path.display()
            );
        }
    }
    assert!(imports > 40, "the test sees only {imports} imports");
}

#[test]
fn the_import_reader_sees_lists_and_paths() {
    let text = "use crate::{a::B, c::{D, E}, f};\nuse crate::g::H; let x = crate::i::J;";
    assert_eq!(named(text), ["a", "c", "f", "g", "i"]);
}

#[test]
fn files_are_short_and_narrow() {
    for (path, text) in sources() {
        assert!(text.lines().count() <= 300, "{}", path.display());
        // The formatter does not see comments.
        for (number, line) in (1..).zip(text.lines()) {
            assert!(line.chars().count() <= 120, "{}:{number}", path.display());
        }
    }
}

/// Only the choice of vectors is unsafe, and each place says why it is right.
#[test]
fn one_file_is_unsafe() {
    let unsafe_files: Vec<_> = sources()
        .into_iter()
        .filter(|(_, text)| text.contains("unsafe {") || text.contains("unsafe_code"))
        .collect();
    let [(path, text)] = unsafe_files.as_slice() else { panic!("{unsafe_files:?}") };
    assert!(path.ends_with("mac/backend.rs"), "{}", path.display());
    assert_eq!(text.matches("unsafe {").count(), text.matches("// SAFETY: ").count());
}
