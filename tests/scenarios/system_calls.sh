#!/usr/bin/env bash
# A run in virtual time makes no socket, no thread, no process and no timer of the operating system.
#   system_calls.sh SPILLWAY SCENARIO
set -euo pipefail
spillway=$1 scenario=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

forbidden=network,clone,clone3,fork,vfork,timerfd_create,timerfd_settime,epoll_create1,eventfd2,nanosleep,clock_nanosleep
# The leak checker of a sanitizer build stops its own process for a look; that is not the run's.
ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e signal=none -e trace="$forbidden" -o "$work/calls" \
  "$spillway" run "$scenario" --out "$work/out" >/dev/null
# strace worked: a program that does make a socket is seen making it.
strace -f -qq -e signal=none -e trace=network -o "$work/control" python3 -c 'import socket; socket.socket()'
grep -q 'socket(' "$work/control" || { echo "strace sees no system calls here" >&2; exit 1; }
if [ -s "$work/calls" ]; then
  echo "a run in virtual time made these system calls:" >&2
  head -20 "$work/calls" >&2
  exit 1
fi
test -s "$work/out/timeline.jsonl"
