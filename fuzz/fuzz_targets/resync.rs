//! Resyncs of HOTP and TOTP on two codes and on three equal those of the naive models.

#![no_main]

#[path = "../../otp-core/tests/device/mod.rs"]
mod device;
#[path = "../../otp-core/tests/model/mod.rs"]
mod model;
mod scene;

use libfuzzer_sys::fuzz_target;
use scene::Scene;

fuzz_target!(|scene: Scene| {
    scene.judge(2);
    scene.judge(3);
});
