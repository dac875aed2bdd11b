#!/usr/bin/env bash
# The figures of the README: the parts by Google Benchmark, whole runs by the command itself.
#   tools/bench/run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

tools/setup.sh
cmake --preset release -DSPILLWAY_BENCH=ON >/dev/null
cmake --build --preset release --target spillway spillway-bench -- --quiet
bin=build/release/bin
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

echo "== machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)"
echo "== parts"
"$bin/spillway-bench" --benchmark_min_time=0.5

# median COMMAND...: of five runs, seconds of wall time and megabytes of peak memory
median() {
  for _ in 1 2 3 4 5; do
    /usr/bin/env python3 - "$@" <<'PY'
import os, resource, subprocess, sys, time
begin = time.monotonic()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
wall = time.monotonic() - begin
print(f"{wall:.3f} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} {code}")
PY
  done | sort -n | sed -n 3p
}

echo "== burst.yaml, from process start to exit"
read -r wall memory code < <(median "$bin/spillway" run scenarios/burst.yaml --quiet)
echo "median of 5: $wall s, peak memory $memory MB, exit code $code"

echo "== an hour at 1,000 requests/s: 3,600,000 requests"
for mode in --no-requests ""; do
  read -r wall memory code < <(median "$bin/spillway" run tools/bench/throughput.yaml --quiet --out "$out" $mode)
  rate=$(python3 -c "print(round(3600000 / $wall))")
  echo "${mode:-with requests.jtl}: median of 5: $wall s, $rate requests/s, peak memory $memory MB, exit code $code"
done
