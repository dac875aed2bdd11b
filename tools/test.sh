#!/usr/bin/env bash
# Every test, from nothing: installs the packages, builds, checks the format, runs the tests.
#   tools/test.sh          the dev and release builds
#   tools/test.sh --full   and the sanitizer build, and the static analysis
set -euo pipefail
cd "$(dirname "$0")/.."

full=
case "${1:-}" in
  "") ;;
  --full) full=1 ;;
  *) echo "usage: tools/test.sh [--full]" >&2; exit 2 ;;
esac

step() { echo "== $*"; }

build() {
  step "build: $1"
  cmake --preset "$1" -Wno-dev >/dev/null
  cmake --build --preset "$1" -- --quiet
}

tools/setup.sh
step "format and rules"
tools/check_style.sh
build dev
build release
presets=(dev)
if [ -n "$full" ]; then
  build asan
  presets+=(asan)
fi
for preset in "${presets[@]}"; do
  step "tests: $preset"
  ctest --preset "$preset" -j "$(nproc)" --no-tests=error
done
if [ -n "$full" ]; then
  step "static analysis"
  tools/check_tidy.sh
fi
step "all passed"
