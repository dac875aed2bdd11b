#!/usr/bin/env python3
"""Writes docs/fidelity.md: every fact of AWS that Spillway is built on, with the tests that prove it.

The facts are docs/facts.tsv: number, statement, source and, for what does not concern Spillway, the reason; beside
tests, the reason is about the rest of the statement.
A test proves a fact by beginning its name with the number: TEST_CASE("A5.8 a new target needs one passed check").
A function of tests/tools/cli/*.py does by beginning its docstring so, a scenario by a line "# Shows: H2, B4.5".

  tools/fidelity.py                  writes the table
  tools/fidelity.py --check [BIN..]  fails if the table is not what it would write, if a fact has neither a test
                                     nor a reason, if a number is unknown, or if none of the test programs BIN
                                     has a test of that name
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs/fidelity.md"
NUMBER = r"(?:[A-E]\d?\.\d+|[DHT]\d+)"
SECTIONS = {
    "A1": "Application Load Balancer: weighted forward action", "A2": "Routing to targets",
    "A3": "Status codes that the load balancer itself generates", "A4": "Lambda targets",
    "A5": "Health checks and target states", "A6": "Metrics of the load balancer",
    "A7": "Errors of the load balancer's API", "B1": "Lambda: life of an execution environment",
    "B2": "Runtime API", "B3": "Concurrency, scaling, throttling", "B4": "Metrics of Lambda",
    "B5": "Asynchronous invocation", "C1": "CloudWatch: evaluation of alarms", "C2": "Missing data",
    "C3": "How late alarms were seen to be", "C4": "Wording of reasons", "C5": "The alarm's event",
    "D": "EventBridge", "E1": "ECS: states of tasks and services", "E2": "The service scheduler",
    "E3": "Fargate's timing", "E4": "Throttling of the ECS API", "H": "Hazards of this architecture",
    "T": "Time budget of a failover, from the load step to the moved weights",
}
LEGEND = """\
Sources: `elbv2:X`, `ecs:X`, `lambda:X`, `cw:X`, `events:X` are shapes and operations of AWS's API models; ALB, ELB, LDG,
ECSDG, CWUG and EBUG are the user guides of the load balancers, Lambda, ECS, CloudWatch and EventBridge, `-now` their newer
pages; RIE is AWS's Runtime Interface Emulator; OBSERVED was seen in a log, an event or an answer of AWS. UNSOURCED is an
assumption: where timing, routing or errors depend on it, it is a setting (`spillway explain aws`)."""


class Problem(Exception):
    pass


def read_facts():
    facts = {}
    for number, line in enumerate((ROOT / "docs/facts.tsv").read_text().splitlines(), 1):
        cells = line.split("\t")
        if len(cells) not in (3, 4) or not re.fullmatch(NUMBER, cells[0]) or cells[0] in facts:
            raise Problem(f"docs/facts.tsv:{number}: not 'number, statement, source[, reason]', or number twice")
        facts[cells[0]] = {"says": cells[1], "source": cells[2], "reason": cells[3] if len(cells) == 4 else "",
                           "proofs": []}
    return facts


def test_names(text):
    """The names of the test cases of a C++ source, with adjacent literals put together."""
    for match in re.finditer(r'TEST_CASE\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)', text):
        literals = re.findall(r'"((?:[^"\\]|\\.)*)"', match[1])
        yield re.sub(r"\\(.)", r"\1", "".join(literals))


def leading_numbers(name):
    """'A5.8 A5.10 a new target ...' -> ['A5.8', 'A5.10'], 'a new target ...'"""
    words = name.split(" ")
    count = 0
    while count < len(words) and re.fullmatch(NUMBER, words[count]):
        count += 1
    return words[:count], " ".join(words[count:])


def script_tests(text):
    """The docstrings of a Python test's functions."""
    return re.findall(r'^def \w+\(\):\n    """(.+?)"""', text, re.M | re.S)


def collect_proofs(facts):
    """Enters each proof with its fact; returns the names of the test cases."""
    names = set()

    def enter(number, words, path):
        if number not in facts:
            raise Problem(f"{path.relative_to(ROOT)}: no fact has the number {number}")
        facts[number]["proofs"].append((path.relative_to(ROOT).as_posix(), words))

    for path in sorted((ROOT / "tests").rglob("*.cpp")):
        for name in test_names(path.read_text()):
            numbers, words = leading_numbers(name)
            names.update([name] if numbers else [])
            for number in numbers:
                enter(number, words, path)
    for path in sorted((ROOT / "tests/tools/cli").glob("*.py")):
        for docstring in script_tests(path.read_text()):
            numbers, words = leading_numbers(" ".join(docstring.split()))
            for number in numbers:
                enter(number, words, path)
    for path in sorted((ROOT / "scenarios").rglob("*.yaml")):
        shown = re.search(r"^# Shows: (.+)$", path.read_text(), re.M)
        for number in re.split(r", *", shown[1]) if shown else []:
            enter(number, "scenario `" + path.relative_to(ROOT / "scenarios").with_suffix("").as_posix() + "`", path)
    return names


def section_of(number):
    return number.split(".")[0] if "." in number else number[0]


def cell(text):
    return text.replace("|", "\\|").replace("<", "&lt;")


def render(facts):
    proven = sum(1 for fact in facts.values() if fact["proofs"])
    in_part = sum(1 for fact in facts.values() if fact["proofs"] and fact["reason"])
    lines = ["# Fidelity: what AWS does, and the test that shows it here", "",
             "Made by `tools/fidelity.py` from [facts.tsv](facts.tsv) and the names of the tests; a test sees to it that "
             "it is current.", "",
             f"{len(facts)} facts: {proven} with tests, of which {in_part} concern Spillway in part only, and "
             f"{len(facts) - proven} that do not, with the reason.", "", LEGEND]
    section = None
    for number, fact in facts.items():
        if section_of(number) != section:
            section = section_of(number)
            lines += ["", f"## {section}. {SECTIONS[section]}", "", "| no. | fact | source | shown by |",
                      "|---|---|---|---|"]
        proofs = [f"[{cell(words)}](../{path})" for path, words in fact["proofs"]]
        if fact["reason"]:
            proofs.append(("the rest is not our concern: " if proofs else "not our concern: ") + cell(fact["reason"]))
        shown_by = "<br>".join(proofs)
        lines.append(f"| {number} | {cell(fact['says'])} | {cell(fact['source'])} | {shown_by} |")
    return "\n".join(lines) + "\n"


def check_facts(facts):
    for number, fact in facts.items():
        if not fact["proofs"] and not fact["reason"]:
            yield f"{number} has neither a test nor a reason: {fact['says']}"


def check_programs(names, programs):
    listed = set()
    for program in programs:
        # Catch2 ends with the number of tests it listed.
        listed.update(subprocess.run([program, "--list-test-names-only"], capture_output=True, text=True,
                                     check=False).stdout.splitlines())
    for name in sorted(names - listed):
        yield f"no test program has the test '{name}'"


def main(arguments):
    facts = read_facts()
    names = collect_proofs(facts)
    problems = list(check_facts(facts))
    text = render(facts)
    if arguments[:1] == ["--check"]:
        if not TABLE.exists() or TABLE.read_text() != text:
            problems.append("docs/fidelity.md is not current: run tools/fidelity.py")
        problems += check_programs(names, arguments[1:]) if arguments[1:] else []
    elif arguments:
        raise Problem(__doc__)
    else:
        TABLE.write_text(text)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
