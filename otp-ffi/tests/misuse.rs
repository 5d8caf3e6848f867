//! `tests/c/misuse.c` leaves nothing out: each function of the header, with NULL in the place of each pointer, with 0
//! and the largest in the place of each length, and with the largest in the place of each number.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::{collections::BTreeMap, fs, path::Path};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The calls of the library's functions in a text, each with its arguments; declarations look alike.
fn calls(text: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut found = BTreeMap::<String, Vec<Vec<String>>>::new();
    for (at, _) in text.match_indices("otp_") {
        let Some((name, rest)) = text[at..].split_once('(') else { continue };
        let word = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
        };
        if !name.chars().all(word) || text[..at].ends_with(|before: char| word(before)) {
            continue;
        }
        let (mut depth, mut arguments) = (0, vec![String::new()]);
        for character in rest.chars() {
            match character {
                ')' if depth == 0 => break,
                ',' if depth == 0 => arguments.push(String::new()),
                _ => {
                    depth += i32::from(character == '(') - i32::from(character == ')');
                    arguments.last_mut().unwrap().push(character);
                }
            }
        }
        let plain = |argument: &String| argument.split_whitespace().collect::<Vec<_>>().join(" ");
        found.entry(name.to_owned()).or_default().push(arguments.iter().map(plain).collect());
    }
    found
}

/// What stands for the extremes of a parameter in the tests, at least one of each row.
fn extremes(function: &str, parameter: &str) -> &'static [&'static [&'static str]] {
    let (kind, name) = parameter.rsplit_once([' ', '*']).unwrap_or(("", parameter));
    match () {
        () if function == "otp_token_free" => &[&["NULL"]],
        // NULL means that nobody counts: the documents say so, and other tests do.
        () if name == "attempt" => &[],
        () if parameter.contains('*') => &[&["NULL"]],
        () if kind == "size_t" => &[&["0"], &["SIZE_MAX"]],
        () if kind == "uint64_t" => &[&["UINT64_MAX"]],
        () if kind == "uint32_t" => &[&["UINT32_MAX", "unknown[i]", "unknown[i] | 2", "unknown[i] | 512"]],
        () if kind == "int32_t" => &[&["INT32_MIN"]],
        () if kind == "uint16_t" => &[&["UINT16_MAX"]],
        () if kind == "uint8_t" => &[&["UINT8_MAX"]],
        () => panic!("{function}: what are the extremes of {parameter}?"),
    }
}

/// What is not called with the extremes of all its parameters.
fn missing(header: &str, tests: &str) -> Vec<String> {
    let (declared, called) = (calls(header), calls(tests));
    assert_eq!(declared.len(), read("libotp.map").matches("    otp_").count());
    let mut missing = Vec::new();
    for (function, declarations) in &declared {
        for (place, parameter) in
            declarations[0].iter().enumerate().filter(|(_, parameter)| *parameter != "void")
        {
            for extreme in extremes(function, parameter) {
                let called = called.get(function).into_iter().flatten();
                if !called.into_iter().any(|arguments| extreme.contains(&arguments[place].as_str())) {
                    missing.push(format!("{function}: no {} for {parameter}", extreme[0]));
                }
            }
        }
    }
    missing
}

#[test]
fn every_parameter_of_every_function_is_misused() {
    // Declarations alone, and no function in the prose.
    let header = read("include/otp.h");
    let code: String = header.lines().filter(|line| !line.trim_start().starts_with(['*', '/'])).collect();
    let missing_now = missing(&code, &read("tests/c/misuse.c"));
    assert!(missing_now.is_empty(), "{missing_now:#?}");

    // A new function, and a new parameter, would be missed.
    let new =
        code.replacen("const char *otp_version(void);", "const char *otp_version(const char *locale);", 1);
    assert_ne!(new, code);
    assert_eq!(missing(&new, &read("tests/c/misuse.c")), ["otp_version: no NULL for const char *locale"]);
}
