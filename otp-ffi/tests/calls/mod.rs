//! Who calls whom in the machine code of a static library, from its relocations.

use crate::support::run;
use rustc_demangle::demangle;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::Path,
    process::Command,
};

/// Functions and what else has a name, each with the names that it mentions.
pub(crate) struct Calls(BTreeMap<String, BTreeSet<String>>);

impl Calls {
    /// Reads a library that was compiled with a section for each function.
    pub(crate) fn of(library: &Path) -> Self {
        let mut calls = BTreeMap::<String, BTreeSet<String>>::new();
        let mut function = String::new();
        for line in run(Command::new("objdump").args(["-dr", "--no-show-raw-insn"]).arg(library)).lines() {
            if let Some(label) = line.strip_suffix(">:").and_then(|line| line.split_once(" <")) {
                label.1.clone_into(&mut function);
            } else if let Some((_, relocation)) = line.split_once(": R_")
                && let Some((_, symbol)) = relocation.split_once('\t')
            {
                // An offset follows the symbol; a function of the same file is named by its section.
                let symbol = symbol.rsplit_once(['-', '+']).map_or(symbol, |(symbol, _)| symbol);
                let symbol = symbol.strip_prefix(".text.").unwrap_or(symbol);
                let symbol = symbol.strip_prefix("unlikely.").unwrap_or(symbol);
                calls.entry(function.clone()).or_default().insert(symbol.to_owned());
            }
        }
        // Functions of the same code share it, and one label.
        let mut places = BTreeMap::<(String, String, String), String>::new();
        let mut file = String::new();
        for line in run(Command::new("objdump").arg("-t").arg(library)).lines() {
            if let Some((name, _)) = line.split_once(":     file format") {
                name.clone_into(&mut file);
            }
            let words: Vec<&str> = line.split_whitespace().filter(|word| *word != ".hidden").collect();
            let [place, _, .., section, _, name] = *words.as_slice() else { continue };
            if !section.starts_with(".text") || name.starts_with('.') {
                continue;
            }
            let place = (file.clone(), section.to_owned(), place.to_owned());
            let shared = places.entry(place).or_insert_with(|| name.to_owned()).clone();
            for (alias, of) in [(name, &shared), (shared.as_str(), &name.to_owned())] {
                if alias != of {
                    calls.entry(alias.to_owned()).or_default().insert(of.clone());
                }
            }
        }
        Self(calls)
    }

    /// All that a function reaches without passing a place where it ends, each with the one that mentions it.
    pub(crate) fn reached<'c>(
        &'c self,
        from: &'c str,
        ends: impl Fn(&str) -> bool,
    ) -> BTreeSet<(String, String)> {
        assert!(self.0.contains_key(from), "{from} is not there");
        let (mut seen, mut waiting) = (BTreeSet::from([from]), VecDeque::from([from]));
        let mut found = BTreeSet::new();
        while let Some(function) = waiting.pop_front() {
            for called in self.0.get(function).into_iter().flatten() {
                let name = readable(called);
                if !ends(&name) && seen.insert(called) {
                    waiting.push_back(called);
                }
                found.insert((readable(function), name));
            }
        }
        found
    }
}

/// A name as the source has it, without hashes.
fn readable(symbol: &str) -> String {
    format!("{:#}", demangle(symbol))
}
