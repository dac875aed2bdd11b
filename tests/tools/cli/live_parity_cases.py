"""How each scenario is shortened so that it fits in three minutes of real time, for live_parity_test.py.

What AWS takes minutes for is said to take seconds, stages are as long as what they show needs, and windows that are
told in minutes since the start follow. Alarms look at whole minutes of the wall clock: most runs start 40 s into one,
so that it ends, and the alarm fires, 20 s after the run's begin; silence is noticed two minutes later.
"""

# From the alarm to the container in seconds instead of half a minute; data and silence are seen at once.
SWIFT = {
    "duration": "170s",
    "starts_at": "40s",
    "live.slack": "5s",
    "aws.cloudwatch.visibility_delay": "0s",
    "aws.cloudwatch.evaluation_phase": "5s",
    "aws.cloudwatch.evaluation_range": "1",
    "aws.elbv2.listener_propagation": "1s",
    "aws.ecs.scheduler_reaction": "1s",
    "aws.ecs.start.provisioning": "1s",
    "aws.ecs.start.pull": "1s",
    "aws.ecs.start.activating": "1s",
}


def stages(**lengths):
    return {f"load.{name}.for": length for name, length in lengths.items()}


OUT_AND_BACK = {**SWIFT, **stages(calm="5s", burst="60s", after="105s")}
ONE_WAY = {**SWIFT, **stages(calm="5s", burst="100s"), "duration": "110s"}

# By the scenario's file: the settings of its short form.
CASES = {
    "account-throttled": {**OUT_AND_BACK, **stages(burst="75s", after="90s"), "aws.lambda.first_retry": "10s", "aws.lambda.second_retry": "20s",
                          "faults.busy-account.at": "5s", "faults.busy-account.for": "40s",
                          "expect.1.during.to": "45s", "expect.2.within": "90s"},
    "api-throttled": {**OUT_AND_BACK, "aws.lambda.first_retry": "5s", "aws.lambda.second_retry": "5s",
                      "faults.busy-scheduler.at": "5s", "faults.busy-tasks.at": "5s", "faults.busy-listener.at": "5s"},
    "brief-spike": {**SWIFT, **stages(calm="5s", spike="5s", after="160s"),
                    "expect.4.during": "{from: 40s, to: 170s}", "expect.5.during.to": "20s"},
    "burst": {**OUT_AND_BACK, "expect.8.at_least": "200"},
    "pull-failure": {**OUT_AND_BACK, "ControllerTimeout": "60", "aws.ecs.stop.deprovisioning": "1s",
                     "expect.5.during": "{from: 100s, to: 170s}"},
    "quick": {"starts_at": "40s", "duration": "60s", **stages(calm="5s", burst="55s")},
    "registry-down": {**OUT_AND_BACK, "faults.registry-down.at": "5s", "faults.registry-down.for": "40s",
                      "aws.ecs.start_backoff_first": "2s", "aws.ecs.start_backoff_max": "5s",
                      "expect.2.during.to": "45s", "expect.3.during.to": "45s"},
    "slow-image": {**OUT_AND_BACK, **stages(burst="140s", after="25s"), "aws.ecs.start.provisioning": "8s",
                   "aws.ecs.start.pull": "38s"},
    "steady": {**SWIFT, **stages(steady="100s"), "duration": "100s", "expect.4.at_least": "400"},
    "sticky": {**SWIFT, **stages(calm="5s", regulars="125s", newcomers="60s", after="30s"),
               "load.regulars.clients": "60", "load.newcomers.at": "50s", "load.newcomers.rate": "8/s", "load.after.at": "140s",
               "expect.5.during": "{from: 30s, to: 130s}"},
    "task-crash": {**SWIFT, **stages(calm="5s", burst="135s", after="30s"), "faults.segfault.at": "95s",
                   "aws.ecs.start.provisioning": "8s", "aws.ecs.start.pull": "12s",
                   "expect.3.during": "{from: 95s, to: 130s}", "expect.4.during": "{from: 95s, to: 130s}",
                   "expect.5.during": "{from: 62s, to: 78s}", "expect.6.during": "{from: 97s, to: 113s}",
                   "expect.7.during": "{from: 130s, to: 140s}"},
    "threshold-at-the-cap": ONE_WAY,
    "throttles-or-concurrency": {**SWIFT, **stages(calm="5s", burst="35s", after="110s"), "duration": "150s"},
    "two-tasks": OUT_AND_BACK,
    "users": {**SWIFT, **stages(users="120s", after="50s"), "load.users.ramp_up": "5s"},
    "hazards/a-lost-event": {**ONE_WAY, "faults.lost.at": "5s"},
    "hazards/average-hides-a-burst": {**SWIFT, "starts_at": "0s",
                                      **stages(calm="60s", peak="20s", pause="60s", after="10s"),
                                      "duration": "150s"},
    "hazards/checks-keep-the-alarm": {**SWIFT, **stages(calm="5s", burst="160s")},
    "hazards/default-timeout": {**ONE_WAY, "aws.ecs.start.provisioning": "5s"},
    "hazards/finer-than-the-metric": ONE_WAY,
    "hazards/keep-alive-does-not-pin": {**ONE_WAY, **stages(burst="105s"),
                                        "expect.1.during": "{from: 45s, to: 105s}",
                                        "expect.2.during": "{from: 45s, to: 105s}"},
    "hazards/last-writer-wins": {**SWIFT, "starts_at": "20s",
                                 **stages(calm="3s", burst="12s", after="115s", later="40s"),
                                 "aws.ecs.scheduler_reaction": "10s", "aws.ecs.start.provisioning": "10s",
                                 "aws.ecs.start.pull": "45s"},
    "hazards/no-failover-between-groups": {**SWIFT, **stages(calm="15s", burst="155s"), "faults.nobody-told.for": "15s",
                                           "expect.1.at_least": "20", "expect.6.during": "{from: 75s, to: 115s}",
                                           "expect.7.during": "{from: 75s, to: 115s}", "expect.7.at_least": "700"},
    "hazards/no-grace": {**SWIFT, **stages(calm="5s", burst="165s")},
    "hazards/running-is-not-healthy": ONE_WAY,
    "hazards/silence-is-not-ok": {**OUT_AND_BACK, "expect.3.during": "{from: 40s, to: 170s}"},
    "hazards/starved-controller": ONE_WAY,
    "hazards/sum-is-no-gauge": {**SWIFT, **stages(calm="100s"), "duration": "100s"},
    "hazards/two-controllers": OUT_AND_BACK,
}

# Those that do not fit, and why.
TOO_LONG = {
    "time-budget": "its subject is AWS's own timings, six and a half minutes of them",
    "hazards/scaled-in-too-early": "its subject is the deregistration delay of 300 s",
    "hazards/scaling-undoes-zero": "four alarms, each of which needs minutes of CloudWatch's, follow each other",
    "hazards/three-clocks": "the slow requests of 15 s that it counts need the way out, its silence, and the way back",
    "hazards/flapping": "two alarms and the silence between them take at least four of CloudWatch's minutes",
}

# Events that are left out where causes are compared, because chance decides whether they are on the way; "*": all are.
CHANCE = {
    "api-throttled": {"*"},  # how often a call is tried again
    "hazards/two-controllers": {"fault.injected"},  # which of the two is first: that of the event, or of its double
}
