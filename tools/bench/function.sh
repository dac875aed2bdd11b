#!/usr/bin/env bash
# ALB to a warm function process: wrk with 64 connections against the shipped app as a custom runtime behind its
# Runtime API, each environment a process. With and without the freezing (SIGSTOP) between invocations.
#   tools/bench/function.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v wrk >/dev/null || { echo "function: install wrk first" >&2; exit 1; }
if [ -z "${BUILT:-}" ]; then
  tools/build_release.sh spillway spillway-app spillway-controller
fi
work=$(mktemp -d)
emulator=
trap '[ -z "$emulator" ] || kill -INT "$emulator" 2>/dev/null; wait; rm -rf "$work"' EXIT

cat >"$work/function.yaml" <<YAML
name: function
template: $PWD/scenarios/failover.template.yaml
parameters: {ReservedConcurrency: 200, AlarmThreshold: 200}
code: {AppFunction: app, AppTask: app, ControllerFunction: controller}
duration: 10m
aws: {lambda: {requests_per_concurrency: 1000000}}
YAML

cpu_of() { awk '{print $14 + $15}' "/proc/$1/stat"; }

echo "== machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)"
for freeze in "" --no-freeze; do
  build/release/bin/spillway up "$work/function.yaml" --port 0 --alb-port 18182 $freeze >"$work/log" 2>&1 &
  emulator=$!
  until curl -sf http://127.0.0.1:18182/bang >/dev/null; do sleep 0.1; done
  wrk -t1 -c64 -d3s http://127.0.0.1:18182/bang >/dev/null  # the environments are warm now
  echo "== ${freeze:-frozen between invocations}"
  for _ in 1 2 3 4 5; do
    before=$(cpu_of $emulator)
    wrk -t1 -c64 -d5s http://127.0.0.1:18182/bang >"$work/wrk"
    after=$(cpu_of $emulator)
    awk -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" '
      /Requests\/sec/ { rate = $2 } /requests in/ { count = $1 } /Non-2xx/ { failed = $NF }
      END { printf "%.0f requests/s, %d failed, %.0f us of the emulator'"'"'s processor each\n", rate, failed, ticks / hertz / count * 1e6 }
    ' "$work/wrk"
  done | sort -n | sed -n 3p
  kill -INT $emulator
  wait $emulator || true
  emulator=
done
