#!/usr/bin/env bash
# Builds the release: tools/demo.sh calls it, and the build stage of the Dockerfile.
#   tools/build_release.sh TARGET...
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { echo "usage: tools/build_release.sh TARGET..." >&2; exit 2; }

tools/setup.sh --build
cmake --preset release >build-release.log 2>&1 || { cat build-release.log; exit 1; }
rm -f build-release.log
cmake --build --preset release --target "$@"
