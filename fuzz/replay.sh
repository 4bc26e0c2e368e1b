#!/bin/sh
# Builds the fuzz targets, runs each over its seeds, and fuzzes each for a while: a bounded check for CI.
#
# Works with a stable toolchain. FUZZ_SECONDS is the time for all targets together, 60 by default. Inputs that fail are kept
# in fuzz/artifacts/.
set -eu

cd "$(dirname "$0")"

cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked

# cargo-fuzz asks for compiler flags that a stable compiler has but hides.
export RUSTC_BOOTSTRAP=1

targets=$(cargo fuzz list --fuzz-dir .)
test -n "$targets"
seconds=$((${FUZZ_SECONDS:-60} / $(echo "$targets" | wc -l)))
test "$seconds" -gt 0 # libFuzzer takes 0 for no limit

found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
: >"$found/empty"

# Runs a target: its name, then files and folders, then `--` and options of libFuzzer.
run() {
    cargo fuzz run --fuzz-dir . --sanitizer "$sanitizer" "$@" -timeout=25 -print_final_stats=1
}

# The address sanitizer needs a runtime that is not everywhere, and that does not run everywhere.
sanitizer=address
first=$(echo "$targets" | head -n 1)
if ! { cargo fuzz build --fuzz-dir . --sanitizer "$sanitizer" && run "$first" "$found/empty" --; }; then
    echo "replay: the address sanitizer does not work here, going on without" >&2
    sanitizer=none
    cargo fuzz build --fuzz-dir . --sanitizer "$sanitizer"
fi

failed=
for target in $targets; do
    seeds=../corpus/fuzz/$target
    echo "replay: $target, $(find "$seeds" -type f | wc -l) seeds"
    mkdir "$found/$target"
    { run "$target" "$seeds" -- -runs=0 && run "$target" "$found/$target" "$seeds" -- "-max_total_time=$seconds"; } ||
        failed="$failed $target"
done

if test -n "$failed"; then
    echo "replay: failed:$failed" >&2
    exit 1
fi
echo "replay: all targets hold (sanitizer: $sanitizer)"
