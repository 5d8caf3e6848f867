#!/usr/bin/env bash
# Runs each target for so many seconds (SECONDS_EACH, by default 30), or those that are named, and counts their runs.
# The first inputs are those of `seeds`, which `seed.sh` writes; what is found besides goes into `corpus`, not into git.
set -euo pipefail
cd "$(dirname "$0")"
: "${SECONDS_EACH:=30}"
cargo +nightly fuzz --version >/dev/null 2>&1 || cargo install --locked cargo-fuzz

# Neither older than the samples that they are made of, nor changed by a run.
seeds_are_those_of_the_samples() {
    fresh=$(mktemp -d)
    ./seed.sh "$fresh/seeds"
    diff -r "$fresh/seeds" seeds
    rm -r "$fresh"
}
seeds_are_those_of_the_samples

table="target            runs  a second  inputs
"
for target in ${*:-pskc csv uri detect codec verify resync yubikey capi}; do
    log=$(mktemp)
    mkdir -p "corpus/$target"
    # Only the first folder is written into.
    cargo +nightly fuzz run --fuzz-dir . "$target" "corpus/$target" "seeds/$target" -- \
        -max_total_time="$SECONDS_EACH" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 \
        2>&1 | tee "$log"
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
    table+=$(printf '%-8s %12s %9s %7s' "$target" "$runs" "$speed" "$(ls "corpus/$target" | wc -l)")$'\n'
    rm "$log"
done
seeds_are_those_of_the_samples
printf '\n%s' "$table"
