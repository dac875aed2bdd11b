#!/usr/bin/env bash
# Every test, from nothing: installs the packages, builds, checks the format, runs the tests.
#   tools/test.sh          the dev and release builds
#   tools/test.sh --full   and the sanitizer build, and the names
set -euo pipefail
cd "$(dirname "$0")/.."

full=
case "${1:-}" in
  "") ;;
  --full) full=1 ;;
  *) echo "usage: tools/test.sh [--full]" >&2; exit 2 ;;
esac

step() { echo "== $*"; }

# build PRESET [TARGET...]
build() {
  step "build: $*"
  local preset=$1
  shift
  cmake --preset "$preset" -Wno-dev >/dev/null
  cmake --build --preset "$preset" ${1:+--target "$@"} -- --quiet
}

tools/setup.sh
step "format and rules"
tools/check_style.sh
build dev
build release spillway  # the tests compare the builds' records
presets=(dev)
if [ -n "$full" ]; then
  build asan
  presets+=(asan)
fi
for preset in "${presets[@]}"; do
  step "tests: $preset"
  SPILLWAY_ALL_BUILDS=1 ctest --preset "$preset" -j "$(nproc)" --no-tests=error
done
if [ -n "$full" ]; then
  step "names"
  tools/check_tidy.sh
fi
step "all passed"
