#!/usr/bin/env bash
# Runs a fuzz target: run.sh PROGRAM SECONDS CORPUS...
# What it learns is thrown away; an input that breaks it is kept beside the program and named. The same seed begins with
# the same inputs, so that a test that fails fails again; FUZZ_SEED=0 takes a new one.
set -euo pipefail
program=$1 seconds=$2
shift 2
learned=$(mktemp -d)
trap 'rm -rf "$learned"' EXIT
dictionary=()
for folder in "$@"; do
  [ ! -f "$folder.dict" ] || dictionary=("-dict=$folder.dict")
done
"$program" -seed="${FUZZ_SEED:-1}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 \
  -verbosity=0 -print_final_stats=1 -artifact_prefix="$program-" "${dictionary[@]}" "$learned" "$@" 2>&1 | tail -n 60
