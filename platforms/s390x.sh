#!/bin/sh
# Runs the published vectors, and all backends, on an emulated big-endian machine.
set -eu
cd "$(dirname "$0")"
. ./rust.sh
command -v qemu-s390x >/dev/null || skip qemu-user
command -v s390x-linux-gnu-gcc >/dev/null || skip gcc-s390x-linux-gnu

export CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_LINKER=s390x-linux-gnu-gcc
export CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_RUNNER="qemu-s390x -L /usr/s390x-linux-gnu"
cd "$root"
"$cargo" test -Zbuild-std --target s390x-unknown-linux-gnu --target-dir target/s390x --locked \
    -p otp-core --features hazmat --lib --test vectors --test backends
