#!/usr/bin/env python3
"""Malformed scenarios and templates: each ends with exit code 2, and says where the mistake is and what to do.

bad_input_test.py SPILLWAY FOLDER-OF-THE-TEMPLATE [--unlimited]: the tables are in bad_input/. Every input is validated;
some are given to `run` and `test` as well. No input may take long or much memory (not checked in sanitizer builds:
--unlimited)."""
import concurrent.futures
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.dont_write_bytecode = True
from bad_input import files, scenarios, templates  # noqa: E402

SECONDS = 20  # of one command on a machine that does other things as well
MEMORY = 1 << 30  # bytes
OTHER_COMMANDS_EVERY = 8  # rows


def cases():
    """Of each case: a name, the file's name, its bytes, and what must be said."""
    for table, file in ((scenarios, "s.yaml"), (templates, "t.yaml")):
        assert table.SOUND.strip()
        yield f"sound {file}", file, table.SOUND.encode(), None
        for old, new, *said in table.ROWS:
            assert old in table.SOUND, old
            yield f"{file}: {old!r} -> {new!r}", file, table.SOUND.replace(old, new, 1).encode(), said
    for name, content, *said in files.ROWS:
        yield name, name, content, said


class Runner:
    def __init__(self, spillway, template_folder, limited):
        self.spillway = spillway
        self.template = Path(template_folder) / "failover.template.yaml"
        self.limited = limited

    def limit(self):
        if self.limited:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    def command(self, folder, command, file):
        done = subprocess.run([self.spillway, command, file], cwd=folder, capture_output=True, timeout=SECONDS,
                              preexec_fn=self.limit, check=False)
        return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")

    def problems(self, number, name, file, content, said):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(self.template, folder)
            (Path(folder) / file).write_bytes(content)
            others = ["run", "test"] if file == "s.yaml" and number % OTHER_COMMANDS_EVERY == 0 else []
            for command in ["validate", *others] if said is not None else ["validate"]:
                try:
                    code, out, err = self.command(folder, command, file)
                except subprocess.TimeoutExpired:
                    yield f"{name}: {command} takes more than {SECONDS} s"
                    continue
                if said is None:
                    if code != 0:
                        yield f"{name}: exit {code}: {err}"
                    continue
                text = (err + out) if command == "test" else err  # test tells each scenario's problems in its list
                if code != 2:
                    yield f"{name}: {command}: exit {code}, not 2: {err}"
                elif not told(text, file, *said):
                    yield f"{name}: {command} does not say {said}, but:\n{text}"


def told(text, file, where, path, remedy):
    """Whether a diagnostic is at that line (or in that other file), of that path, with that remedy."""
    other_file = where and not where.isdigit()
    place = r"(\S*/)?" + re.escape(where) + r"(:\d+)*" if other_file else re.escape(file) + (
        ":" + where + r":\d+" if where else "")
    begin = re.compile(r"^\s*" + place + ": " + (re.escape(path) + ": " if path else ""))
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if begin.match(line) and any(remedy in near for near in lines[number:number + 2]):
            return True
    return False


def main():
    runner = Runner(os.path.abspath(sys.argv[1]), sys.argv[2], "--unlimited" not in sys.argv)
    all_cases = list(cases())
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda numbered: list(runner.problems(numbered[0], *numbered[1])), enumerate(all_cases))
        problems = [problem for some in found for problem in some]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(all_cases)} inputs, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
