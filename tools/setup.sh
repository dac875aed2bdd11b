#!/usr/bin/env bash
# Installs what build and tests need from the distribution, once. Called by demo.sh and test.sh; a second call
# finds everything there and does nothing.
#   tools/setup.sh [--build]      only what the build needs
set -euo pipefail

packages=(
  clang-16 lld-16 llvm-16
  cmake ninja-build ccache
  libboost1.81-dev libboost-url1.81-dev
  nlohmann-json3-dev libspdlog-dev libcurl4-openssl-dev libssl-dev libyaml-cpp-dev libcli11-dev
  libsimdjson-dev catch2
)
if [ "${1:-}" != --build ]; then
  packages+=(
    libclang-rt-16-dev clang-format-16 clang-tidy-16 libbenchmark-dev
    python3 python3-yaml python3-boto3 strace curl procps
    awscli docker-compose iproute2 tmux wrk
  )
  # CDK's templates are synthesised by the tests, and functions in JavaScript run. A node from elsewhere, which brings its
  # npm, will do as well.
  command -v node >/dev/null && command -v npm >/dev/null || packages+=(nodejs npm)
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup: needs root or sudo to install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "setup: installing ${missing[*]}"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
