#!/bin/sh
# Installs the libraries of the system that ours is measured beside or compared with, where Debian has them, and prints
# the features of otp-benches for those that are here. Says what is left out; where CI is true, what could be had must
# be there.
set -eu

has() {
    echo "#include <$1>" | ${CC:-cc} -E -x c - >/dev/null 2>&1
}

install() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then as_root=; else as_root='sudo -n'; fi
    $as_root apt-get update -qq && $as_root apt-get install -qq -y "$1"
}

# Intel's library exists for one architecture.
installable() {
    [ "$1" != libipsec-mb-dev ] || [ "$(uname -m)" = x86_64 ]
}

features=peers
while read -r feature package header; do
    if has "$header" || { installable "$package" && install "$package" && has "$header"; } >&2; then
        features=$features,$feature
    else
        echo "SKIPPED: $feature is left out, $package is not here and cannot be installed" >&2
        if [ "${CI:-}" = true ] && installable "$package"; then exit 1; fi
    fi
done <<END
liboath liboath-dev liboath/oath.h
openssl libssl-dev openssl/hmac.h
ipsec-mb libipsec-mb-dev intel-ipsec-mb.h
libyubikey libyubikey-dev yubikey.h
END
echo "$features"
