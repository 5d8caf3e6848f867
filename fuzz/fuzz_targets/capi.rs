//! Programs of C calls over a few objects. Each object and text has a block of the heap to itself, so that
//! AddressSanitizer sees every byte read or written beside it; a panic ends the fuzzer, guard or not.

#![no_main]

mod checks;
#[path = "../../otp-core/tests/device/mod.rs"]
mod device;
mod given;
mod program;
mod world;

use libfuzzer_sys::fuzz_target;
use program::Call;
use world::World;

fuzz_target!(|calls: Vec<Call>| {
    let mut world = World::default();
    for call in calls.iter().take(40) {
        world.make(call);
    }
});
