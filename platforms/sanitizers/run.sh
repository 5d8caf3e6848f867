#!/bin/sh
# Races under ThreadSanitizer, and all paths with their secrets hidden from MemorySanitizer, on the instructions that
# valgrind does not know. The standard library is built for each, so that what it does is seen, too.
set -eu
cd "$(dirname "$0")"
. ../rust.sh
# They would take the place of the flags below.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
grep -w sha_ni /proc/cpuinfo | grep -qw avx2 || skip "a processor with SHA instructions and AVX2"
release=${llvm#libllvm}
unpack "clang-$release" "clang-$release" "libclang-cpp$release" "libclang-common-$release-dev" \
    "libclang-rt-$release-dev" "llvm-$release"
tools=$debian/usr/lib/llvm-$release/bin

# Cargo with everything under a sanitizer. ThreadSanitizer knows no addresses that are drawn by lot.
watched() {
    sanitizer=$1
    command=$2
    flags=$3
    shift 3
    CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER="setarch -R" \
        CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS="-Zsanitizer=$sanitizer -Zexternal-clangrt \
        -Clinker=$tools/clang -Clink-arg=-fsanitize=$sanitizer $flags" \
        "$cargo" "$command" --locked -Zbuild-std --target x86_64-unknown-linux-gnu \
        --target-dir "$root/target/$sanitizer-sanitizer" "$@"
}

RACES=${RACES:-2000} watched thread test "" --manifest-path "$root/Cargo.toml" -p otp-core --test racing -- --nocapture
watched thread run "" --bin race 2>&1 | grep -m 1 'data race'

# SHA-1 and AES in software: MemorySanitizer does not follow a secret through their instructions, and through those of
# SHA-256 and AVX2 it does. To pass a secret to a function is no fault.
MSAN_SYMBOLIZER_PATH=$tools/llvm-symbolizer
log=$root/target/memory-sanitizer.log
export MSAN_SYMBOLIZER_PATH MSAN_OPTIONS=exitcode=0
watched memory run '-Zsanitizer-recover=memory -Cllvm-args=-msan-eager-checks=0
    --cfg=aes_backend="soft" --cfg=sha1_backend="soft"' --release --bin hidden 2>"$log" || { tail "$log"; exit 1; }
awk -f reports.awk "$log"
