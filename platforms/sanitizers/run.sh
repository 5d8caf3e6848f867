#!/bin/sh
# Races under ThreadSanitizer, and all paths with their secrets hidden from MemorySanitizer, on the instructions that
# valgrind does not know. The standard library is built for each, so that what it does is seen, too.
set -eu
cd "$(dirname "$0")"
. ../rust.sh
# They would take the place of the flags below.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
release=${llvm#libllvm}
unpack clang "clang-$release" "libclang-cpp$release" "libclang-common-$release-dev" "libclang-rt-$release-dev" \
    "llvm-$release"
llvm=$debian/usr/lib/llvm-$release/bin

# Cargo with everything under a sanitizer.
watched() {
    sanitizer=$1
    command=$2
    flags=$3
    shift 3
    CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS="-Zsanitizer=$sanitizer -Zexternal-clangrt \
        -Clinker=$llvm/clang -Clink-arg=-fsanitize=$sanitizer $flags" \
        "$cargo" "$command" --locked -Zbuild-std --target x86_64-unknown-linux-gnu \
        --target-dir "$root/target/$sanitizer-sanitizer" "$@"
}

# ThreadSanitizer knows no addresses that are drawn by lot.
RACES=${RACES:-2000} watched thread test "" --manifest-path "$root/Cargo.toml" -p otp-core --test racing \
    --config 'target.x86_64-unknown-linux-gnu.runner = "setarch -R"' -- --nocapture
watched thread build "" --release --bin race
setarch -R "$root/target/thread-sanitizer/x86_64-unknown-linux-gnu/release/race" 2>&1 | grep -m 1 'data race'

# SHA-1 and AES in software: MemorySanitizer does not follow a secret through their instructions, and through those of
# SHA-256 and AVX2 it does. To pass a secret to a function is no fault.
watched memory build '-Zsanitizer-recover=memory -Cllvm-args=-msan-eager-checks=0
    --cfg=aes_backend="soft" --cfg=sha1_backend="soft"' --release --bin hidden
MSAN_SYMBOLIZER_PATH=$llvm/llvm-symbolizer
export MSAN_SYMBOLIZER_PATH MSAN_OPTIONS=exitcode=0
"$root/target/memory-sanitizer/x86_64-unknown-linux-gnu/release/hidden" 2>"$root/target/hidden.log"
awk -f reports.awk "$root/target/hidden.log"
