#!/usr/bin/env python3
"""A scenario against an emulator that runs already: run --live --endpoint.

Usage: live_remote_test.py SPILLWAY TEMPLATE
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

from live_lib import Failed, Up, check, wait_for

BINARY, TEMPLATE = sys.argv[1:3]

SCENARIO = """
name: {name}
template: {template}
parameters: {{ReservedConcurrency: 100, AlarmThreshold: 100}}
code: {{AppFunction: app, AppTask: app, ControllerFunction: controller}}
duration: {duration}
live: {{slack: 2s}}
load:
  - {{name: calm, for: 2s, rate: 5/s, paths: {{/bang: 1}}}}
  - {{name: users, for: 2s, users: 3, think_time: 50ms, paths: {{/env: 1}}, cookies: true}}
expect:
  - {{event: lambda.environment_started, where: {{function: AppFunction}}, after: {{load: calm}}, within: 5s}}
  - {{never: cloudwatch.alarm_state_changed, where: {{to: ALARM}}}}
  - {{metric: requests.total, where: {{target: lambda, status: 200}}, during: {{load: calm}}, at_least: {calm}}}
  - {{metric: requests.total, where: {{target: lambda, status: 200}}, during: {{load: users}}, at_least: 10}}
"""


def scenario(folder, name="remote", duration="5s", calm=10):
    file = os.path.join(folder, f"{name}-{calm}.yaml")
    with open(file, "w") as out:
        out.write(SCENARIO.format(name=name, template=os.path.abspath(TEMPLATE), duration=duration, calm=calm))
    return file


def run(file, endpoint, *options):
    return subprocess.run([BINARY, "run", "--live", "--endpoint", endpoint, file, *options],
                          capture_output=True, text=True, timeout=120)


def meets_its_expectations(up, folder):
    out = os.path.join(folder, "out")
    done = run(scenario(folder), f"http://localhost:{up.api}/", "--out", out)
    check(done.returncode == 0, f"exit {done.returncode}: {done.stdout}{done.stderr}")
    summary = json.load(open(f"{out}/summary.json"))
    check(summary["mode"] == "live" and summary["result"] == "passed", summary)
    check(set(summary["requests"]["by_target"]) == {"lambda"}, summary["requests"])
    check("--endpoint" in summary["reproduce"], summary["reproduce"])
    events = [json.loads(line) for line in open(f"{out}/timeline.jsonl")]
    check([e["seq"] for e in events] == list(range(1, len(events) + 1)), "the numbers have gaps")
    started = next(e for e in events if e["event"] == "lambda.environment_started")
    check(0 <= started["t"] < 5, started)
    check(all(e["cause"] < e["seq"] for e in events if "cause" in e), "an effect stands before its cause")
    lines = open(f"{out}/requests.jtl").read().splitlines()
    check(len(lines) == 1 + summary["requests"]["total"], f"{len(lines)} lines for {summary['requests']['total']}")
    check(os.path.exists(f"{out}/junit.xml"), "no junit.xml")


def a_second_run_has_a_time_of_its_own(up, folder):
    done = run(scenario(folder), f"http://127.0.0.1:{up.api}")
    # Its environments are warm, so none is started: what was before is none of this run's business.
    check(done.returncode == 1 and "lambda.environment_started" in done.stdout, f"{done.returncode}: {done.stdout}")


def an_unmet_expectation_is_exit_1(up, folder):
    done = run(scenario(folder, calm=4000), f"http://127.0.0.1:{up.api}", "--quiet")
    check(done.returncode == 1 and "requests.total" in done.stdout, f"{done.returncode}: {done.stdout}{done.stderr}")


def its_faults_strike_there_and_go_with_it(up, folder):
    file = scenario(folder, calm=1)
    with open(file, "a") as out:
        out.write("  - {event: fault.injected, where: {name: crash}, within: 8s}\n"
                  "  - {metric: requests.total, where: {target: lambda, status: 502}, at_least: 1}\n"
                  "faults:\n"
                  "  - {name: crash, type: function_crash, target: AppFunction, at: 1s, for: 2s, probability: 0.5}\n")
    done = run(file, f"http://127.0.0.1:{up.api}")
    check(done.returncode == 0, f"exit {done.returncode}: {done.stdout}{done.stderr}")
    check(json.loads(up.get("/_spillway/faults", up.api)[2]) == [], "the faults are gone with the run")


def another_scenario_is_refused(up, folder):
    done = run(scenario(folder, name="other"), f"http://127.0.0.1:{up.api}")
    check(done.returncode == 2 and "runs 'remote', not 'other'" in done.stderr, f"{done.returncode}: {done.stderr}")


def no_emulator_is_told(up, folder):
    for endpoint, words in [("http://127.0.0.1:1", "nothing listens there"), ("127.0.0.1:4566", "write http://HOST:PORT"),
                            ("https://127.0.0.1:4566", "write http://HOST:PORT"),
                            ("http://no-such-host.invalid:4566", "cannot be found")]:
        out = os.path.join(folder, "untouched")
        done = run(scenario(folder), endpoint, "--out", out)
        check(done.returncode == 2 and words in done.stderr, f"{endpoint}: {done.returncode}: {done.stderr}")
        check(not os.path.exists(out), "a folder was made for a run that could not begin")


def usage(up, folder):
    done = subprocess.run([BINARY, "run", "--endpoint", "http://127.0.0.1:1", scenario(folder)], capture_output=True, text=True)
    check(done.returncode == 2 and "--live" in done.stderr, done.stderr)
    done = run(scenario(folder), "http://127.0.0.1:1", "--port", "0")
    check(done.returncode == 2 and "--port" in done.stderr, done.stderr)


def under_way(up, folder, out):
    process = subprocess.Popen([BINARY, "run", "--live", "--endpoint", f"http://127.0.0.1:{up.api}", "--out", out,
                                scenario(folder, duration="60s")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for("requests", lambda: os.path.exists(f"{out}/timeline.jsonl") and up.state()["seconds"] > 0)
    time.sleep(1)
    return process


def an_interrupted_run_keeps_its_record(up, folder):
    out = os.path.join(folder, "interrupted")
    process = under_way(up, folder, out)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)
    check(process.returncode == 130, f"{process.returncode}: {stdout}{stderr}")
    check(json.load(open(f"{out}/summary.json"))["result"] == "interrupted", "no summary")


def an_emulator_that_dies_stops_the_run(up, folder):
    out = os.path.join(folder, "died")
    process = under_way(up, folder, out)
    up.process.kill()
    stdout, stderr = process.communicate(timeout=30)
    check(process.returncode == 5 and "cannot be reached" in stderr, f"{process.returncode}: {stdout}{stderr}")


DRILLS = [meets_its_expectations, a_second_run_has_a_time_of_its_own, an_unmet_expectation_is_exit_1,
          its_faults_strike_there_and_go_with_it, another_scenario_is_refused, no_emulator_is_told, usage, an_interrupted_run_keeps_its_record,
          an_emulator_that_dies_stops_the_run]  # in this order: the last one ends the emulator

failed = 0
with tempfile.TemporaryDirectory() as folder, Up(BINARY, scenario(folder)) as up:
    for drill in DRILLS:
        try:
            drill(up, folder)
            print("passed", drill.__name__, flush=True)
        except Failed as problem:
            failed += 1
            print("FAILED", drill.__name__, problem, flush=True)
sys.exit(1 if failed else 0)
