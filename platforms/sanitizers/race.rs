//! A race on purpose: ThreadSanitizer has to see it.

use std::{ptr, thread};

static mut COUNT: u32 = 0;

fn main() {
    let count = || {
        let place = &raw mut COUNT;
        // SAFETY: there is none; that is what it is for.
        unsafe { ptr::write_volatile(place, ptr::read_volatile(place) + 1) }
    };
    thread::scope(|scope| [scope.spawn(count), scope.spawn(count)].map(drop));
}
