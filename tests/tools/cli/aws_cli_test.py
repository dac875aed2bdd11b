#!/usr/bin/env python3
"""The AWS CLI reads the state of every service while a scenario runs. Every `aws` on this machine is tried: Debian's,
which speaks the query protocol to CloudWatch, and newer ones, which speak JSON.

Usage: aws_cli_test.py SPILLWAY SCENARIO [TEST...]
"""
import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from live_lib import FAST, Up, calm_alarm, check, run_tests  # noqa: E402

BINARY, SCENARIO = sys.argv[1], sys.argv[2]


def installed(folders):
    """The different `aws` of these folders."""
    found = {}
    for folder in folders:
        path = Path(folder) / "aws"
        if path.exists() and os.access(path, os.X_OK):
            found.setdefault(path.resolve(), str(path))
    return list(found.values())


class Cli:
    def __init__(self, path, emulator):
        self.path = path
        self.environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "AWS_PAGER": "",
                            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{emulator.api}", "AWS_ACCESS_KEY_ID": "test",
                            "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "sa-east-1",
                            "AWS_EC2_METADATA_DISABLED": "true"}
        for name in ("PYENV_ROOT", "PYENV_VERSION"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        # Older ones do not know the variable.
        self.url = ["--endpoint-url", self.environment["AWS_ENDPOINT_URL"]]
        version = subprocess.run([path, "--version"], capture_output=True, text=True, env=self.environment, timeout=120)
        self.version = version.stdout + version.stderr

    def run(self, *words):
        return subprocess.run([self.path, *self.url, "--output", "json", *words], capture_output=True, text=True,
                              env=self.environment, timeout=120)

    def ask(self, *words):
        done = self.run(*words)
        check(done.returncode == 0, (self.path, words, done.stderr))
        return json.loads(done.stdout or "{}")


def load_balancer(cli):
    [balancer] = cli.ask("elbv2", "describe-load-balancers")["LoadBalancers"]
    [listener] = cli.ask("elbv2", "describe-listeners", "--load-balancer-arn", balancer["LoadBalancerArn"])["Listeners"]
    weights = [group["Weight"] for group in listener["DefaultActions"][0]["ForwardConfig"]["TargetGroups"]]
    check(sorted(weights)[0] >= 0 and len(weights) == 2, listener)
    check(cli.ask("elbv2", "describe-rules", "--listener-arn", listener["ListenerArn"])["Rules"], "rules")
    groups = cli.ask("elbv2", "describe-target-groups")["TargetGroups"]
    check(sorted(group["TargetType"] for group in groups) == ["ip", "lambda"], groups)
    [ip] = [group for group in groups if group["TargetType"] == "ip"]
    health = cli.ask("elbv2", "describe-target-health", "--target-group-arn", ip["TargetGroupArn"])
    check(health["TargetHealthDescriptions"][0]["TargetHealth"]["State"] == "healthy", health)


def functions(cli):
    names = [each["FunctionName"] for each in cli.ask("lambda", "list-functions")["Functions"]]
    check(len(names) == 2, names)
    [app] = [name for name in names if "AppFunction" in name]
    reserved = cli.ask("lambda", "get-function-concurrency", "--function-name", app)
    check(reserved["ReservedConcurrentExecutions"] == 50, reserved)
    event = json.dumps({"requestContext": {"elb": {"targetGroupArn": "x"}}, "httpMethod": "GET", "path": "/env",
                        "headers": {}, "queryStringParameters": {}, "body": "", "isBase64Encoded": False}).encode()
    is_v2 = "aws-cli/2" in cli.version
    with tempfile.NamedTemporaryFile() as out:
        done = cli.ask("lambda", "invoke", "--function-name", app, "--payload",
                       base64.b64encode(event).decode() if is_v2 else event.decode(), out.name)
        check(done["StatusCode"] == 200 and "lambda" in Path(out.name).read_text(), (done, Path(out.name).read_text()))
    groups = [each["logGroupName"] for each in cli.ask("logs", "describe-log-groups")["logGroups"]]
    check(f"/aws/lambda/{app}" in groups, groups)
    events = cli.ask("logs", "filter-log-events", "--log-group-name", f"/aws/lambda/{app}", "--max-items", "50")["events"]
    check(any("REPORT RequestId" in each["message"] for each in events), events[:5])


def tasks(cli):
    [cluster] = cli.ask("ecs", "list-clusters")["clusterArns"]
    [service] = cli.ask("ecs", "list-services", "--cluster", cluster)["serviceArns"]
    [told] = cli.ask("ecs", "describe-services", "--cluster", cluster, "--services", service)["services"]
    check(told["desiredCount"] == 1, told)
    arns = cli.ask("ecs", "list-tasks", "--cluster", cluster)["taskArns"]
    states = cli.ask("ecs", "describe-tasks", "--cluster", cluster, "--tasks", *arns)["tasks"]
    check(states[0]["lastStatus"] == "RUNNING" and states[0]["createdAt"], states)
    check(cli.ask("ecs", "describe-clusters", "--clusters", cluster)["clusters"][0]["status"] == "ACTIVE", "cluster")


def the_others(cli):
    alarm = cli.ask("cloudwatch", "describe-alarms")["MetricAlarms"][0]
    check(alarm["StateValue"] in ("OK", "ALARM", "INSUFFICIENT_DATA") and alarm["StateUpdatedTimestamp"], alarm)
    check(cli.ask("cloudwatch", "describe-alarm-history", "--alarm-name", alarm["AlarmName"])["AlarmHistoryItems"], "history")
    rule = cli.ask("events", "list-rules")["Rules"][0]
    check(cli.ask("events", "list-targets-by-rule", "--rule", rule["Name"])["Targets"], rule)
    repository = cli.ask("ecr", "describe-repositories")["repositories"][0]
    images = cli.ask("ecr", "describe-images", "--repository-name", repository["repositoryName"])["imageDetails"]
    check(images[0]["imageTags"] == ["latest"], images)
    check(cli.ask("sts", "get-caller-identity")["Account"] == "123456789012", "who")
    check(cli.ask("iam", "list-roles")["Roles"], "roles")
    check(cli.ask("sqs", "list-queues").get("QueueUrls", []) == [], "queues")
    targets = cli.ask("application-autoscaling", "describe-scalable-targets", "--service-namespace", "ecs")
    check(targets["ScalableTargets"] == [], targets)


def what_is_not_modelled(cli):
    for words, name in ((("cloudformation", "describe-stacks"), "cloudformation:DescribeStacks is not modelled"),
                        (("ec2", "describe-instances"), "ec2:DescribeInstances is not modelled"),
                        (("dynamodb", "list-tables"), "dynamodb:ListTables is not modelled"),
                        (("s3api", "list-buckets"), "s3:GET / is not modelled")):
        done = cli.run(*words)
        check(done.returncode != 0 and name in done.stderr, (cli.path, words, done.stdout, done.stderr))


def every_service_by_the_aws_cli():
    found = installed([*os.environ["PATH"].split(":"), "/usr/bin"])
    check(found, "no `aws` is installed; tools/setup.sh installs it")
    with Up(BINARY, SCENARIO, *FAST, "--load", *calm_alarm(), "--set", "ReservedConcurrency=50") as emulator:
        emulator.start_task()
        versions = set()
        for path in found:
            cli = Cli(path, emulator)
            if cli.version in versions:  # a wrapper around another
                continue
            versions.add(cli.version)
            print("      ", path, cli.version.strip(), flush=True)
            load_balancer(cli)
            functions(cli)
            tasks(cli)
            the_others(cli)
            what_is_not_modelled(cli)
        told = [each for each in emulator.events() if each["event"] == "run.refused"]
        check(len(told) >= 4 * len(versions), told)


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[3:]))
