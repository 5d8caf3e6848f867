//! The steps in a program for this machine without `std`, without `alloc`, without unwinding.

#![no_std]
#![no_main]

mod steps;

use core::ffi::c_int;

#[unsafe(no_mangle)]
extern "C" fn main() -> c_int {
    steps::first_that_fails().map_or(0, |step| step as c_int)
}

/// The prebuilt `core` names it in tables that are never read where panics abort.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
