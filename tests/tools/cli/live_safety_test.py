#!/usr/bin/env python3
"""Who may use `spillway up`, what it prints, and how it ends when it cannot go on.

Usage: live_safety_test.py SPILLWAY SCENARIO [TEST...]
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from live_lib import FAST, Up, check, run_tests, wait_for  # noqa: E402

BINARY, SCENARIO = sys.argv[1], sys.argv[2]


def up(*options, **more):
    return Up(BINARY, SCENARIO, *FAST, *options, **more)


def foreign_hosts_and_origins_are_refused_everywhere():
    with up() as emulator:
        emulator.get("/env")
        [(pid, _)] = emulator.children()
        variables = open(f"/proc/{pid}/environ").read()
        runtime_api = int(re.search(r"AWS_LAMBDA_RUNTIME_API=127\.0\.0\.1:(\d+)", variables)[1])
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
            for port, path, method in ((emulator.api, "/", "POST"), (emulator.api, "/_spillway/reset", "POST"),
                                       (runtime_api, "/2018-06-01/runtime/invocation/next", "GET")):
                check(emulator.get(path, port, method, b"" if method == "POST" else None, headers)[0] == 403,
                      (headers, path))
            # A load balancer serves whatever name its clients know it by, and pages of all origins.
            check(emulator.get("/bang", headers=headers)[0] == 200, headers)
        check(emulator.get("/env")[0] == 200, "and goes on")


def it_listens_to_this_machine_alone():
    with up() as emulator:
        out = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True).stdout
        mine = [line.split()[3] for line in out.splitlines() if f"pid={emulator.process.pid}," in line]
        check(mine and all(address.startswith("127.0.0.1:") for address in mine), out)
    with up("--bind", "0.0.0.0") as emulator:
        check(any("everybody who reaches this machine" in line for line in emulator.lines), emulator.lines)
        check(emulator.get("/_spillway/health", emulator.api)[0] == 200, "health")


def a_full_disk_ends_it_with_5():
    for name in ("timeline.jsonl", "requests.jtl"):
        with tempfile.TemporaryDirectory() as folder:
            os.symlink("/dev/full", f"{folder}/{name}")
            process = subprocess.Popen([BINARY, "up", SCENARIO, *FAST, "--port", "0", "--load", "--out", folder, "--set",
                                        "load.calm.rate=500/s"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            try:
                _, err = process.communicate(timeout=60)
                check(process.returncode == 5, (name, process.returncode, err))
                check(f"cannot write {folder}/{name}: No space left on device" in err, err)
            finally:
                process.kill()
            left = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True)
            check(left.stdout == "", left.stdout)


def an_access_log_that_cannot_be_written_ends_it_with_5():
    process = subprocess.Popen([BINARY, "up", SCENARIO, *FAST, "--port", "0", "--load", "--access-log", "/dev/full"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        _, err = process.communicate(timeout=60)
        check(process.returncode == 5 and "cannot write /dev/full: No space left on device" in err, err)
    finally:
        process.kill()


def a_file_that_may_not_grow_ends_it_with_5():
    """ulimit -f, whose signal would kill it."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["bash", "-c", 'ulimit -f 64; exec "$@"', "_", BINARY, "up", SCENARIO, *FAST, "--port", "0",
                               "--load", "--out", folder, "--set", "load.calm.rate=500/s"], capture_output=True, text=True,
                              timeout=60)
        check(done.returncode == 5 and "File too large" in done.stderr, (done.returncode, done.stderr))


def plain_lines_where_nobody_watches():
    with up() as emulator:
        head = "".join(emulator.lines)
        check(re.search(r"^load balancer +http://\S+  \(\S+, port 80 of the template\)$", head, re.M), head)
        check("export AWS_ENDPOINT_URL=http://127.0.0.1:" in head and "AWS_DEFAULT_REGION=sa-east-1" in head, head)
        emulator.ecs("ListClusters")

        def told():
            emulator.lines.append(emulator.process.stdout.readline() or "")
            return "client calls ecs:ListClusters" in "".join(emulator.lines)
        wait_for("the call is told", told)
        check("\x1b" not in "".join(emulator.lines), emulator.lines)


def quiet_and_json():
    quiet = subprocess.Popen([BINARY, "up", SCENARIO, "--port", "0", "--quiet"], stdout=subprocess.PIPE, text=True)
    text = ""
    while "AWS_ENDPOINT_URL" not in text:
        text += quiet.stdout.readline()
    quiet.send_signal(signal.SIGINT)
    text += quiet.stdout.read()
    check(quiet.wait(20) == 0, quiet.returncode)
    check(len([line for line in text.splitlines() if line]) == 4, text)
    lines = subprocess.Popen([BINARY, "up", SCENARIO, "--port", "0", "--json"], stdout=subprocess.PIPE, text=True)
    told = [json.loads(lines.stdout.readline())]
    while "listeners" not in told[-1]:
        told.append(json.loads(lines.stdout.readline()))
    check(told[-1]["endpoint"].startswith("http://127.0.0.1:") and told[-1]["listeners"][0]["port"] == 80, told[-1])
    lines.send_signal(signal.SIGINT)
    told += [json.loads(line) for line in lines.stdout]
    check(lines.wait(20) == 0 and told[-1]["event"] == "run.finished", told[-1])


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[3:]))
