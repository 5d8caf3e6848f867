#!/usr/bin/env bash
# Runs each target for so many seconds (SECONDS_EACH, by default 30), seeded by the samples of otp-seeds.
set -euo pipefail
cd "$(dirname "$0")"
: "${SECONDS_EACH:=30}"
cargo +nightly fuzz --version >/dev/null 2>&1 || cargo install --locked cargo-fuzz
for target in pskc csv uri detect; do
    mkdir -p "corpus/$target"
    case $target in
        pskc) cp ../otp-seeds/tests/samples/*.xml "corpus/$target" ;;
        uri) cp ../otp-seeds/tests/samples/otpauth* "corpus/$target" ;;
        # The first byte chooses one of twelve formats.
        csv) for file in ../otp-seeds/tests/samples/{*.csv,ykksm.txt}; do for choice in 0 1 2 3 4 5 6 7 8 9 : \;; do
                { printf '%s' "$choice"; cat "$file"; } >"corpus/$target/$choice-$(basename "$file")"
            done; done ;;
        *) cp ../otp-seeds/tests/samples/*.* "corpus/$target" ;;
    esac
    cargo +nightly fuzz run --fuzz-dir . "$target" -- -max_total_time="$SECONDS_EACH" -timeout=10 -rss_limit_mb=2048 \
        -max_len=16384 -print_final_stats=1
done
