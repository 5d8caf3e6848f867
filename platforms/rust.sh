# A Rust with the sources of its library, for targets that come without a built one: Debian's, unpacked beside the
# installed one. To be read in by the scripts here; sets root, cargo and RUSTC.
root=$(git rev-parse --show-toplevel)

# Says what is missing, and ends: well here, badly where nothing may be missing.
skip() {
    echo "SKIPPED: $0 needs $1" >&2
    [ -z "${CI:-}" ] || exit 1
    exit 0
}

# The packages that apt would take for a dependency of another that is named like this.
needed() {
    apt-cache depends "$1" | sed -n "s/.*Depends: \\($2.*\\)/\\1/p" | head -n 1
}

unpack() {
    std=$(needed libstd-rust-web-dev libstd-rust-web-)
    llvm=$(needed "$std" libllvm)
    apt-get download -qq rustc-web rust-web-src libstd-rust-web-dev "$std" "$llvm" || return
    for package in *.deb; do
        dpkg -x "$package" . || return
    done
    rm -- *.deb
}

debian=$root/target/debian-rust
if ! [ -e "$debian/complete" ]; then
    mkdir -p "$debian"
    (cd "$debian" && unpack && touch complete) || skip "Debian's rustc-web and rust-web-src"
fi
cargo=$(rustup which cargo)
export RUSTC="$debian/usr/bin/rustc" RUSTC_BOOTSTRAP=1
export LD_LIBRARY_PATH="$debian/usr/lib/x86_64-linux-gnu"
