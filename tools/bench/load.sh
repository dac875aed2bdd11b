#!/usr/bin/env bash
# What the load generator of live mode sends from one core: an open loop against nginx, which has the other core.
#   tools/bench/load.sh [RATE...]
# Of each rate five runs of five seconds, and the median. A generator that is late is at its limit.
set -euo pipefail
cd "$(dirname "$0")/../.."
rates=("${@:-20000}")
[ $# -gt 0 ] || rates=(20000 25000 30000)

command -v nginx >/dev/null || { echo "load: install nginx-light first" >&2; exit 1; }
if [ -z "${BUILT:-}" ]; then
  tools/setup.sh
  cmake --preset release -DSPILLWAY_BENCH=ON >/dev/null
  cmake --build --preset release --target spillway-load-bench -- --quiet
fi
bench=build/release/bin/spillway-load-bench
work=$(mktemp -d)
trap 'kill "$nginx" 2>/dev/null; rm -rf "$work"' EXIT
port=18181

cat >"$work/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $work/pid;
error_log $work/error.log;
events { worker_connections 8192; }
http {
  access_log off;
  keepalive_requests 100000000;
  server { listen 127.0.0.1:$port backlog=8192; location / { return 200 "ok"; } }
}
CONF
ulimit -n 65536 2>/dev/null || true
taskset -c 1 nginx -p "$work" -c "$work/nginx.conf" 2>/dev/null &
nginx=$!
until (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null; do sleep 0.05; done

echo "== machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)"
for rate in "${rates[@]}"; do
  echo "== open loop, $rate requests/s meant"
  for _ in 1 2 3 4 5; do
    taskset -c 0 "$bench" "$port" "$rate" 5 || true
  done | sort -n | sed -n 3p
done
