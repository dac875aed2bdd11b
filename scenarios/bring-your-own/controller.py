"""Moves traffic between Lambda and ECS when an alarm changes its state.

An event of EventBridge's, "CloudWatch Alarm State Change". On ALARM it starts tasks and moves the listener's weights to
them, but only when the load balancer has found as many healthy as were asked for; on OK it moves the weights back and
lets the tasks go. Every step can be repeated: when time runs out it raises, and Lambda tries the event again.
"""
import logging
import os
import time

import boto3
from botocore.config import Config

log = logging.getLogger()
log.setLevel(logging.INFO)

# Throttled calls are tried again, more slowly each time.
config = Config(retries={"mode": "standard", "max_attempts": 8}, connect_timeout=2, read_timeout=10)
# A boto3 before 1.28, as Debian 12 has it, does not read the variable itself; on AWS it is not set.
endpoint = os.environ.get("AWS_ENDPOINT_URL")
ecs = boto3.client("ecs", config=config, endpoint_url=endpoint)
elbv2 = boto3.client("elbv2", config=config, endpoint_url=endpoint)

CLUSTER = os.environ["CLUSTER"]
SERVICE = os.environ["SERVICE"]
LISTENER = os.environ["LISTENER_ARN"]
LAMBDA_GROUP = os.environ["LAMBDA_TARGET_GROUP_ARN"]
ECS_GROUP = os.environ["ECS_TARGET_GROUP_ARN"]
DESIRED_COUNT = int(os.environ.get("DESIRED_COUNT", "1"))
POLL_INTERVAL = float(os.environ.get("POLL_INTERVAL_SECONDS", "1"))
TIME_TO_GIVE_UP_MS = 2000


class NotYet(Exception):
    """Lambda tries the event again."""


def handler(event, context):
    state = event["detail"]["state"]["value"]
    log.info("%s is %s", event["detail"]["alarmName"], state)
    if state == "ALARM":
        return fail_over(context)
    if state == "OK":
        return come_back()
    return {"state": state, "done": "nothing"}


def fail_over(context):
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=DESIRED_COUNT)
    began = time.monotonic()
    while (healthy := healthy_tasks()) < DESIRED_COUNT:
        if context.get_remaining_time_in_millis() < TIME_TO_GIVE_UP_MS:
            raise NotYet(f"{healthy} of {DESIRED_COUNT} tasks are healthy after {time.monotonic() - began:.0f} s")
        time.sleep(POLL_INTERVAL)
    changed = set_weights({LAMBDA_GROUP: 0, ECS_GROUP: 1})
    return {"state": "ALARM", "healthy": healthy, "weights_changed": changed}


def come_back():
    # The traffic first: tasks that are let go still answer what they have been asked.
    changed = set_weights({LAMBDA_GROUP: 1, ECS_GROUP: 0})
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=0)
    return {"state": "OK", "weights_changed": changed}


def healthy_tasks():
    health = elbv2.describe_target_health(TargetGroupArn=ECS_GROUP)["TargetHealthDescriptions"]
    return sum(target["TargetHealth"]["State"] == "healthy" for target in health)


def set_weights(weights):
    """Changes the weights and nothing else of the listener's default action; whether there was anything to change."""
    listener = elbv2.describe_listeners(ListenerArns=[LISTENER])["Listeners"][0]
    action = listener["DefaultActions"][-1]
    groups = action["ForwardConfig"]["TargetGroups"]
    if all(group["Weight"] == weights.get(group["TargetGroupArn"], group["Weight"]) for group in groups):
        return False
    for group in groups:
        group["Weight"] = weights.get(group["TargetGroupArn"], group["Weight"])
    forward = {"Type": "forward", "ForwardConfig": action["ForwardConfig"]}
    elbv2.modify_listener(ListenerArn=LISTENER, DefaultActions=listener["DefaultActions"][:-1] + [forward])
    log.info("weights: %s", {group["TargetGroupArn"].split("/")[-2]: group["Weight"] for group in groups})
    return True
