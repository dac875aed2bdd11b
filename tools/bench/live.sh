#!/usr/bin/env bash
# The figures of live mode at rest: from process start to the first answer of GET /_spillway/health, and what the idle
# emulator holds in memory.
#   tools/bench/live.sh [SPILLWAY]     a release build by default
set -euo pipefail
cd "$(dirname "$0")/../.."

spillway=${1:-build/release/bin/spillway}
if [ $# -eq 0 ]; then
  tools/setup.sh
  cmake --preset release >/dev/null
  cmake --build --preset release --target spillway spillway-app spillway-controller -- --quiet
fi
echo "== machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), load $(cut -d' ' -f1 /proc/loadavg)"
python3 - "$spillway" <<'PY'
import socket, statistics, subprocess, sys, time

def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]

def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as client:
            client.sendall(b"GET /_spillway/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return client.recv(100).startswith(b"HTTP/1.1 200")
    except ConnectionRefusedError:
        return False

def memory_kb(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1])

def processor_ms(pid):
    return int(open(f"/proc/{pid}/schedstat").read().split()[0]) / 1e6

ready, work, memory = [], [], []
for _ in range(20):
    port = free_port()
    begin = time.monotonic()
    process = subprocess.Popen([sys.argv[1], "up", "scenarios/burst.yaml", "--port", str(port)], stdout=subprocess.DEVNULL)
    while not answers(port):
        time.sleep(0.0005)
    ready.append((time.monotonic() - begin) * 1000)
    work.append(processor_ms(process.pid))
    time.sleep(0.5)
    memory.append(memory_kb(process.pid) / 1000)
    process.terminate()
    process.wait()
print(f"API ready after process start, 20 runs: median {statistics.median(ready):.0f} ms, "
      f"from {min(ready):.0f} to {max(ready):.0f} ms")
print(f"of that, processor time: median {statistics.median(work):.0f} ms, the rest is what other programs took")
print(f"resident when idle: median {statistics.median(memory):.1f} MB, at most {max(memory):.1f} MB")
PY
