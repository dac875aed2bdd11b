#!/usr/bin/env python3
"""One scenario in both modes: the same expectations are met, and the same causes lead to the same effects.

Usage: live_parity_test.py SPILLWAY SCENARIO
"""
import json
import subprocess
import sys
import tempfile

BINARY, SCENARIO = sys.argv[1:3]
# What somebody asks "why?" of.
EFFECTS = [("cloudwatch.alarm_state_changed", {"to": "ALARM"}), ("ecs.service_updated", {"to": 1}),
           ("ecs.container_state_changed", {"to": "RUNNING"}), ("elbv2.target_health_changed", {"to": "healthy"}),
           ("elbv2.weights_changed", {"lambda": 0, "ecs": 1})]


def run(folder, *options):
    done = subprocess.run([BINARY, "run", SCENARIO, "--out", folder, *options], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"run {' '.join(options)} ended with {done.returncode}:\n{done.stdout[-4000:]}{done.stderr[-2000:]}")
    return {event["seq"]: event for event in map(json.loads, open(f"{folder}/timeline.jsonl"))}


def name(event):
    data = event["data"]
    return event["event"] + (" " + data["action"] if event["event"] == "api.call" else "")


def chain(events, effect, where):
    """The causes of its first occurrence, the first cause first."""
    at = next((e["seq"] for e in events.values()
               if e["event"] == effect and all(e["data"].get(k) == v for k, v in where.items())), 0)
    names = []
    while at:
        names.insert(0, name(events[at]))
        at = events[at]["cause"]
    return names


with tempfile.TemporaryDirectory() as virtual, tempfile.TemporaryDirectory() as live:
    in_virtual = run(virtual)
    in_reality = run(live, "--live", "--port", "0")
    differing = 0
    for effect, where in EFFECTS:
        one, other = chain(in_virtual, effect, where), chain(in_reality, effect, where)
        print(effect, where, "\n   ", " > ".join(one))
        if one != other or not one:
            differing += 1
            print("  live:\n   ", " > ".join(other))
    sys.exit(1 if differing else 0)
