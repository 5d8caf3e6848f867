# A Rust with the sources of its library, for targets that come without a built one: Debian's, unpacked beside the
# installed one. To be read in by the scripts here; sets cargo and RUSTC besides what debian.sh sets.
. "$(git rev-parse --show-toplevel)/platforms/debian.sh"
std=$(needed libstd-rust-web-dev libstd-rust-web-)
llvm=$(needed "$std" libllvm)
[ -n "$llvm" ] || skip "Debian's rustc-web"
unpack "rust-$llvm" rustc-web rust-web-src libstd-rust-web-dev "$std" "$llvm"
cargo=$(rustup which cargo)
export RUSTC="$debian/usr/bin/rustc" RUSTC_BOOTSTRAP=1
export LD_LIBRARY_PATH="$debian/usr/lib/x86_64-linux-gnu"
