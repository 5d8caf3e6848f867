# A Rust with the sources of its library, for targets that come without a built one: Debian's, unpacked beside the
# installed one. To be read in by the scripts here; sets root, debian, cargo and RUSTC.
root=$(git rev-parse --show-toplevel)
debian=$root/target/debian-rust

# Says what is missing, and ends: well here, badly where nothing may be missing.
skip() {
    echo "SKIPPED: $0 needs $1" >&2
    [ -z "${CI:-}" ] || exit 1
    exit 0
}

# The package that apt would take for a dependency of another that is named like this.
needed() {
    apt-cache depends "$1" | sed -n "s/.*Depends: \\($2.*\\)/\\1/p" | head -n 1
}

# Unpacks packages there, once. The first argument names them all, and their release.
unpack() {
    mark=$debian/$1
    shift
    [ ! -e "$mark" ] || return 0
    mkdir -p "$debian"
    (cd "$debian" && apt-get download -qq "$@") || skip "Debian's $*"
    for package in "$debian"/*.deb; do
        dpkg -x "$package" "$debian"
    done
    rm -- "$debian"/*.deb
    touch "$mark"
}

std=$(needed libstd-rust-web-dev libstd-rust-web-)
llvm=$(needed "$std" libllvm)
[ -n "$llvm" ] || skip "Debian's rustc-web"
unpack "rust-$llvm" rustc-web rust-web-src libstd-rust-web-dev "$std" "$llvm"
cargo=$(rustup which cargo)
export RUSTC="$debian/usr/bin/rustc" RUSTC_BOOTSTRAP=1
export LD_LIBRARY_PATH="$debian/usr/lib/x86_64-linux-gnu"
