#!/bin/sh
# Builds the program for a Cortex-M3 and runs it on an emulated board; then the library for a Cortex-M4.
set -eu
cd "$(dirname "$0")"
. ../rust.sh
command -v qemu-system-arm >/dev/null || skip qemu-system-arm

build() {
    target=$1
    shift
    # No alloc: what allocates does not build.
    "$cargo" build --release --locked -Zbuild-std=core --target "$target" --target-dir "$root/target/bare-metal" "$@"
}

# Debian's Rust has no linker; the installed one has.
host=$(dirname "$(rustup which rustc)")/../lib/rustlib/x86_64-unknown-linux-gnu
export CARGO_TARGET_THUMBV7M_NONE_EABI_LINKER="$host/bin/rust-lld"
export CARGO_TARGET_THUMBV7M_NONE_EABI_RUSTFLAGS="-Clink-arg=-Tlink.x"
build thumbv7m-none-eabi
image=$root/target/bare-metal/thumbv7m-none-eabi/release/otp-cortex-m
size "$image"
timeout 60 qemu-system-arm -machine lm3s6965evb -nographic -semihosting-config enable=on,target=native -kernel "$image"
build thumbv7em-none-eabihf --manifest-path ../../otp-core/Cargo.toml --no-default-features --lib
