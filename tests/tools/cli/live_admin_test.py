#!/usr/bin/env python3
"""Spillway's own pages of `spillway up`, from outside.

Usage: live_admin_test.py SPILLWAY SCENARIO [TEST...]
"""
import http.client
import json
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from live_lib import FAST, Failed, Up, calm_alarm, check, is_alive, run_tests, wait_for  # noqa: E402

BINARY, SCENARIO = sys.argv[1], sys.argv[2]


def up(*options, **more):
    return Up(BINARY, SCENARIO, *FAST, *options, **more)


def page(emulator, path, method="GET", body=None):
    """Status, headers and the JSON of one of its pages."""
    status, headers, answer = emulator.get(f"/_spillway/{path}", emulator.api, method, body)
    return status, headers, json.loads(answer) if answer else None


def its_own_pages():
    with up() as emulator:
        for path in ("/_spillway/", "/_spillway"):
            status, headers, body = emulator.get(path, emulator.api)
            check(status == 200 and headers["content-type"].startswith("text/plain"), headers)
            for name in ("health", "state", "timeline", "reset", "faults", "faults/NAME"):
                check(f"/_spillway/{name} ".encode() in body, (name, body))
        status, _, health = page(emulator, "health")
        check((status, health["status"], health["scenario"]) == (200, "running", "quick"), health)
        status, headers, body = page(emulator, "health", "POST", b"")
        check(status == 405 and headers["allow"] == "GET" and "GET" in body["message"], (headers, body))
        status, _, body = page(emulator, "reset")
        check(status == 405 and "POST" in body["message"], body)
        status, _, body = page(emulator, "helth")
        check(status == 404 and "did you mean health?" in body["message"], body)
        check(page(emulator, "faults/x/maybe")[0] == 404, "no such page of a fault")
        check(emulator.get("/_spillway/health", emulator.api, "HEAD")[0] == 200, "HEAD")


def the_state_of_every_service():
    with up(*calm_alarm()) as emulator:
        emulator.get("/env")
        emulator.start_task()
        state = emulator.state()
        services = state["services"]
        [listener] = services["elbv2"]["Listeners"]
        groups = listener["DefaultActions"][0]["ForwardConfig"]["TargetGroups"]
        check(len(groups) == 2 and all("Weight" in group for group in groups), groups)
        healths = [health["TargetHealth"]["State"] for group in services["elbv2"]["TargetGroups"]
                   for health in group["TargetHealthDescriptions"]]
        check("healthy" in healths, healths)
        check([alarm["StateValue"] for alarm in services["cloudwatch"]["MetricAlarms"]], services["cloudwatch"])
        functions = {each["FunctionName"]: each for each in services["lambda"]["Functions"]}
        check(any(each.get("ReservedConcurrentExecutions") == 3 for each in functions.values()), functions)
        check(sorted(state["concurrency"]) == sorted(functions), state["concurrency"])
        [cluster] = services["ecs"]["clusters"]
        check(cluster["services"][0]["desiredCount"] == 1, cluster["services"])
        check("RUNNING" in [task["lastStatus"] for task in cluster["tasks"]], cluster["tasks"])
        check(services["events"]["Rules"][0]["Targets"], services["events"])
        for service, name in (("ecr", "repositories"), ("iam", "Roles"), ("logs", "logGroups")):
            check(services[service][name], (service, services[service]))
        for service, name in (("sqs", "Queues"), ("application-autoscaling", "ScalableTargets")):
            check(isinstance(services[service][name], list), services[service])


class Reader:
    """A reader of the timeline, as a browser's EventSource."""

    def __init__(self, emulator, query="", last=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", emulator.api, timeout=20)
        self.connection.request("GET", "/_spillway/timeline" + query,
                                headers={"Last-Event-ID": str(last)} if last is not None else {})
        self.response = self.connection.getresponse()
        self.ids = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.response.close()
        self.connection.close()

    def next(self):
        while line := self.response.readline():
            if line.startswith(b"id: "):
                self.ids.append(int(line[4:]))
            if line.startswith(b"data: "):
                return json.loads(line[6:])
        raise Failed("the stream ended")


def the_timeline_as_server_sent_events():
    with up() as emulator:
        with Reader(emulator) as all_of_it:
            check(all_of_it.response.getheader("content-type") == "text/event-stream", "type")
            first = all_of_it.next()
            check(first["event"] == "run.started" and all_of_it.ids == [first["seq"]], first)
            emulator.get("/env")
            while all_of_it.next()["event"] != "lambda.environment_started":
                pass
        with Reader(emulator, "?from=5") as rest:
            check(rest.next()["seq"] == 5, "from")
        with Reader(emulator, last=7) as again:
            check(again.next()["seq"] == 8, "after the last one seen")
        status, _, body = page(emulator, "timeline?from=x")
        check(status == 400 and "from=SEQ" in body["message"], body)
        # There is an error when there is no room, and room when readers have gone.
        readers = [Reader(emulator) for _ in range(64)]
        check(page(emulator, "timeline")[0] == 503, "the 65th")
        for reader in readers:
            reader.__exit__()

        def has_room():
            with Reader(emulator) as reader:
                return reader.response.status == 200
        wait_for("room again", has_room)


def disturb(emulator):
    """Changes what a reset has to undo; the children that there are then."""
    emulator.get("/env")
    balancer = emulator.state()["services"]["elbv2"]["LoadBalancers"][0]["LoadBalancerArn"]
    status, _ = emulator.query("elasticloadbalancing", "CreateListener", "2015-12-01", LoadBalancerArn=balancer,
                               Protocol="HTTP", Port="81", **{
                                   "DefaultActions.member.1.Type": "fixed-response",
                                   "DefaultActions.member.1.FixedResponseConfig.StatusCode": "418"})
    check(status == 200, "another listener")
    emulator.start_task()
    fault = json.dumps({"name": "f", "call": "ecs:*", "error": "ServerException"})
    check(page(emulator, "faults", "POST", fault)[0] == 201, "a fault")
    return [child for child, _ in emulator.children()]


def reset(emulator):
    last = emulator.events()[-1]["seq"]
    status, _, body = page(emulator, "reset", "POST", b"")
    check(status == 202, body)
    return emulator.wait_event("run.started", after=last)


def reset_makes_the_world_anew():
    with up(*calm_alarm()) as emulator:
        children = disturb(emulator)
        waiting = socket.create_connection(("127.0.0.1", emulator.alb))
        waiting.sendall(b"GET /sleep HTTP/1.1\r\nHost: x\r\n\r\n")
        begun = reset(emulator)
        check(begun["t"] > 0 and emulator.process.poll() is None, "the emulator and its clock stay")
        wait_for("the old world's children end", lambda: not any(is_alive(child) for child in children))
        waiting.settimeout(10)
        try:
            check(waiting.recv(100) == b"", "who waits for an answer is let go")
        except ConnectionResetError:
            pass
        waiting.close()
        state = emulator.state()
        check(len(state["listeners"]) == 1, state["listeners"])
        check(state["listeners"][0]["url"].endswith(f":{emulator.alb}"), state["listeners"])
        check(state["faults"] == [], state["faults"])
        check(state["services"]["ecs"]["clusters"][0]["services"][0]["desiredCount"] == 0, "the template's count")
        check(emulator.get("/env")[0] == 200, "the port stays")
        check(not set(children) & {child for child, _ in emulator.children()}, "a new process")
        for _ in range(3):
            reset(emulator)
        check(emulator.get("/bang")[0] == 200, "and goes on")


def a_reset_begins_the_load_anew():
    with up("--load") as emulator:
        emulator.wait_event("load.stage_started", stage="calm")
        begun = reset(emulator)
        again = emulator.wait_event("load.stage_started", after=begun["seq"], stage="calm")
        check(again["t"] >= begun["t"], again)


def faults_on_and_off():
    with up() as emulator:
        def clusters():
            return emulator.ecs("ListClusters")

        check(page(emulator, "faults")[2] == [], "none")
        status, _, added = page(emulator, "faults", "POST", json.dumps(
            {"name": "down", "call": "ecs:ListClusters", "error": "ServerException"}))
        check(status == 201 and added[0]["name"] == "down", added)
        wait_for("it strikes", lambda: clusters()[1].get("__type") == "ServerException")
        check(page(emulator, "faults/down")[2]["active"], "it is active")
        check(page(emulator, "faults/down/off", "POST", b"")[2]["active"] is False, "off")
        check(clusters()[0] == 200, "nothing strikes")
        check(page(emulator, "faults/down/on", "POST", b"")[2]["active"] is True, "on")
        check(clusters()[1].get("__type") == "ServerException", "it strikes again")
        check(page(emulator, "faults/down", "DELETE")[0] == 204, "removed")
        check(clusters()[0] == 200 and page(emulator, "faults")[2] == [], "gone")
        status, _, body = page(emulator, "faults/down", "DELETE")
        check(status == 404 and "no fault 'down'" in body["message"], body)
        status, _, added = page(emulator, "faults", "POST", json.dumps(
            [{"type": "api_latency", "target": "ecs:*", "attributes": {"latency": "10ms"}, "for": "1s"},
             {"type": "api_error", "target": "sqs:*", "attributes": {"error": "ServerException"}, "at": "1h"}]))
        check(status == 201 and [f["name"] for f in added] == ["live-1", "live-2"], added)
        wait_for("one is over", lambda: not page(emulator, "faults/live-1")[2]["active"])
        check(not page(emulator, "faults/live-2")[2]["active"], "the other begins later")
        check(page(emulator, "faults", "DELETE")[0] == 204 and page(emulator, "faults")[2] == [], "all gone")


def a_fault_that_is_none_is_refused():
    with up() as emulator:
        page(emulator, "faults", "POST", json.dumps({"name": "there", "call": "ecs:*", "error": "ServerException"}))
        for body, words in (({"call": "ecs:ListClusterz", "error": "X"}, "there is no call ecs:ListClusterz"),
                            ({"call": "ecs:ListClusters"}, "error"),
                            ({"type": "api_eror", "target": "ecs:*"}, "there is no fault 'api_eror'"),
                            ({"call": "ecs:*", "error": "Throttling", "probability": 2}, "probability"),
                            ({"call": "ecs:*", "error": "Throttling", "fro": 1}, "fro"),
                            ({"name": "there", "call": "ecs:*", "error": "Throttling"}, "'there' already"),
                            ([], "holds no fault"), ("{", "a key must be"), ("", "holds no fault"), ("7", "list")):
            text = body if isinstance(body, str) else json.dumps(body)
            status, _, answer = page(emulator, "faults", "POST", text)
            check(status == 400 and words in json.dumps(answer) and answer["message"], (body, status, answer))
        check(len(page(emulator, "faults")[2]) == 1, "none was added")


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[3:]))
