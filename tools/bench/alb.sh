#!/usr/bin/env bash
# The load balancer's data path to an ip target against HAProxy's: requests per second of the proxy's own processor
# time. One backend for both (nginx), wrk with 64 connections, rounds by turns, their median.
#   tools/bench/alb.sh [SECONDS] [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-5}
rounds=${2:-5}

packages=()
for program in haproxy nginx wrk; do
  command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ] || packages+=("${program/nginx/nginx-light}")
done
if [ ${#packages[@]} -gt 0 ]; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"
fi
PATH=$PATH:/usr/sbin
bin=${SPILLWAY:-build/release/bin/spillway}
if [ -z "${SPILLWAY:-}" ]; then
  tools/setup.sh
  cmake --preset release >/dev/null
  cmake --build --preset release --target spillway spillway-app -- --quiet
fi

work=$(mktemp -d)
chmod 755 "$work"
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

# The task of the scenario: nginx on the port that it is told.
cat >"$work/task.sh" <<'SH'
#!/bin/sh
cat >"$1/nginx.conf" <<CONF
daemon off; master_process off; pid $1/nginx.pid; error_log $1/nginx.log;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000000; client_body_temp_path $1; proxy_temp_path $1; fastcgi_temp_path $1;
  uwsgi_temp_path $1; scgi_temp_path $1;
  server { listen 127.0.0.1:$PORT; location / { default_type text/plain; return 200 "Hello from the backend.\n"; } }
}
CONF
echo "$PORT" >"$1/port"
exec nginx -e "$1/nginx.log" -c "$1/nginx.conf"
SH
cat >"$work/alb.yaml" <<YAML
name: alb
template: $PWD/tools/bench/alb.template.yaml
code: {Function: app, Task: {command: [sh, $work/task.sh, $work]}}
duration: 1h
aws:
  elbv2: {registration: 0s, listener_propagation: 0s}
  ecs: {scheduler_reaction: 0s, start: {provisioning: 0s, pull: 0s, activating: 0s}}
YAML

"$bin" up "$work/alb.yaml" --port 0 >"$work/up.log" 2>&1 &
spillway=$!
pids+=("$spillway")
alb=
for _ in $(seq 600); do
  alb=$(sed -n 's/^load balancer *\(http:[^ ]*\).*/\1/p' "$work/up.log" | head -1)
  [ -n "$alb" ] && [ "$(curl -s "$alb/")" = "Hello from the backend." ] && break
  sleep 0.1
done
[ "$(curl -s "$alb/")" = "Hello from the backend." ] || { cat "$work/up.log" >&2; exit 1; }

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/haproxy.cfg" <<CFG
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  option http-keep-alive
  http-reuse always
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen proxy
  bind 127.0.0.1:$port
  server backend 127.0.0.1:$(cat "$work/port") maxconn 4096
CFG
haproxy -db -f "$work/haproxy.cfg" >"$work/haproxy.log" 2>&1 &
haproxy=$!
pids+=("$haproxy")
for _ in $(seq 100); do
  [ "$(curl -s "http://127.0.0.1:$port/")" = "Hello from the backend." ] && break
  sleep 0.1
done

ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
# measure PID URL: requests a second, and requests a second of the process's processor time.
measure() {
  local before after requests
  before=$(ticks "$1")
  requests=$(wrk -t1 -c64 -d"${seconds}s" "$2" | awk '/requests in/ {print $1} /Non-2xx|Socket errors/ {print > "/dev/stderr"}')
  after=$(ticks "$1")
  awk -v n="$requests" -v t="$((after - before))" -v hz="$(getconf CLK_TCK)" -v s="$seconds" \
    'BEGIN {printf "%.0f %.0f\n", n / s, n * hz / t}'
}
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

echo "== machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1); $(haproxy -v | head -1)"
measure "$spillway" "$alb/" >/dev/null  # both warm
measure "$haproxy" "http://127.0.0.1:$port/" >/dev/null
echo "round  spillway: requests/s, per CPU second    haproxy: requests/s, per CPU second"
for round in $(seq "$rounds"); do
  read -r ours ours_cpu < <(measure "$spillway" "$alb/")
  read -r theirs theirs_cpu < <(measure "$haproxy" "http://127.0.0.1:$port/")
  printf '%5d  %19d %16d  %28d %16d\n' "$round" "$ours" "$ours_cpu" "$theirs" "$theirs_cpu"
  echo "$ours_cpu" >>"$work/ours"
  echo "$theirs_cpu" >>"$work/theirs"
done
ours=$(median <"$work/ours")
theirs=$(median <"$work/theirs")
awk -v a="$ours" -v b="$theirs" \
  'BEGIN {printf "median: spillway %d, haproxy %d requests per CPU second: %.2f of HAProxy\n", a, b, a / b}'
