//! The steps of `otp-core/tests/bare/steps.rs` on a Cortex-M3.

#![no_std]
#![no_main]

#[path = "../../../otp-core/tests/bare/steps.rs"]
mod steps;

use core::{
    fmt::{Arguments, Write},
    panic::PanicInfo,
};
use cortex_m_rt::entry;
use cortex_m_semihosting::{
    debug::{EXIT_FAILURE, EXIT_SUCCESS, ExitStatus, exit},
    hio::hstdout,
};

#[entry]
fn main() -> ! {
    match steps::first_that_fails() {
        None => end(EXIT_SUCCESS, format_args!("all {} steps passed", steps::ALL.len())),
        Some(step) => end(EXIT_FAILURE, format_args!("step {step} failed")),
    }
}

/// Says how it went, and ends the emulator.
fn end(status: ExitStatus, words: Arguments<'_>) -> ! {
    if let Ok(mut out) = hstdout() {
        let _ = writeln!(out, "{words}");
    }
    loop {
        exit(status);
    }
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    end(EXIT_FAILURE, format_args!("{info}"))
}
