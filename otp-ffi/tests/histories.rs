//! In random histories that a C program judges no counter or time step is accepted twice, and no watermark is lowered:
//! the model is that of the core.

#![cfg(target_os = "linux")]

#[path = "../../otp-core/tests/device/mod.rs"]
mod device;
#[path = "../../otp-core/tests/history/mod.rs"]
mod history;
mod support;

use history::Piped;
use std::process::Command;
use support::{Installed, Language, Linkage, have};

#[test]
fn through_c_nothing_is_accepted_twice_and_no_watermark_is_lowered() {
    if !have("pkg-config", &["sqlite3"]) {
        return;
    }
    let installed = Installed::stage("histories");
    let judge = installed.compile("tests/c/judge.c", Language::C, &installed.link(Linkage::Shared));
    history::play(100_000, || Piped::start(&mut Command::new(&judge)));
}
