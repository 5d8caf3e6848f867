//! Compiles the calls of ipsec-mb, and notes which compiler was used.

use std::{env, process::Command};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let rustc = env::var_os("RUSTC").expect("cargo names the compiler");
    let version = Command::new(rustc).arg("--version").output().expect("the compiler tells its version");
    println!("cargo::rustc-env=RUSTC_VERSION={}", String::from_utf8_lossy(&version.stdout).trim());

    #[cfg(feature = "ipsec-mb")]
    {
        println!("cargo::rerun-if-changed=peers/libraries/ipsec_mb.c");
        cc::Build::new()
            .file("peers/libraries/ipsec_mb.c")
            .warnings_into_errors(true)
            .compile("otp_ipsec_mb");
        println!("cargo::rustc-link-lib=IPSec_MB");
    }
}
