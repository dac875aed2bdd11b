#!/usr/bin/env python3
"""Failure drills with processes: children that are killed, that do not end, that do not behave.

Usage: live_drills_test.py SPILLWAY SCENARIOS [TEST...]
"""
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from live_lib import check, is_alive, run_tests, wait_for  # noqa: E402
from live_own_code import REPORTER, SERVE, SERVER, python, scale, up  # noqa: E402

FAMILY = ("import os, subprocess, sys\n"
          "subprocess.Popen(['sh', '-c', 'trap \"\" TERM INT HUP; sleep 1000 & wait; sleep 1000'])\n"
          "subprocess.Popen(['sleep', '1000'], start_new_session=True)\n"
          "if os.fork() == 0:\n"
          "    os.setsid()\n"
          "    if os.fork() != 0: os._exit(0)\n"
          "    os.execvp('sleep', ['sleep', '1000'])\n")


def marked(emulator):
    """All processes of the run, wherever they have gone; by the mark in their environment."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            continue
        if f"SPILLWAY_CHILD={emulator.process.pid}-".encode() in environment and is_alive(int(pid)):
            found.append(int(pid))
    return found


def arguments(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def function_of(emulator):
    emulator.get("/")
    return emulator.children()[0][0]


def a_function_that_is_killed_in_the_middle_of_a_request():
    with up({}) as emulator:
        pid = function_of(emulator)
        with socket.create_connection(("127.0.0.1", emulator.alb)) as client:
            client.sendall(b"GET /sleep HTTP/1.1\r\nHost: x\r\n\r\n")
            wait_for("it works", lambda: open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] != "T")
            os.kill(pid, signal.SIGKILL)
            client.settimeout(20)
            check(client.recv(4096).startswith(b"HTTP/1.1 502 Bad Gateway\r\n"), "502")
        check(emulator.get("/env")[0] == 200, "the next one")
        check([p for p, _ in emulator.children()] != [pid], "in a new process")
        check("Error Type: Runtime.ExitError" in emulator.log_of("AppFunction"), emulator.log_of("AppFunction"))


def a_function_that_runs_out_of_time_is_killed():
    program = REPORTER.replace("    body =", "    import time; time.sleep(100)\n    body =")
    with up({"ControllerFunction": python(FAMILY + program)}, {}) as emulator:
        name = emulator.function("ControllerFunction")
        emulator.rest("PUT", f"/2015-03-31/functions/{name}/configuration", {"Timeout": 2})
        status, body = emulator.rest("POST", f"/2015-03-31/functions/{name}/invocations", {})
        check(status == 200 and b"Task timed out after 2.00 seconds" in body, body)
        wait_for("all of it ends", lambda: not marked(emulator))
        check("Status: timeout" in emulator.log_of("ControllerFunction"), "REPORT")


def a_task_that_is_killed_is_replaced():
    with up({"AppTask": python(FAMILY + SERVER + SERVE)}) as emulator:
        scale(emulator, 1)
        emulator.wait_event("ecs.task_state_changed", to="RUNNING")
        [(pid, _)] = [child for child in emulator.children() if child[1] == "python3"]
        before = set(marked(emulator))
        os.kill(pid, signal.SIGKILL)
        stopped = emulator.wait_event("ecs.task_state_changed", reason="Essential container in task exited")
        check(stopped["data"]["stop_code"] == "EssentialContainerExited", stopped)
        check(emulator.wait_event("ecs.container_state_changed", to="STOPPED")["data"]["exit_code"] == 137, "137")
        wait_for("what it had started ends", lambda: not before & set(marked(emulator)))
        wait_for("another one", lambda: any(p != pid and c == "python3" for p, c in emulator.children()))


def nothing_outlives_the_emulator_however_it_ends():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with up({"AppFunction": python(FAMILY + REPORTER), "AppTask": python(FAMILY + SERVER + SERVE)}) as emulator:
            scale(emulator, 1)
            emulator.wait_event("ecs.task_state_changed", to="RUNNING")
            check(emulator.get("/")[0] == 200, "a function")
            wait_for("all of them", lambda: len(marked(emulator)) >= 10)
            begun = time.monotonic()
            emulator.stop(number)
            check(time.monotonic() - begun < 5, f"in time after signal {number}")
            wait_for(f"all end after signal {number}", lambda: not marked(emulator), 5)


def ctrl_c_lets_tasks_end_in_order_and_kills_those_that_do_not():
    says = "import signal, sys\nsignal.signal(signal.SIGTERM, lambda *_: (print('goodbye', flush=True), sys.exit(0)))\n"
    with up({"AppTask": python(says + SERVER + SERVE)}) as emulator:
        scale(emulator, 1)
        emulator.wait_event("ecs.task_state_changed", to="RUNNING")
        emulator.wait_output("the server begins")
        check(emulator.stop(signal.SIGINT) == 0, "exit status")
        check("goodbye" in emulator.wait_output("goodbye"), "it had its say")
    ignores = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    with up({"AppTask": python(ignores + SERVER + SERVE)}) as emulator:
        scale(emulator, 1)
        emulator.wait_event("ecs.task_state_changed", to="RUNNING")
        emulator.wait_output("the server begins")
        begun = time.monotonic()
        check(emulator.stop(signal.SIGINT) == 0, "exit status")
        check(time.monotonic() - begun < 5, "within five seconds")
        check(not marked(emulator), "and nothing is left")


def a_child_that_prints_without_end():
    """Without a newline; its memory and ours stay bounded, and others are served."""
    with up({"AppTask": {"command": ["sh", "-c", "yes aaaaaaaaaaaaaaaa | tr -d '\\n'"]}}) as emulator:
        check(emulator.get("/bang")[0] == 200, "before")
        scale(emulator, 1)
        emulator.wait_event("ecs.container_state_changed", to="RUNNING")
        before = emulator.memory_mb()
        end = time.monotonic() + 6
        while time.monotonic() < end:
            check(emulator.get("/bang")[0] == 200, "meanwhile")
            time.sleep(0.05)
        check(emulator.memory_mb() < before + 60, (before, emulator.memory_mb()))


def a_child_that_forks_and_exits():
    """A daemon is no container: the task has ended with its first process, and the daemon with it."""
    text = "import os, time\nif os.fork() == 0:\n    os.setsid(); time.sleep(1000)\ntime.sleep(1)\n"
    with up({"AppTask": python(text)}) as emulator:
        scale(emulator, 1)
        emulator.wait_event("ecs.task_state_changed", reason="Essential container in task exited")
        check(emulator.wait_event("ecs.container_state_changed", to="STOPPED")["data"]["exit_code"] == 0, "exit code")
        scale(emulator, 0)
        # The alarm may have called the controller meanwhile, whose process stays.
        wait_for("nothing is left", lambda: not [pid for pid in marked(emulator) if "os.fork" in arguments(pid)])


def a_child_that_closes_its_output():
    program = "import os\nos.close(1); os.close(2)\n" + REPORTER
    with up({"AppFunction": python(program)}) as emulator:
        for _ in range(3):
            check(emulator.get("/")[0] == 200, "an answer")
        begun = os.times()
        used = cpu_seconds(emulator.process.pid)
        time.sleep(1)
        check(cpu_seconds(emulator.process.pid) - used < 0.5, "nobody turns in circles")
        del begun


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def many_at_once_are_all_killed():
    """Twenty environments in the middle of their work, killed at once: twenty 502s, and then twenty new ones."""
    with up({}, {"ReservedConcurrency": 20}) as emulator:
        statuses = []
        threads = [threading.Thread(target=lambda: statuses.append(emulator.get("/sleep")[0])) for _ in range(20)]
        for thread in threads:
            thread.start()
        wait_for("twenty processes", lambda: len(emulator.children()) == 20, 60)
        time.sleep(0.5)
        subprocess.run(["kill", "-KILL", *[str(pid) for pid, _ in emulator.children()]], check=True)
        for thread in threads:
            thread.join()
        check(statuses == [502] * 20, statuses)
        check(emulator.get("/env")[0] == 200, "and goes on")


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[3:]))
