#!/usr/bin/env python3
"""`spillway up` from outside: real processes, real HTTP, real signals.

Usage: live_test.py SPILLWAY SCENARIO [TEST...]
"""
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from live_lib import FAST, Up, check, is_alive, raw, read_all, run_tests, wait_for  # noqa: E402

BINARY, SCENARIO = sys.argv[1], sys.argv[2]


def up(*options, **more):
    return Up(BINARY, SCENARIO, *FAST, *options, **more)


def a_request_reaches_the_function():
    with up() as emulator:
        status, headers, body = emulator.get("/env")
        check((status, json.loads(body)) == (200, {"message": "lambda"}), body)
        check(headers["server"] == "awselb/2.0", headers)
        names = [Path(command).name for _, command in emulator.children()]
        check(names == ["spillway-app"], names)


def an_idle_function_is_frozen():
    with up() as emulator:
        emulator.get("/env")
        [(pid, _)] = emulator.children()
        wait_for("the process is stopped", lambda: open(f"/proc/{pid}/stat").read().split()[2] == "T")
        check(emulator.get("/env")[0] == 200, "thawed")
        check([p for p, _ in emulator.children()] == [pid], "the same environment")
    with up("--no-freeze") as emulator:
        emulator.get("/env")
        [(pid, _)] = emulator.children()
        time.sleep(0.3)
        check(open(f"/proc/{pid}/stat").read().split()[2] == "S", "not frozen")


def a_killed_function_is_a_502_and_a_new_environment_follows():
    with up() as emulator:
        emulator.get("/env")
        [(pid, _)] = emulator.children()
        client = socket.create_connection(("127.0.0.1", emulator.alb))
        client.sendall(b"GET /sleep HTTP/1.1\r\nHost: x\r\n\r\n")
        wait_for("the process runs", lambda: open(f"/proc/{pid}/stat").read().split()[2] != "T")
        os.kill(pid, signal.SIGKILL)
        client.settimeout(10)
        check(client.recv(4096).startswith(b"HTTP/1.1 502 Bad Gateway\r\n"), "502")
        client.close()
        check(emulator.get("/env")[0] == 200, "the next one")
        check([p for p, _ in emulator.children()] != [pid], "a new process")


def a_task_is_a_process_that_the_load_balancer_reaches():
    with up() as emulator:
        cluster = emulator.ecs("ListClusters")[1]["clusterArns"][0]
        service = emulator.ecs("ListServices", cluster=cluster)[1]["serviceArns"][0]
        check(emulator.ecs("UpdateService", cluster=cluster, service=service, desiredCount=1)[0] == 200, "update")
        emulator.wait_event("elbv2.target_health_changed", to="healthy")
        emulator.wait_event("ecs.task_state_changed", to="RUNNING")
        [(pid, _)] = emulator.children()
        # A task that dies is replaced, and its exit code told.
        os.kill(pid, signal.SIGKILL)
        stopped = emulator.wait_event("ecs.container_state_changed", to="STOPPED")
        check(stopped["data"].get("exit_code", 137) == 137, stopped)
        wait_for("another task", lambda: [p for p, _ in emulator.children() if p != pid])


def the_alarm_moves_the_weights():
    """By hand, without the minutes that CloudWatch takes."""
    with up() as emulator:
        status, body = emulator.query("monitoring", "DescribeAlarms", "2010-08-01")
        check(status == 200, body)
        name = body.decode().split("<AlarmName>")[1].split("<")[0]
        status, body = emulator.query("monitoring", "SetAlarmState", "2010-08-01", AlarmName=name, StateValue="ALARM",
                                      StateReason="a test")
        check(status == 200, body)
        moved = emulator.wait_event("elbv2.weights_changed", ecs=1)
        emulator.wait_event("elbv2.target_health_changed", to="healthy")
        check(json.loads(emulator.get("/env")[2]) == {"message": "server"}, "the task answers")
        events = {event["seq"]: event for event in emulator.events()}
        chain = []
        at = moved["seq"]
        while at:
            chain.insert(0, events[at]["event"])
            at = events[at]["cause"]
        check(chain[:3] == ["api.call", "cloudwatch.alarm_state_changed", "events.rule_matched"], chain)
        check(chain[-2:] == ["api.call", "elbv2.weights_changed"], chain)


def a_listener_that_a_client_adds_gets_a_socket():
    with up() as emulator:
        version = "2015-12-01"
        status, body = emulator.query("elasticloadbalancing", "DescribeLoadBalancers", version)
        check(status == 200, body)
        balancer = body.decode().split("<LoadBalancerArn>")[1].split("<")[0]
        status, body = emulator.query("elasticloadbalancing", "CreateListener", version, LoadBalancerArn=balancer,
                                      Protocol="HTTP", Port="81", **{
                                          "DefaultActions.member.1.Type": "fixed-response",
                                          "DefaultActions.member.1.FixedResponseConfig.StatusCode": "418"})
        check(status == 200, body)
        added = body.decode().split("<ListenerArn>")[1].split("<")[0]
        listeners = wait_for("two listeners", lambda: len(emulator.state()["listeners"]) == 2
                             and emulator.state()["listeners"])
        port = int(listeners[1]["url"].rsplit(":", 1)[1])
        check(emulator.get("/", port)[0] == 418, "the added one answers")
        status, body = emulator.query("elasticloadbalancing", "DeleteListener", version, ListenerArn=added)
        check(status == 200, body)
        wait_for("one listener", lambda: len(emulator.state()["listeners"]) == 1)
        check(emulator.get("/bang")[0] == 200, "the other one goes on")


def nothing_outlives_the_emulator():
    for number, expected in ((signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGKILL, -9)):
        with up() as emulator:
            emulator.get("/env")
            children = [pid for pid, _ in emulator.children()]
            check(children, "a child")
            begun = time.monotonic()
            check(emulator.stop(number) == expected, f"exit status after signal {number}")
            check(time.monotonic() - begun < 5, "in time")
            wait_for("the children end", lambda: not any(is_alive(pid) for pid in children), 5)


def a_port_that_is_taken_is_a_clear_error():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for option in ("--port", "--alb-port"):
            free = ["--port", "0"] if option == "--alb-port" else []
            done = subprocess.run([BINARY, "up", SCENARIO, *free, option, port], capture_output=True, text=True,
                                  timeout=20)
            check(done.returncode == 2, done.returncode)
            check(f"cannot listen on 127.0.0.1:{port}" in done.stderr, done.stderr)
            check(f"name another with {option}" in done.stderr, done.stderr)


def a_web_page_cannot_drive_it():
    with up() as emulator:
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
            status, _, body = emulator.get("/_spillway/state", emulator.api, headers=headers)
            check(status == 403 and b"Origin" in body, (headers, status))
        check(emulator.get("/_spillway/health", emulator.api)[0] == 200, "ours")
    with up("--allow-host", "spillway") as emulator:
        check(emulator.get("/_spillway/health", emulator.api, headers={"Host": "spillway:4566"})[0] == 200, "named")


def unknown_keys_and_calls_are_answered_as_aws_does():
    with up() as emulator:
        status, body = emulator.call("ecs", {"content-type": "application/x-amz-json-1.1",
                                             "x-amz-target": "AmazonEC2ContainerServiceV20141113.ListClusters"},
                                     b"{}", key="AKIAUNKNOWN00000000")
        check(status == 400 and b"UnrecognizedClientException" in body, body)
        status, body = emulator.ecs("CreateCapacityProvider")
        check(status >= 400 and "CreateCapacityProvider" in json.dumps(body), body)
        check(emulator.get("/bang")[0] == 200, "and goes on")


def malformed_requests_hurt_nobody():
    with up() as emulator:
        for data in (b"GARBAGE\r\n\r\n", b"\x00\xff\x16\x03\x01\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                     b"GET / HTTP/1.1\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                     b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"b" * 70000 + b"\r\n\r\n"):
            for port in (emulator.alb, emulator.api):
                answer = raw(port, data)
                check(answer.startswith(b"HTTP/1.1 4"), (port == emulator.alb, data[:40], answer[:80]))
        page = raw(emulator.alb, b"GARBAGE\r\n\r\n")
        check(b"Content-Length: 171\r\n" in page and page.endswith(b"</body>\r\n</html>\r\n"), page)
        for body in (b"{", b"\xff\xfe", b"[" * 100000, b"<a>"):
            status, answer = emulator.call("ecs", {"content-type": "application/x-amz-json-1.1",
                                                   "x-amz-target": "AmazonEC2ContainerServiceV20141113.ListClusters"},
                                           body)
            check(status == 400, (body[:10], answer))
        check(emulator.get("/bang")[0] == 200, "and goes on")


def each_refusal_has_its_status_and_page():
    with up() as emulator:
        version = "2015-12-01"
        body = emulator.query("elasticloadbalancing", "DescribeLoadBalancers", version)[1]
        balancer = body.decode().split("<LoadBalancerArn>")[1].split("<")[0]
        status, body = emulator.query("elasticloadbalancing", "ModifyLoadBalancerAttributes", version,
                                      LoadBalancerArn=balancer, **{
                                          "Attributes.member.1.Key": "idle_timeout.timeout_seconds",
                                          "Attributes.member.1.Value": "1"})
        check(status == 200, body)
        head = b" HTTP/1.1\r\nHost: x\r\n"
        for data, line, length in (
                (b"POST /" + head + b"Transfer-Encoding: gzip\r\n\r\n", "501 Not Implemented", 130),
                (b"GET / HTTP/3.0\r\nHost: x\r\n\r\n", "505 HTTP Version Not Supported", 152),
                (b"GET /" + head + b"X: " + b"x" * 17000 + b"\r\n\r\n", "400 Bad Request", 122),
                (b"GET /" + b"x" * 17000 + head + b"\r\n", "414 Request-URI Too Large", 142),
                (b"POST /" + head + b"Content-Length: 9\r\n\r\nabc", "408 Request Time-out", 132)):
            answer = raw(emulator.alb, data, 20)
            check(answer.startswith(b"HTTP/1.1 " + line.encode() + b"\r\n"), (line, answer))
            check(f"Content-Length: {length}\r\nConnection: close\r\n\r\n<html>".encode() in answer, (line, answer))
            check(f"<center><h1>{line}</h1></center>".encode() in answer, (line, answer))
        # A page of 408 does not wait for a client that is silent between two requests.
        check(raw(emulator.alb, b"GET /bang" + head + b"\r\n", 20).endswith(b"}"), "an idle connection is just closed")


def keep_alive_pipelining_head_and_continue():
    with up() as emulator:
        with socket.create_connection(("127.0.0.1", emulator.alb)) as client:
            client.settimeout(10)
            client.sendall(b"GET /bang HTTP/1.1\r\nHost: x\r\n\r\n" * 3)
            text = b""
            while text.count(b"HTTP/1.1 200 OK") < 3:
                text += client.recv(4096)
            client.sendall(b"POST /bang HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            check(client.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n", "continue")
            client.sendall(b"hi")
            check(client.recv(4096).startswith(b"HTTP/1.1 "), "answer")
            client.sendall(b"HEAD /bang HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = read_all(client)
            check(answer.endswith(b"\r\n\r\n") and b"Connection: close" in answer, answer)
        check(b"HTTP/1.0 200 OK" in raw(emulator.alb, b"GET /bang HTTP/1.0\r\n\r\n"), "HTTP/1.0")
        chunked = raw(emulator.alb, b"POST /bang HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                      b"Connection: close\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
        check(chunked.startswith(b"HTTP/1.1 "), chunked)


def many_requests_in_one_write_are_all_answered():
    with up() as emulator:
        head = b" HTTP/1.1\r\nHost: x\r\n"
        with socket.create_connection(("127.0.0.1", emulator.alb)) as client:
            client.settimeout(10)
            client.sendall(b"GET /env" + head + b"\r\n" + (b"TRACE /" + head + b"\r\n") * 60
                           + b"GET /env" + head + b"Connection: close\r\n\r\n")
            answers = read_all(client).count(b"HTTP/1.1 ")
            check(answers == 62, answers)


def a_client_that_goes_away_is_counted():
    with up() as emulator:
        client = socket.create_connection(("127.0.0.1", emulator.alb))
        client.sendall(b"GET /sleep HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.5)
        client.close()
        time.sleep(1.5)
        check(emulator.get("/bang")[0] == 200, "and goes on")


def many_connections():
    with up() as emulator:
        clients = [socket.create_connection(("127.0.0.1", emulator.alb)) for _ in range(900)]
        check(emulator.get("/bang")[0] == 200, "beside 900 idle ones")
        check(emulator.memory_mb() < 500, emulator.memory_mb())  # also of a sanitizer's build
        for client in clients:
            client.close()


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[3:]))
