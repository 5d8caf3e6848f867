//! What must not compile does not, for the reason given and at the line given.
//!
//! Every file in `misuse/` is right but for one line, marked `//~` with the error that the compiler must report there.

mod toolchain;

use std::{
    fs,
    path::{Path, PathBuf},
};
use toolchain::{Library, messages};

#[test]
fn misuse_does_not_compile() {
    let library = Library::build(&[]);
    let mut cases: Vec<PathBuf> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/misuse"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 10, "cases are missing: {cases:?}");
    for case in cases {
        let source = fs::read_to_string(&case).unwrap();
        let expected: Vec<(u64, &str)> = (1..)
            .zip(source.lines())
            .filter_map(|(number, line)| Some((number, line.split_once("//~ ")?.1.trim())))
            .collect();
        assert_eq!(expected.len(), 1, "{}: one line is wrong", case.display());

        let compiled = library.rustc(&["--crate-type=lib", "--emit=metadata", case.to_str().unwrap()]);
        let found: Vec<(u64, String)> = messages(&compiled.stderr)
            .filter(|message| message["level"] == "error" && !message["spans"].as_array().unwrap().is_empty())
            .map(|message| {
                let code = message["code"]["code"].as_str().unwrap_or_default().to_owned();
                let spans = message["spans"].as_array().unwrap();
                let primary = spans.iter().find(|span| span["is_primary"] == true).unwrap();
                (primary["line_start"].as_u64().unwrap(), code)
            })
            .collect();
        let found: Vec<(u64, &str)> = found.iter().map(|(line, code)| (*line, code.as_str())).collect();
        assert_eq!(found, expected, "{}", case.display());

        // Without its wrong line the same file compiles: nothing else in it fails.
        let mended = Path::new(env!("CARGO_TARGET_TMPDIR")).join(case.file_name().unwrap());
        let kept: Vec<&str> = source.lines().filter(|line| !line.contains("//~ ")).collect();
        fs::write(&mended, kept.join("\n")).unwrap();
        let compiled = library.rustc(&["--crate-type=lib", "--emit=metadata", mended.to_str().unwrap()]);
        assert!(
            compiled.status.success(),
            "{}: {}",
            case.display(),
            String::from_utf8_lossy(&compiled.stderr)
        );
    }
}
