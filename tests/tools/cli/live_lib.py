"""What the tests of live mode share: a running `spillway up`, plain HTTP, and signed AWS calls."""
import datetime
import hashlib
import hmac
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.parse


# Without the waits that AWS takes for a task and for a listener.
FAST = ["--set", "aws.ecs.start.provisioning=0s", "--set", "aws.ecs.start.pull=0s",
        "--set", "aws.ecs.start.activating=0s", "--set", "aws.ecs.scheduler_reaction=0s",
        "--set", "aws.elbv2.registration=300ms", "--set", "aws.elbv2.listener_propagation=0s"]


class Failed(Exception):
    pass


def check(condition, what):
    if not condition:
        raise Failed(what)


def alarms_look_in(seconds):
    """They look once a minute: so long from now for the first time, whatever the wall clock shows."""
    return ["--set", f"aws.cloudwatch.evaluation_phase={int(time.time() + seconds) % 60}s"]


def calm_alarm():
    """For start_task(): it soon looks, and never fires."""
    return ["--set", "AlarmThreshold=900", *alarms_look_in(4)]


def wait_for(what, condition, patience=60.0):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise Failed(f"not within {patience} s: {what}")


class Up:
    """`spillway up` with free ports; killed at the end of a `with`, whatever happened.

    A scenario's alarms are quiet for 58 s unless `options` say otherwise: what an alarm finds at its first look, its OK,
    has the controller stop all tasks."""

    def __init__(self, binary, file, *options, env=None):
        self.begun = time.monotonic()
        quiet = [] if file.endswith(".template.yaml") else alarms_look_in(58)
        command = [binary, "up", file, "--port", "0", *quiet, *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
        self.lines = []
        self.alb = self.api = None
        while self.api is None:
            line = self.process.stdout.readline()
            if not line:
                raise Failed("spillway up ended: " + "".join(self.lines))
            self.lines.append(line)
            if match := re.search(r"load balancer .* http://127\.0\.0\.1:(\d+)", line):
                self.alb = self.alb or int(match[1])
            if match := re.search(r"AWS_ENDPOINT_URL=http://127\.0\.0\.1:(\d+)", line):
                self.api = int(match[1])
        self.ready_after = time.monotonic() - self.begun
        os.set_blocking(self.process.stdout.fileno(), False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def read_on(self):
        """From now on a thread reads what the emulator prints, so that it never has to wait; see wait_output()."""
        os.set_blocking(self.process.stdout.fileno(), True)

        def read():
            try:
                for line in self.process.stdout:
                    self.lines.append(line)
            except ValueError:
                pass  # closed meanwhile

        threading.Thread(target=read, daemon=True).start()

    def wait_output(self, words, patience=60):
        """All that was printed, as soon as it has those words. After read_on()."""
        return wait_for(f"'{words}' is printed", lambda: words in "".join(self.lines) and "".join(self.lines), patience)

    def stop(self, number=signal.SIGINT, patience=5):
        self.process.send_signal(number)
        return self.process.wait(patience)

    def children(self):
        out = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        return [(int(line.split()[0]), line.split()[1]) for line in out.stdout.splitlines()]

    def memory_mb(self):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0

    def get(self, path, port=None, method="GET", body=None, headers=None, timeout=30):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.alb, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, dict((k.lower(), v) for k, v in response.getheaders()), response.read()
        finally:
            connection.close()

    def state(self):
        return json.loads(self.get("/_spillway/state", self.api)[2])

    def events(self):
        """The timeline so far."""
        connection = http.client.HTTPConnection("127.0.0.1", self.api, timeout=10)
        connection.request("GET", "/_spillway/timeline")
        stream = connection.sock
        response = connection.getresponse()
        stream.settimeout(0.3)  # what has happened so far comes at once
        text = b""
        try:
            while piece := response.read1(65536):
                text += piece
        except TimeoutError:
            pass
        connection.close()
        return [json.loads(line[6:]) for line in text.decode().splitlines() if line.startswith("data: ")]

    def wait_event(self, name, patience=60, after=0, **where):
        def found():
            for event in self.events():
                if event["seq"] > after and event["event"] == name and all(event["data"].get(k) == v for k, v in where.items()):
                    return event
            return None
        return wait_for(f"{name} {where}", found, patience)

    def start_task(self):
        """Has the service run a task. The alarm's first look, whose OK makes the controller stop all tasks, is over then;
        it needs calm_alarm()."""
        first = self.wait_event("cloudwatch.alarm_state_changed", to="OK", patience=90)
        self.wait_event("lambda.invocation_finished", after=first["seq"])
        cluster = self.ecs("ListClusters")[1]["clusterArns"][0]
        service = self.ecs("ListServices", cluster=cluster)[1]["serviceArns"][0]
        status, answer = self.ecs("UpdateService", cluster=cluster, service=service, desiredCount=1)
        check(status == 200, answer)
        self.wait_event("elbv2.target_health_changed", to="healthy")
        self.wait_event("ecs.task_state_changed", to="RUNNING")

    def call(self, service, headers, body, region="sa-east-1", key="test", secret="test", method="POST", path="/"):
        """A signed request, as an SDK sends it; status and body."""
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        host = f"127.0.0.1:{self.api}"
        signed = {**{k.lower(): v for k, v in headers.items()}, "host": host, "x-amz-date": now}
        names = ";".join(sorted(signed))
        digest = hashlib.sha256(body).hexdigest()
        canonical = f"{method}\n{path}\n\n" + "".join(f"{k}:{signed[k]}\n" for k in sorted(signed)) + f"\n{names}\n{digest}"
        scope = f"{now[:8]}/{region}/{service}/aws4_request"
        to_sign = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        derived = ("AWS4" + secret).encode()
        for part in (now[:8], region, service, "aws4_request"):
            derived = hmac.new(derived, part.encode(), hashlib.sha256).digest()
        signature = hmac.new(derived, to_sign.encode(), hashlib.sha256).hexdigest()
        signed["authorization"] = (f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, "
                                   f"Signature={signature}")
        status, _, answer = self.get(path, self.api, method, body, signed)
        return status, answer

    def rest(self, method, path, body=None):
        """A signed call of Lambda's API, whose bodies are JSON."""
        payload = b"" if body is None else json.dumps(body).encode()
        return self.call("lambda", {"content-type": "application/json"}, payload, method=method, path=path)

    def function(self, logical_id):
        functions = json.loads(self.rest("GET", "/2015-03-31/functions/")[1])["Functions"]
        return next(f["FunctionName"] for f in functions if logical_id in f["FunctionName"])

    def log_of(self, logical_id):
        """All lines of a function's log group."""
        status, body = self.call("logs", {"content-type": "application/x-amz-json-1.1",
                                          "x-amz-target": "Logs_20140328.FilterLogEvents"},
                                 json.dumps({"logGroupName": f"/aws/lambda/{self.function(logical_id)}"}).encode())
        return "\n".join(event["message"] for event in json.loads(body)["events"]) if status == 200 else ""

    def query(self, service, action, version, **params):
        body = urllib.parse.urlencode({"Action": action, "Version": version, **params}).encode()
        return self.call(service, {"content-type": "application/x-www-form-urlencoded"}, body)

    def ecs(self, action, **params):
        headers = {"content-type": "application/x-amz-json-1.1",
                   "x-amz-target": f"AmazonEC2ContainerServiceV20141113.{action}"}
        status, body = self.call("ecs", headers, json.dumps(params).encode())
        return status, json.loads(body)


def read_all(client):
    """What comes until the other end closes."""
    answer = b""
    try:
        while piece := client.recv(65536):
            answer += piece
    except ConnectionResetError:
        pass
    return answer


def raw(port, data, timeout=5.0):
    """What comes back for those bytes until the other end closes."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.settimeout(timeout)
        try:
            client.sendall(data)
            return read_all(client)
        except ConnectionError:
            return b""


def drip(clients, text, others_are_served):
    """Each client sends a byte a second for a while, then the rest, and has its answer; others do not wait for them."""
    for at in range(6):
        for client in clients:
            client.sendall(text[at:at + 1])
        begun = time.monotonic()
        check(others_are_served(), "others are served")
        check(time.monotonic() - begun < 1, "at once")
        time.sleep(1)
    for client in clients:
        client.sendall(text[6:])
        check(read_all(client).startswith(b"HTTP/1.1 200 OK\r\n"), "and the slow ones too")
        client.close()


def is_alive(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def run_tests(names, wanted):
    """Runs the functions of a test file that take nothing; whether one failed, as an exit code."""
    failed = 0
    for test in list(names.values()):
        code = getattr(test, "__code__", None)
        own = code is not None and test.__module__ == "__main__" and test.__name__ != "main"
        if not own or code.co_argcount > 0 or code.co_flags & 0x0C or wanted and test.__name__ not in wanted:
            continue
        try:
            test()
            print("ok    ", test.__name__.replace("_", " "), flush=True)
        except (Failed, OSError, subprocess.SubprocessError, LookupError, ValueError, TypeError) as error:
            failed += 1
            line = error.__traceback__.tb_next.tb_lineno
            print("FAILED", test.__name__.replace("_", " "), f"(line {line}):", repr(error)[:1500], flush=True)
    return 1 if failed else 0
