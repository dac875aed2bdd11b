"""What the tests with programs of one's own share: `spillway up` with such programs, and the calls that they need.

Their first two arguments are the command and the folder of the scenarios.
"""
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from live_lib import Up, check

# Debian's interpreters first: python3-boto3 belongs to them.
os.environ["PATH"] = "/usr/bin:/bin:" + os.environ["PATH"]
BINARY, SCENARIOS = sys.argv[1], Path(sys.argv[2]).resolve()
OWN = SCENARIOS / "bring-your-own"
AWS = {"ecs": {"start": {"provisioning": "0s", "pull": "0s", "activating": "0s"}, "scheduler_reaction": "0s",
               "stop": {"deregistering": "0s", "deprovisioning": "0s"}},
       # The first health check finds the program listening, however slow the machine is; the next is half a minute later.
       "elbv2": {"registration": "4s", "listener_propagation": "0s"}}
REPORTER = """
import http.client, json, os
api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
while True:
    api.request('GET', '/2018-06-01/runtime/invocation/next')
    event = api.getresponse(); event.read()
    id = event.headers['Lambda-Runtime-Aws-Request-Id']
    body = json.dumps({'statusCode': 200, 'body': json.dumps(dict(os.environ))})
    api.request('POST', f'/2018-06-01/runtime/invocation/{id}/response', body); api.getresponse().read()
"""
SERVER = """
import http.server, json, os, signal, sys, urllib.request
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{}'
        if self.path == '/environ': body = json.dumps(dict(os.environ)).encode()
        if self.path.startswith('/fetch?'):
            body = urllib.request.urlopen(self.path[7:]).read()
        self.send_response(200); self.end_headers(); self.wfile.write(body)
    def log_message(self, *_): pass
print('the server begins', flush=True)
"""
SERVE = "http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()\n"


def up(code, parameters=None, *options):
    """The emulator of the template with that code; its scenario lies in a folder that goes with it."""
    folder = tempfile.TemporaryDirectory()
    scenario = {"name": "own-code", "template": str(OWN / "failover.template.yaml"),
                "code": {"AppFunction": "app", "AppTask": "app", "ControllerFunction": "controller", **code},
                "parameters": parameters or {}, "duration": "1h", "aws": AWS}
    file = Path(folder.name) / "scenario.yaml"
    file.write_text(json.dumps(scenario))
    emulator = Up(BINARY, str(file), *options)
    emulator.folder = folder
    emulator.read_on()
    return emulator


def python(text):
    return {"command": ["python3", "-c", text]}


def set_alarm(emulator, state):
    status, body = emulator.query("monitoring", "DescribeAlarms", "2010-08-01")
    check(status == 200, body)
    name = body.decode().split("<AlarmName>")[1].split("<")[0]
    status, body = emulator.query("monitoring", "SetAlarmState", "2010-08-01", AlarmName=name, StateValue=state,
                                  StateReason="a test")
    check(status == 200, body)


def scale(emulator, count, **more):
    cluster = emulator.ecs("ListClusters")[1]["clusterArns"][0]
    service = emulator.ecs("ListServices", cluster=cluster)[1]["serviceArns"][0]
    status, body = emulator.ecs("UpdateService", cluster=cluster, service=service, desiredCount=count, **more)
    check(status == 200, body)
    return cluster


def elb(emulator, action, **params):
    status, body = emulator.query("elasticloadbalancing", action, "2015-12-01", **params)
    check(status == 200, body)
    return body.decode()


def group_of_tasks(emulator):
    return next(part.split("<TargetGroupArn>")[1].split("<")[0]
                for part in elb(emulator, "DescribeTargetGroups").split("<member>") if "<TargetType>ip<" in part)


def shift_to_tasks(emulator):
    """One task, healthy, and all of the traffic for it."""
    cluster = scale(emulator, 1)
    emulator.wait_event("elbv2.target_health_changed", to="healthy", patience=100)
    balancer = elb(emulator, "DescribeLoadBalancers").split("<LoadBalancerArn>")[1].split("<")[0]
    listener = elb(emulator, "DescribeListeners", LoadBalancerArn=balancer).split("<ListenerArn>")[1].split("<")[0]
    elb(emulator, "ModifyListener", ListenerArn=listener, **{
        "DefaultActions.member.1.Type": "forward",
        "DefaultActions.member.1.TargetGroupArn": group_of_tasks(emulator)})
    return cluster


def stop_quickly(emulator):
    """Tasks that are stopped do not wait for requests to end."""
    elb(emulator, "ModifyTargetGroupAttributes", TargetGroupArn=group_of_tasks(emulator), **{
        "Attributes.member.1.Key": "deregistration_delay.timeout_seconds", "Attributes.member.1.Value": "0"})


def redefine(emulator, **changes):
    """A new revision of the task definition, with changes to its container; its ARN."""
    arn = emulator.ecs("ListTaskDefinitions")[1]["taskDefinitionArns"][0]
    described = emulator.ecs("DescribeTaskDefinition", taskDefinition=arn)[1]["taskDefinition"]
    definition = {key: described[key] for key in
                  ("family", "cpu", "memory", "networkMode", "requiresCompatibilities", "executionRoleArn")}
    container = {**described["containerDefinitions"][0], **changes}
    status, body = emulator.ecs("RegisterTaskDefinition", **definition, containerDefinitions=[container])
    check(status == 200, body)
    return body["taskDefinition"]["taskDefinitionArn"]


def logs(emulator, action, **params):
    status, body = emulator.call("logs", {"content-type": "application/x-amz-json-1.1",
                                          "x-amz-target": f"Logs_20140328.{action}"}, json.dumps(params).encode())
    check(status == 200, body)
    return json.loads(body)


def task_of(emulator, cluster, status="RUNNING"):
    """None if there is none, or if the API has been asked too often."""
    time.sleep(0.2)
    arns = emulator.ecs("ListTasks", cluster=cluster, desiredStatus=status)[1].get("taskArns")
    found = arns and emulator.ecs("DescribeTasks", cluster=cluster, tasks=arns)[1].get("tasks")
    return found[0] if found else None
