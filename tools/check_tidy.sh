#!/usr/bin/env bash
# clang-tidy over our code.
#   tools/check_tidy.sh         the names: part of tools/test.sh --full
#   tools/check_tidy.sh --all   every check of .clang-tidy, which takes a while
set -euo pipefail
cd "$(dirname "$0")/.."
checks=(--checks=-*,readability-identifier-naming)
[ "${1:-}" != "--all" ] || checks=()
mapfile -t sources < <(git ls-files 'runtime/*.cpp' 'app/*.cpp' 'controller/*.cpp' 'emulator/*.cpp' 'tools/*.cpp' |
  grep -v '^tools/bench/')
printf '%s\n' "${sources[@]}" |
  xargs -P "$(nproc)" -n 4 clang-tidy-16 --quiet "${checks[@]}" -p build/dev 2> >(grep -v 'warnings generated' >&2 || true)
