//! Reads what callgrind counted.

use std::{collections::BTreeMap, fs, path::Path};

/// The numbers of instructions under each name, those of a function by itself left out, with those of a file.
pub(crate) fn read(file: &Path, without: &str) -> BTreeMap<String, Vec<u64>> {
    let text = fs::read_to_string(file).expect("callgrind wrote it");
    let mut found: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    // A name is written once, with a number that stands for it from then on.
    let mut names = BTreeMap::new();
    let mut title = None;
    let (mut function, mut call, mut count) = (String::new(), false, 0);
    for line in text.lines().chain(["part: end"]) {
        if let Some(("fn" | "cfn", named)) = line.split_once('=') {
            let (number, name) = named.split_once(' ').unwrap_or((named, ""));
            if !name.is_empty() {
                names.insert(number, name);
            }
            if line.starts_with("fn") {
                names[number].clone_into(&mut function);
            }
        } else if line.starts_with("part:") {
            if let Some(title) = title.take() {
                found.entry(title).or_default().push(count);
            }
            count = 0;
        } else if let Some(name) = line.strip_prefix("desc: Trigger: Client Request: ") {
            title = Some(name.to_owned());
        } else if line.starts_with("calls=") {
            // What a function cost its caller is on the next line, and was counted where it was spent.
            call = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            let cost = line.split(' ').nth(1).and_then(|cost| cost.parse().ok()).unwrap_or(0);
            count += if call || function == without { 0 } else { cost };
            call = false;
        }
    }
    found
}
