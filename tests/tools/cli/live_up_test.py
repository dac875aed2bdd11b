#!/usr/bin/env python3
"""What `spillway up` takes: a template, a scenario without load, programs on the command line.

Usage: live_up_test.py SPILLWAY SCENARIO [TEST...]
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from live_lib import FAST, Up, check, run_tests  # noqa: E402

BINARY, SCENARIO = sys.argv[1], sys.argv[2]


def a_template_by_itself_and_a_command_behind_it():
    template = str(Path(SCENARIO).resolve().parent / "failover.template.yaml")
    with tempfile.TemporaryDirectory() as folder:
        server = Path(folder) / "server.py"
        server.write_text("import http.server, os\n"
                          "class H(http.server.BaseHTTPRequestHandler):\n"
                          "    def do_GET(self):\n"
                          "        self.send_response(200); self.end_headers(); self.wfile.write(b'own code')\n"
                          "http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), H).serve_forever()\n")
        done = subprocess.run([BINARY, "up", template, "--port", "0"], capture_output=True, text=True, timeout=20)
        check(done.returncode == 2 and "AppFunction" in done.stderr, done.stderr)
        done = subprocess.run([BINARY, "up", template, "--load"], capture_output=True, text=True, timeout=20)
        check(done.returncode == 2 and "a template has no load" in done.stderr, done.stderr)
        done = subprocess.run([BINARY, "up", SCENARIO, "--port", "0", "--code", "Nonsense=app"], capture_output=True,
                              text=True, timeout=20)
        check(done.returncode == 2 and "Nonsense" in done.stderr, done.stderr)
        done = subprocess.run([BINARY, "up", SCENARIO, "--port", "0", "--code", "AppFunction=sh -c 'exit 3"], capture_output=True,
                              text=True, timeout=20)
        check(done.returncode == 2 and "a quotation is not closed" in done.stderr, done.stderr)
        with Up(BINARY, SCENARIO, *FAST, "--code", "AppFunction=sh -c 'exit 3'") as emulator:
            emulator.read_on()
            check(emulator.get("/bang")[0] == 502, "in place of what the scenario says, quotes and all")
            emulator.wait_output("AppFunction cannot start, for the first time in this minute: Runtime.ExitError")
        with Up(BINARY, template, "--code", "AppFunction=app", "--code", f"AppTask=python3 {server}", "--code",
                "ControllerFunction=controller", "--set", "DesiredCount=1") as emulator:
            check(emulator.get("/bang")[0] == 200, "the function")


def a_scenario_without_load_runs_until_it_is_ended():
    template = Path(SCENARIO).resolve().parent / "failover.template.yaml"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "s.yaml"
        file.write_text(f"name: s\ntemplate: {template}\n"
                        "code: {AppFunction: app, AppTask: app, ControllerFunction: controller}\n")
        with Up(BINARY, str(file), "--out", f"{folder}/out") as emulator:
            check(emulator.get("/env")[0] == 200, "up")
            # Its folder is its own.
            done = subprocess.run([BINARY, "up", str(file), "--port", "0", "--out", f"{folder}/out"], capture_output=True,
                                  text=True, timeout=20)
            check(done.returncode == 2 and "another run writes to" in done.stderr, (done.returncode, done.stderr))
            check(emulator.stop() == 0, "ended")
        check(sorted(os.listdir(f"{folder}/out")) == ["access.log", "summary.json", "timeline.jsonl"], "what it leaves")
        done = subprocess.run([BINARY, "run", str(file)], capture_output=True, text=True, timeout=20)
        check(done.returncode == 2 and "give a duration, or load" in done.stderr, done.stderr)


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[3:]))
