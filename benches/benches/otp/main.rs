//! `cargo bench`: ours alone. Peers are measured by the program `peers`.

mod lookup;
mod overload;
mod resync;
mod verify;
mod window;

use criterion::{Criterion, criterion_group, criterion_main};
use std::time::Duration;

criterion_group! {
    name = otp;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    targets = window::candidates, window::place, resync::runs, lookup::tokens, verify::tokens, verify::yubikey,
        overload::calls
}
criterion_main!(otp);
