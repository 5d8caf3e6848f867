#!/usr/bin/env bash
# Runs each target for so many seconds (SECONDS_EACH, by default 30), or those that are named, and counts their runs.
# The first inputs are the samples of otp-seeds and the published vectors; objects and padding are written as bytes.
set -euo pipefail
cd "$(dirname "$0")"
: "${SECONDS_EACH:=30}"
cargo +nightly fuzz --version >/dev/null 2>&1 || cargo install --locked cargo-fuzz

seed() { # TARGET NAME: standard input becomes a first input
    mkdir -p "corpus/$1"
    cat >"corpus/$1/$2"
}

samples=../otp-seeds/tests/samples
for file in "$samples"/*.xml; do seed pskc "$(basename "$file")" <"$file"; done
for file in "$samples"/otpauth*; do seed uri "$(basename "$file")" <"$file"; done
for file in "$samples"/*.*; do seed detect "$(basename "$file")" <"$file"; done
# The first byte chooses one of twelve formats.
for file in "$samples"/{*.csv,ykksm.txt}; do for choice in 0 1 2 3 4 5 6 7 8 9 : \;; do
    { printf '%s' "$choice"; cat "$file"; } | seed csv "$choice-$(basename "$file")"
done; done

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

# SHA-1, six digits, the RFC's key, counter 5 or second 5; then zeros: no drift, a step of 1, the code of that place.
for target in verify resync; do
    { zeros 2; printf 123456789012345678905; zeros 40; } | seed "$target" rfc
done
# Yubico's key and private id, a press with the counters 19 and 17, and a fresh state.
{
    printf '\354\336\30\333\347\157\275\14\63\63\17\34\65\110\161\333\207\222\353\376\46\314'
    printf '\23\0\60\302\0\21\0\0'
    zeros 20
} | seed yubikey yubico
zeros 64 | seed capi zeros

table="target            runs  a second  inputs
"
for target in ${*:-pskc csv uri detect codec verify resync yubikey capi}; do
    log=$(mktemp)
    cargo +nightly fuzz run --fuzz-dir . "$target" -- -max_total_time="$SECONDS_EACH" -timeout=10 -rss_limit_mb=2048 \
        -max_len=16384 -print_final_stats=1 2>&1 | tee "$log"
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
    table+=$(printf '%-8s %12s %9s %7s' "$target" "$runs" "$speed" "$(ls "corpus/$target" | wc -l)")$'\n'
    rm "$log"
done
printf '\n%s' "$table"
