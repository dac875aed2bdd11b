#!/usr/bin/env python3
"""Every scenario in both modes: the same expectations are met, and the same causes lead to the same effects.

All run at the same time, since live runs mostly wait.

Usage: live_parity_test.py SPILLWAY SCENARIOS [NAME...]
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from live_parity_cases import CASES, CHANCE, TOO_LONG

BINARY, FOLDER, *ONLY = sys.argv[1:]
# What somebody asks "why?" of.
EFFECTS = [("cloudwatch.alarm_state_changed", {"to": "ALARM"}), ("ecs.service_updated", {"to": 1}),
           ("ecs.container_state_changed", {"to": "RUNNING"}),
           ("elbv2.target_health_changed", {"to": "healthy", "target_group": "ecs"}),
           ("elbv2.weights_changed", {"lambda": 0, "ecs": 1}), ("elbv2.weights_changed", {"lambda": 1, "ecs": 0})]


class Run:
    """One scenario under way; its folder outlives it."""

    def __init__(self, name, settings, *options):
        self.name = name
        self.folder = tempfile.TemporaryDirectory()
        command = [BINARY, "run", f"{FOLDER}/{name}.yaml", "--out", self.folder.name, "--quiet", *options]
        for key, value in settings.items():
            command += ["--set", f"{key}={value}"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def events(self):
        """By their numbers; None, and the reason is told, if the run did not meet its expectations."""
        out, err = self.process.communicate()
        if self.process.returncode != 0:
            mode = " ".join(self.process.args[6:8]) if "--live" in self.process.args else "virtual"
            print(f"FAILED {self.name} ({mode}) ended with {self.process.returncode}:\n{out[-6000:]}{err[-2000:]}")
            return None
        with open(f"{self.folder.name}/timeline.jsonl") as lines:
            return {event["seq"]: event for event in map(json.loads, lines)}


def name(event):
    return event["event"] + (" " + event["data"]["action"] if event["event"] == "api.call" else "")


def fits(event, effect, where):
    if event["event"] != effect:
        return False
    data = dict(event["data"])
    if "target_group" in data:
        data["target_group"] = "ecs" if "EcsTargetGroup" in data["target_group"] else "other"
    return all(data.get(key) == value for key, value in where.items())


def chain(events, effect, where):
    """The causes of its first occurrence, the first cause first; empty if it never came."""
    at = next((e["seq"] for e in events.values() if fits(e, effect, where)), 0)
    names = []
    while at:
        names.insert(0, name(events[at]))
        at = events[at]["cause"]
    return names


def same_chains(scenario, virtual, live):
    chance = CHANCE.get(scenario, set())
    same = True
    for effect, where in EFFECTS:
        one, other = ([step for step in chain(events, effect, where) if step not in chance] for events in (virtual, live))
        if one != other and "*" not in chance:
            same = False
            print(f"FAILED {scenario}: why {effect} {where}?\n  virtual: {' > '.join(one)}\n  live:    {' > '.join(other)}")
    return same


def all_scenarios():
    root = pathlib.Path(FOLDER)
    files = [p for folder in (root, root / "hazards") for p in folder.glob("*.yaml")]
    return {str(p.relative_to(root).with_suffix("")) for p in files if not p.name.endswith(".template.yaml")}


def main():
    known = CASES.keys() | TOO_LONG.keys()
    if all_scenarios() != known:
        sys.exit(f"live_parity_cases.py does not say how to shorten: {sorted(all_scenarios() ^ known)}")
    names = ONLY or sorted(CASES)
    virtual = {scenario: Run(scenario, CASES[scenario]).events() for scenario in names}
    # A short form that does not work in virtual time would show nothing.
    names = [scenario for scenario in names if virtual[scenario] is not None]
    live = {scenario: Run(scenario, CASES[scenario], "--live", "--port", "0") for scenario in names}
    passed = 0
    for scenario in names:
        events = live[scenario].events()
        if events is not None and same_chains(scenario, virtual[scenario], events):
            passed += 1
            print(f"passed {scenario}", flush=True)
    print(f"{passed} of {len(ONLY or CASES)} scenarios do the same in both modes")
    sys.exit(0 if passed == len(ONLY or CASES) else 1)


main()
