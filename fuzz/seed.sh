#!/usr/bin/env bash
# Writes the first inputs of each target into a folder for each (into `seeds`, or where it is told): samples of
# otp-seeds, and published vectors; objects and padding are written as bytes.
set -euo pipefail
into=$(realpath -m "${1:-$(dirname "$0")/seeds}")
cd "$(dirname "$0")"
rm -rf "$into"

seed() { # TARGET NAME: standard input becomes a first input
    mkdir -p "$into/$1"
    cat >"$into/$1/$2"
}

samples=../otp-seeds/tests/samples
for file in "$samples"/*.xml; do seed pskc "$(basename "$file")" <"$file"; done
for file in "$samples"/otpauth*; do seed uri "$(basename "$file")" <"$file"; done
for file in "$samples"/{*.csv,*.txt,yubico.xml,rfc6030-figure6.xml}; do seed detect "$(basename "$file")" <"$file"; done
# The first byte chooses one of twelve formats, in the order of the target's list: 0 to 9, colon and semicolon.
formats=(duo-hotp duo-totp duo-yubikey ping ping entra privacyidea thales yubico-log yubico ykksm multiotp)
choices=0123456789:\;
for at in "${!formats[@]}"; do
    { printf %s "${choices:at:1}"; cat "$samples/${formats[at]}".*; } | seed csv "$(printf %02d "$at")-${formats[at]}"
done

# The first byte chooses the decoder. Key of RFC 4226, its codes; key and OTP of Yubico; states, throttle and trail.
hex=3132333435363738393031323334353637383930
base32=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
printf '0%s' $hex | seed codec hex
printf '1%s-%s' $hex $hex | seed codec hex-lenient
printf '2%s' $base32 | seed codec base32
printf '2%s' GEZDGNBVGY3TQOJQGEZDGNBVGY====== | seed codec base32-padded
printf '3%s %s' $base32 gezdgnbv | seed codec base32-lenient
printf '4755224' | seed codec code
printf '4ecde18dbe76fbd0c33330f1c354871db' | seed codec aes-key
printf '48792ebfe26cc' | seed codec private-id
printf '5dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh' | seed codec otp
zeros() { head -c "$1" /dev/zero; }
{ printf '6\1\1'; zeros 22; } | seed codec hotp
{ printf '6\1\2\1\0\377\377\377\376\1\2\3\4\5\6\7\10'; zeros 8; } | seed codec totp
{ printf '6\1\3'; zeros 11; printf '\22\64\126'; zeros 8; } | seed codec yubikey
{ printf '6\1\0\0\0\0\0\0\12'; zeros 8; } | seed codec throttle
{ printf '6\1'; zeros 51; } | seed codec trail
printf '7755 224' | seed codec typed
printf '7token 12345678' | seed codec serial

# Hash and digits, the key of RFC 4226, counter or second 5; then zeros: no drift, a step of 1, the code of that place.
for target in verify resync; do
    for choice in 0 1 2; do
        { printf "\\$choice\\$choice"; printf '12345678901234567890\5'; zeros 40; } | seed "$target" "hash-$choice"
    done
    # Windows of three to either side, and the code of the second place ahead; the last counter of all.
    { zeros 2; printf '12345678901234567890\5'; zeros 21; printf '\3\3\2'; zeros 40; } | seed "$target" ahead
    { zeros 2; printf 12345678901234567890; zeros 8; printf '\1'; zeros 40; } | seed "$target" end
done
# Yubico's key and private id, a press with the counters 19 and 17, against a fresh state and against the same counters.
press() {
    printf '\354\336\30\333\347\157\275\14\63\63\17\34\65\110\161\333\207\222\353\376\46\314'
    printf '\23\0\60\302\0\21\0\0'
    zeros 16
}
{ press; zeros 4; } | seed yubikey fresh
{ press; printf '\23\0\21\10'; } | seed yubikey replayed
# Calls with nothing in them, and calls with everything.
zeros 64 | seed capi zeros
for byte in {0..255}; do printf "\\x$(printf %x "$byte")"; done | seed capi bytes
