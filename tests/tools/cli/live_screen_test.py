#!/usr/bin/env python3
"""`spillway up` on a screen: the story above, a board of how things stand below it.

Usage: live_screen_test.py SPILLWAY SCENARIO [TEST...]
"""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from live_lib import FAST, Up, alarms_look_in, check, run_tests  # noqa: E402

BINARY, SCENARIO = sys.argv[1], sys.argv[2]
ROWS = 40


class Screen:
    """Runs `spillway up` on a terminal, and knows what that shows."""

    def __init__(self, *options, columns=120, **environment):
        self.columns, self.lines, self.row, self.column = columns, [""], 0, 0
        self.raw = self.unread = ""
        kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
        command = [BINARY, "up", SCENARIO, "--port", "0", *FAST, *alarms_look_in(58), *options]
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
            os.execve(BINARY, command, {**kept, "TERM": "xterm", **environment})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.fd)

    def read(self, patience=0.2):
        if not select.select([self.fd], [], [], patience)[0]:
            return True
        try:
            piece = os.read(self.fd, 65536).decode(errors="replace")
        except OSError:
            return False
        self.raw += piece
        self.unread += piece
        while found := re.match(r"\x1b\[([0-9;]*)([A-Za-z])|[^\x1b]", self.unread, re.S):
            self.unread = self.unread[found.end():]
            self.take(found)
        return bool(piece)

    def take(self, found):
        if found[2] == "A":
            self.row = max(0, self.row - int(found[1] or 1))
        elif found[2] == "J":
            self.lines = self.lines[:self.row] + [self.lines[self.row][:self.column]]
        elif found[0] == "\r":
            self.column = 0
        elif found[0] == "\n":
            self.row += 1
            if self.row == len(self.lines):
                self.lines.append("")
        elif found[2] is None:
            if self.column == self.columns:  # wrapped by the terminal
                self.column = 0
                self.row += 1
                if self.row == len(self.lines):
                    self.lines.append("")
            line = self.lines[self.row].ljust(self.column)
            self.lines[self.row] = line[:self.column] + found[0] + line[self.column + 1:]
            self.column += 1

    def text(self):
        return "\n".join(self.lines)

    def wait_for(self, pattern, patience=30):
        end = time.monotonic() + patience
        while time.monotonic() < end and self.read():
            if found := re.search(pattern, self.text(), re.M):
                return found
        check(False, f"not on the screen: {pattern}\n{self.text()}")

    def end(self):
        os.write(self.fd, b"\x03")
        while self.read():
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def emulator(self):
        """To call it as the other tests do."""
        result = types.SimpleNamespace()
        self.wait_for("Ctrl-C ends")
        result.alb = int(re.search(r"load balancer +http://127\.0\.0\.1:(\d+)", self.raw)[1])
        result.api = int(re.search(r"AWS_ENDPOINT_URL=http://127\.0\.0\.1:(\d+)", self.raw)[1])
        for name in ("get", "call", "query", "ecs"):
            setattr(result, name, types.MethodType(getattr(Up, name), result))
        return result


def the_failover_as_a_person_sees_it():
    with Screen() as screen:
        emulator = screen.emulator()
        screen.wait_for(r"^weights +lambda 1 / ecs 0$")
        screen.wait_for(r"^alarm +\S+ INSUFFICIENT_DATA")
        screen.wait_for(r"^ecs +\S+ wants 0")
        screen.wait_for(r"^requests +none yet")
        for _ in range(3):
            emulator.get("/bang")
        screen.wait_for(r"^requests +3: 2xx 3")
        _, body = emulator.query("monitoring", "DescribeAlarms", "2010-08-01")
        name = body.decode().split("<AlarmName>")[1].split("<")[0]
        emulator.query("monitoring", "SetAlarmState", "2010-08-01", AlarmName=name, StateValue="ALARM",
                       StateReason="a test")
        screen.wait_for(r"alarm   \S+ INSUFFICIENT_DATA -> ALARM: a test")
        screen.wait_for(r"rule    \S+ matched")
        screen.wait_for(r"alb     weights lambda 0 / ecs 1")
        screen.wait_for(r"^weights +lambda 0 / ecs 1$")
        screen.wait_for(r"^ecs +\S+ wants 1, 1 RUNNING   1 target healthy")
        screen.wait_for(r"^alarm +\S+ ALARM")
        check(screen.end() == 0, "Ctrl-C")
        # One board, at the end; above it the story, whole and in order.
        check(len(re.findall(r"^-+$", screen.text(), re.M)) == 1, screen.text())
        story = screen.text().split("\n---")[0]
        check(not re.search(r"^(weights|requests) ", story, re.M), story)
        places = [story.find(words) for words in (" -> ALARM", " matched", " desired count 0 -> 1", "RUNNING",
                                                  "weights lambda 0 / ecs 1")]
        check(places[0] > 0 and places == sorted(places), (places, story))
        check("\x1b[31mALARM" in screen.raw, "colours")


def polling_is_told_once():
    with Screen() as screen:
        emulator = screen.emulator()
        for _ in range(5):
            emulator.ecs("ListClusters")
        emulator.ecs("UpdateService", service="nobody", desiredCount=1)
        screen.wait_for(r"client calls ecs:ListClusters, 4 times more")
        screen.wait_for(r"client calls ecs:UpdateService -> \w+Exception")
        check(len(re.findall(r"client calls ecs:ListClusters$", screen.text(), re.M)) == 1, screen.text())


def a_narrow_window_and_one_without_colours():
    with Screen(columns=40, NO_COLOR="1") as screen:
        emulator = screen.emulator()
        emulator.get("/bang")
        screen.wait_for(r"^requests +1: 2xx 1")
        time.sleep(1.2)  # several redraws
        check(not re.search(r"\x1b\[[0-9;]*m", screen.raw), "no colours")
        board = screen.text().rstrip("\n").split("\n" + "-" * 39 + "\n")
        check(len(board) == 2 and len(board[1].split("\n")) == 5, screen.text())
        check(all(len(line) < 40 for line in board[1].split("\n")), board[1])
        check(screen.end() == 0, "Ctrl-C")
    with Screen(TERM="dumb") as screen:
        screen.emulator().ecs("ListClusters")
        screen.wait_for(r"client calls ecs:ListClusters")
        check("\x1b" not in screen.raw and "weights  " not in screen.raw, screen.raw)


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[3:]))
