//! What holds of the core holds through Python: of random histories that its judge plays nothing is accepted twice, and
//! no secret stays in the memory of an interpreter.
//!
//! `make python` runs it; `OTP_PYTHON` is an interpreter that has the package.

#![cfg(target_os = "linux")]

mod device;
mod history;

use history::Piped;
use std::process::Command;

/// A program among the tests of the package.
fn python(program: &str) -> Command {
    let interpreter = std::env::var_os("OTP_PYTHON").expect("OTP_PYTHON names an interpreter with the package");
    let mut command = Command::new(interpreter);
    command.arg(format!("{}/../otp-py/tests/{program}", env!("CARGO_MANIFEST_DIR")));
    command
}

#[test]
#[ignore = "SKIPPED: it needs the Python package, `make python` runs it"]
fn through_python_nothing_is_accepted_twice_and_no_watermark_is_lowered() {
    history::play(20_000, || Piped::start(&mut python("judge.py")));
}
