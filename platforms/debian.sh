# What Debian's packages bring, unpacked and not installed. To be read in by the scripts here; sets root and debian.
root=$(git rev-parse --show-toplevel)
debian=$root/target/debian

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
