#!/usr/bin/env bash
# clang-tidy over all our code, names enforced. Slow: part of tools/test.sh --full only.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t sources < <(git ls-files 'runtime/*.cpp' 'app/*.cpp' 'controller/*.cpp' 'emulator/*.cpp' 'tools/*.cpp')
printf '%s\n' "${sources[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy-16 --quiet -p build/dev 2> >(grep -v 'warnings generated' >&2 || true)
