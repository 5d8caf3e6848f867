//! Reads the assembly of the library and finds what may depend on a secret: divisions and conditional jumps.

#![allow(dead_code, reason = "each test uses a part")]

use crate::toolchain::Library;
use rustc_demangle::demangle;
use std::{fs, path::Path};

/// A function's instructions, as operation and operands, without labels and directives.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    code: Vec<(String, Vec<String>)>,
}

/// Compiles the library's source, a copy of it or what takes its place, at a level of optimisation, into a folder of
/// the caller's.
pub(crate) fn compile(library: &Library, source: &Path, level: &str, folder: &Path) -> Vec<Function> {
    let output = library
        .compiler(|name| name != "otp_core")
        .args(["--crate-name=otp_core", "--crate-type=rlib", "--cap-lints=allow", "--cfg=feature=\"hazmat\""])
        .args(["-Ccodegen-units=1", "-Cdebug-assertions=off", "--emit=asm", &format!("-Copt-level={level}")])
        .arg("--out-dir")
        .arg(folder)
        .arg(source)
        .output()
        .expect("rustc runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    functions(&fs::read_to_string(folder.join("otp_core.s")).expect("rustc wrote it"))
}

/// The functions of an assembly file (AT&T syntax).
fn functions(assembly: &str) -> Vec<Function> {
    let mut found: Vec<Function> = Vec::new();
    for line in assembly.lines() {
        match line.strip_suffix(':') {
            Some(label) if label.starts_with('_') => {
                found.push(Function { name: format!("{:#}", demangle(label)), code: Vec::new() });
            }
            _ => {
                let Some(instruction) = line.strip_prefix('\t').filter(|line| !line.starts_with('.')) else {
                    continue;
                };
                let (operation, operands) = instruction.split_once('\t').unwrap_or((instruction, ""));
                if let Some(function) = found.last_mut() {
                    function.code.push((operation.into(), split(operands)));
                }
            }
        }
    }
    found
}

/// Operands, which commas part outside of parentheses.
fn split(operands: &str) -> Vec<String> {
    let mut depth = 0;
    operands
        .split(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            c == ',' && depth == 0
        })
        .map(|operand| operand.trim().to_owned())
        .collect()
}

impl Function {
    pub(crate) fn uses(&self, operation: &str) -> usize {
        self.code.iter().filter(|(name, _)| name == operation).count()
    }

    /// Divisions, places in memory that vectors choose, and jumps on a condition that may come out of a MAC.
    ///
    /// Places, lengths and pointers have 64 bits; the words that codes are made from have 32, and those of SHA-512 that
    /// have 64 are not compared but shifted. So a jump is public if 64 bits were compared, or a `bool` that such a
    /// comparison made. `counted` says that this holds for all values of 64 bits, however they are narrowed later:
    /// where codes are compared, but not where MACs are truncated.
    pub(crate) fn findings(&self, counted: bool) -> Vec<String> {
        let mut found = Vec::new();
        for (at, (operation, operands)) in self.code.iter().enumerate() {
            let divides = operation.starts_with("div") || operation.starts_with("idiv");
            let chooses = operation.contains("gather") || operation.contains("scatter");
            let jumps = operation.starts_with('j') && !operation.starts_with("jmp");
            let anywhere = operation.starts_with("jmp") && operands[0].starts_with('*') && !self.dispatches();
            let public = || self.flags(at).is_some_and(|at| self.public_flags(at, counted, 0));
            if divides || chooses || anywhere || jumps && !public() {
                let cause = self.flags(at).map(|at| &self.code[at]);
                found.push(format!("{}: {operation} {operands:?} after {cause:?}", self.name));
            }
        }
        found
    }

    /// Whether the function does nothing but choose another one by the width of a window.
    fn dispatches(&self) -> bool {
        self.name.trim_end_matches("::{{closure}}").ends_with("Window::search")
    }

    /// The instruction that sets the flags which are looked at in a place.
    fn flags(&self, at: usize) -> Option<usize> {
        const SETTERS: [&str; 20] = [
            "cmp", "test", "sub", "add", "dec", "inc", "and", "or", "xor", "neg", "sbb", "adc", "shr", "sar",
            "shl", "imul", "mul", "bt", "vptest", "kortest",
        ];
        let sets = |operation: &str| {
            let vector = operation.ends_with("ps") || operation.ends_with("pd");
            !vector && SETTERS.iter().any(|setter| operation.starts_with(setter))
                || operation.contains("comis")
        };
        (0..at).rev().find(|before| sets(&self.code[*before].0))
    }

    fn public_flags(&self, at: usize, counted: bool, depth: usize) -> bool {
        let (operation, operands) = &self.code[at];
        // What lanes are counted to, how a place becomes a lane, and what the width of a window is compared with before
        // anything is computed.
        let widths: &[&str] = if self.dispatches() { &["$1", "$15"] } else { &["$31", "$32"] };
        let lane = operation == "andl" && operands[0] == "$31";
        let width = lane || operation == "cmpl" && widths.contains(&operands[0].as_str());
        let compares = ["cmpq", "testq", "addq", "subq", "decq", "incq"].contains(&operation.as_str());
        // One bit of 64 tells whether there is a next place; a MAC's are tested as bytes or not at all.
        let immediate = operation == "testq" && operands[0].starts_with('$') && operands[0] != "$1";
        let byte = operation.ends_with('b');
        counted && operation.ends_with('q')
            || compares && !immediate
            || width
            || byte && operands.iter().all(|operand| self.public_bool(at, operand, counted, depth + 1))
    }

    /// Whether a `bool` was made from something public.
    fn public_bool(&self, at: usize, operand: &str, counted: bool, depth: usize) -> bool {
        if operand.starts_with('$') {
            return true;
        }
        let Some(made) = (0..at).rev().find(|before| self.writes(*before, operand)).filter(|_| depth < 20)
        else {
            return false;
        };
        let (operation, operands) = &self.code[made];
        let sources = &operands[..operands.len().saturating_sub(1)];
        match operation.as_str() {
            // A function that returns a bool: the only secret one is ct::reveal, and what it returns is public.
            call if call.starts_with("call") => true,
            set if set.starts_with("set") => {
                self.flags(made).is_some_and(|at| self.public_flags(at, counted, depth + 1))
            }
            wide if counted && wide.ends_with('q') => true,
            "movb" | "movl" | "movzbl" => self.public_bool(made, &sources[0], counted, depth + 1),
            "xorl" | "xorb" if sources[0] == operands[1] => true,
            "andb" | "andl" | "orb" | "orl" | "xorb" | "xorl" => {
                self.public_bool(made, &sources[0], counted, depth + 1)
                    && self.public_bool(made, operand, counted, depth + 1)
            }
            _ => false,
        }
    }

    fn writes(&self, at: usize, operand: &str) -> bool {
        let (operation, operands) = &self.code[at];
        if operation.starts_with("call") {
            return register(operand) == "a";
        }
        let reads_only =
            operation.starts_with("cmp") || operation.starts_with("test") || operation.starts_with('j');
        !reads_only && operands.last().is_some_and(|last| last == operand || same_register(last, operand))
    }
}

fn same_register(one: &str, other: &str) -> bool {
    one.starts_with('%') && other.starts_with('%') && register(one) == register(other)
}

/// The name that all widths of a register share.
fn register(operand: &str) -> &str {
    let name = operand.trim_start_matches('%');
    match name {
        "al" | "ax" | "eax" | "rax" => "a",
        "bl" | "bx" | "ebx" | "rbx" => "b",
        "cl" | "cx" | "ecx" | "rcx" => "c",
        "dl" | "dx" | "edx" | "rdx" => "d",
        "sil" | "esi" | "rsi" => "si",
        "dil" | "edi" | "rdi" => "di",
        "bpl" | "ebp" | "rbp" => "bp",
        _ => name.trim_end_matches(['b', 'w', 'd']),
    }
}
