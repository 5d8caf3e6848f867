//! What a program may ask of valgrind that runs it (`valgrind/valgrind.h`, x86-64). Outside of valgrind the requests
//! do nothing.

#![allow(unsafe_code)]

use std::{arch::asm, ffi::CString};

/// Marks bytes as undefined: memcheck follows them from here on.
pub(crate) fn hide(bytes: &mut [u8]) {
    request(MAKE_MEM_UNDEFINED, [bytes.as_mut_ptr() as usize, bytes.len()]);
}

/// How many errors memcheck has reported so far, suppressed ones not among them.
pub(crate) fn errors() -> usize {
    request(COUNT_ERRORS, [0, 0])
}

/// Lets callgrind count the instructions of some work, and write what it has counted under a name.
pub(crate) fn counted<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let name = CString::new(name).expect("a name without NUL");
    request(ZERO_STATS, [0, 0]);
    request(TOGGLE_COLLECT, [0, 0]);
    let result = work();
    request(TOGGLE_COLLECT, [0, 0]);
    request(DUMP_STATS_AT, [name.as_ptr() as usize, 0]);
    result
}

/// Whether valgrind runs the program.
pub(crate) fn running() -> bool {
    request(RUNNING_ON_VALGRIND, [0, 0]) > 0
}

/// Asks valgrind for something; 0 where there is no valgrind.
#[inline(never)]
fn request(number: usize, [first, second]: [usize; 2]) -> usize {
    let request = [number, first, second, 0, 0, 0];
    let mut answer = 0_usize;
    // SAFETY: the rotations add up to two full turns, and `xchg rbx, rbx` changes nothing either: by themselves the
    // instructions leave every register as it is. Valgrind, which knows the sequence, reads the request at `rax` and
    // writes its answer to `rdx`.
    unsafe {
        asm!(
            "rol rdi, 3", "rol rdi, 13", "rol rdi, 61", "rol rdi, 51", "xchg rbx, rbx",
            in("rax") &raw const request, inout("rdx") answer,
        );
    }
    answer
}

const RUNNING_ON_VALGRIND: usize = 0x1001;
const COUNT_ERRORS: usize = 0x1201;
const MAKE_MEM_UNDEFINED: usize = tool(b'M', b'C') + 1;
const ZERO_STATS: usize = tool(b'C', b'T') + 1;
const TOGGLE_COLLECT: usize = tool(b'C', b'T') + 2;
const DUMP_STATS_AT: usize = tool(b'C', b'T') + 3;

/// The first request of a tool.
const fn tool(a: u8, b: u8) -> usize {
    (a as usize) << 24 | (b as usize) << 16
}
