#!/bin/sh
# Builds libotp and its list of crates twice, in folders with other names and another home for cargo's downloads: the
# bytes must be the same.
set -eu
cd "$(dirname "$0")/.."
: "${CARGO:=cargo}"
cargo_home=${CARGO_HOME:-$HOME/.cargo}
for place in one/tree a-second/and/deeper/tree; do
    copy=$PWD/target/reproducible/$place
    rm -rf "$copy"
    mkdir -p "$copy/home"
    # What was downloaded already is not downloaded again.
    ln -s "$cargo_home/registry" "$copy/home/registry"
    git ls-files -z | xargs -0 cp --parents --no-dereference -t "$copy"
    env -u MAKEFLAGS CARGO_HOME="$copy/home" CARGO="$CARGO" CARGO_TARGET_DIR="$copy/built" make -C "$copy/otp-ffi" build
done
for library in libotp.so.1 libotp.a libotp.cdx.json; do
    cmp "target/reproducible/one/tree/built/release/$library" \
        "target/reproducible/a-second/and/deeper/tree/built/release/$library"
    sha256sum "target/reproducible/one/tree/built/release/$library"
done
