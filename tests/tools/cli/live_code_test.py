#!/usr/bin/env python3
"""Programs of one's own behind functions and tasks, and what they are shown of the cloud.

Usage: live_code_test.py SPILLWAY SCENARIOS [TEST...]
"""
import json
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from live_lib import check, run_tests, wait_for  # noqa: E402
from live_own_code import (OWN, REPORTER, SERVE, SERVER, logs, python, redefine, scale, set_alarm,  # noqa: E402
                           shift_to_tasks, stop_quickly, task_of, up)


def a_function_has_all_variables_of_lambda_and_nothing_of_the_emulators():
    os.environ["SPILLWAY_TEST_LEAK"] = "leak"
    with up({"AppFunction": python(REPORTER)}) as emulator:
        status, _, body = emulator.get("/")
        check(status == 200, body)
        seen = json.loads(body)
        expected = {"_HANDLER": "index.handler", "AWS_REGION": "sa-east-1", "AWS_DEFAULT_REGION": "sa-east-1",
                    "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs20.x", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
                    "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
                    "LAMBDA_RUNTIME_DIR": "/var/runtime", "TZ": ":UTC", "LANG": "en_US.UTF-8",
                    "AWS_ENDPOINT_URL": f"http://127.0.0.1:{emulator.api}",
                    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_CONFIG_FILE": "/dev/null"}
        for name, value in expected.items():
            check(seen.get(name) == value, (name, seen.get(name)))
        name = seen["AWS_LAMBDA_FUNCTION_NAME"]
        check(seen["AWS_LAMBDA_LOG_GROUP_NAME"] == f"/aws/lambda/{name}", seen)
        check("[$LATEST]" in seen["AWS_LAMBDA_LOG_STREAM_NAME"], seen)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API",
                     "LAMBDA_TASK_ROOT", "PATH"):
            check(seen.get(name), name)
        check("LD_LIBRARY_PATH" not in seen and "SPILLWAY_TEST_LEAK" not in seen, seen)
        check(seen["LAMBDA_TASK_ROOT"] == emulator.folder.name, seen["LAMBDA_TASK_ROOT"])


def any_language_that_speaks_the_runtime_api():
    bash = ("set -eu; api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation; head=$(mktemp); "
            "while true; do event=$(curl -sS -D $head $api/next); "
            "id=$(grep -i aws-request-id $head | tr -d '[:space:]' | cut -d: -f2); "
            """curl -sS -X POST $api/$id/response -d '{"statusCode":200,"body":"from bash"}' >/dev/null; done""")
    with up({"AppFunction": {"command": ["bash", "-c", bash]}}) as emulator:
        for _ in range(3):
            status, _, body = emulator.get("/")
            check((status, body) == (200, b"from bash"), (status, body))


def a_function_that_ends_after_its_answer_costs_nobody_a_request():
    once = REPORTER.replace("while True:", "for _ in range(1):")
    check(once != REPORTER, "it answers once")
    with up({"AppFunction": python(once)}) as emulator:
        check([emulator.get("/")[0] for _ in range(4)] == [200] * 4, "each has a process of its own")


def a_node_function_and_a_node_task():
    with up({"AppFunction": {"cwd": str(OWN / "web")},
             "AppTask": {"command": ["node", "index.js"], "cwd": str(OWN / "web")}}) as emulator:
        check(json.loads(emulator.get("/env")[2]) == {"message": "lambda"}, "by its Handler")
        check(emulator.get("/nothing")[0] == 404, "a path that is not there")
        stop_quickly(emulator)
        cluster = shift_to_tasks(emulator)
        check(json.loads(emulator.get("/env")[2]) == {"message": "server"}, "on PORT")
        task = task_of(emulator, cluster)
        scale(emulator, 0)  # the app ends in order at SIGTERM
        stopped = wait_for("the task's end", lambda: (found := task_of(emulator, cluster, "STOPPED"))
                           and found["lastStatus"] == "STOPPED" and found, 60)
        check(stopped["taskArn"] == task["taskArn"] and stopped["containers"][0]["exitCode"] == 0, stopped)


def a_python_controller_on_boto3():
    with up({"ControllerFunction": {"cwd": str(OWN)}}) as emulator:
        set_alarm(emulator, "ALARM")
        emulator.wait_event("elbv2.weights_changed", ecs=1)
        done = emulator.wait_event("lambda.invocation_finished", status="success")
        events = emulator.events()
        order = [(e["event"], e["data"].get("to")) for e in events]
        check(order.index(("elbv2.target_health_changed", "healthy"))
              < [e["event"] for e in events].index("elbv2.weights_changed"), "healthy before the traffic comes")
        check(done["data"]["attempt"] == 1, done)
        check(json.loads(emulator.get("/env")[2]) == {"message": "server"}, "the task answers")
        set_alarm(emulator, "OK")
        emulator.wait_event("elbv2.weights_changed", ecs=0)
        check(json.loads(emulator.get("/env")[2]) == {"message": "lambda"}, "and back")


def a_handler_that_cannot_be_imported():
    with up({"AppFunction": {"cwd": str(OWN)}}) as emulator:  # no index.js there
        check(emulator.get("/")[0] == 502, "the init fails")
        check("Cannot find module 'index'" in emulator.wait_output("Cannot find module"), "and says why")
        group = next(g["logGroupName"] for g in logs(emulator, "DescribeLogGroups")["logGroups"]
                     if "AppFunction" in g["logGroupName"])
        lines = [e["message"] for e in logs(emulator, "FilterLogEvents", logGroupName=group)["events"]]
        check(any(line.startswith("INIT_REPORT") and "Runtime.ImportModuleError" in line for line in lines), lines)


def what_a_function_prints_is_in_its_log_stream():
    program = REPORTER.replace("while True:", "print('in the init', flush=True)\nwhile True:").replace(
        "    body =", "    print('in the handler', flush=True)\n    body =")
    with up({"AppFunction": python(program)}) as emulator:
        check(emulator.get("/")[0] == 200, "an answer")
        group = next(g["logGroupName"] for g in logs(emulator, "DescribeLogGroups")["logGroups"]
                     if "AppFunction" in g["logGroupName"])
        [stream] = logs(emulator, "DescribeLogStreams", logGroupName=group)["logStreams"]
        lines = [e["message"] for e in logs(emulator, "GetLogEvents", logGroupName=group, startFromHead=True,
                                            logStreamName=stream["logStreamName"])["events"]]
        check([line.split()[0] for line in lines] == ["in", "START", "in", "END", "REPORT"], lines)
        report = dict(part.split(": ", 1) for part in lines[4][7:].strip().split("\t"))
        check(0 < float(report["Duration"].split()[0]) < 10_000, report)
        check(float(report["Init Duration"].split()[0]) > 5, report)  # Python has really been started
        check(3 < int(report["Max Memory Used"].split()[0]) < 400, report)


def a_cold_start_is_that_of_the_process_and_what_the_scenario_adds():
    for added in (0, 2):
        with up({"AppFunction": python("import time; time.sleep(1)\n" + REPORTER)}, None,
                "--set", f"aws.lambda.cold_start={added}s") as emulator:
            begun = time.monotonic()
            check(emulator.get("/")[0] == 200, "an answer")
            took = time.monotonic() - begun
            check(1 + added <= took < 10 + added, (added, took))
            begun = time.monotonic()
            check(emulator.get("/")[0] == 200 and time.monotonic() - begun < took, "a warm one is faster")
            started = emulator.wait_event("lambda.environment_started")["data"]
            check((1 + added) * 1000 <= started["init_ms"] <= took * 1000 + 1, started)


def a_task_is_shown_itself():
    with up({"AppTask": python(SERVER + SERVE)}) as emulator:
        cluster = shift_to_tasks(emulator)
        seen = json.loads(emulator.get("/environ")[2])
        for name, value in {"AWS_EXECUTION_ENV": "AWS_ECS_FARGATE", "AWS_REGION": "sa-east-1",
                            "AWS_DEFAULT_REGION": "sa-east-1"}.items():
            check(seen.get(name) == value, (name, seen.get(name)))
        check("AWS_ACCESS_KEY_ID" not in seen, "a task has no keys in its environment")
        task = task_of(emulator, cluster)
        v4 = seen["ECS_CONTAINER_METADATA_URI_V4"]
        check(v4.startswith("http://127.0.0.1:"), v4)
        fetch = lambda path: json.loads(emulator.get(f"/fetch?{v4}{path}")[2])  # noqa: E731
        container = fetch("")
        check(container["Name"] == "app" and container["DockerId"] == task["containers"][0]["runtimeId"], container)
        check(container["ContainerARN"] == task["containers"][0]["containerArn"], container)
        check(container["KnownStatus"] == "RUNNING", container)
        check(container["Networks"][0]["IPv4Addresses"]
              == [task["containers"][0]["networkInterfaces"][0]["privateIpv4Address"]], container)
        check(container["LogOptions"]["awslogs-stream"].startswith("ecs/app/"), container)
        shown = fetch("/task")
        check(shown["TaskARN"] == task["taskArn"] and shown["LaunchType"] == "FARGATE", shown)
        check(shown["Limits"] == {"CPU": 0.25, "Memory": 512}, shown)
        check([c["DockerId"] for c in shown["Containers"]] == [container["DockerId"]], shown)
        stats = fetch("/stats")
        check(stats["memory_stats"]["usage"] > 1_000_000 and stats["memory_stats"]["limit"] == 512 << 20, stats)
        check(stats["cpu_stats"]["cpu_usage"]["total_usage"] > 0, stats)
        check(list(fetch("/task/stats")) == [container["DockerId"]], "task stats")
        # What it printed is where awslogs puts it.
        group = next(g["logGroupName"] for g in logs(emulator, "DescribeLogGroups")["logGroups"]
                     if "AppLogGroup" in g["logGroupName"])
        [stream] = logs(emulator, "DescribeLogStreams", logGroupName=group)["logStreams"]
        check(stream["logStreamName"] == "ecs/app/" + task["taskArn"].rsplit("/", 1)[1], stream)
        [line] = logs(emulator, "GetLogEvents", logGroupName=group, logStreamName=stream["logStreamName"])["events"]
        check(line["message"] == "the server begins", line)


def how_a_task_ends():
    ignores = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    exits = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(42))\n"
    for text, code, patience in ((ignores, 137, 60), (exits, 42, 30)):
        with up({"AppTask": python(text + SERVER + SERVE)}) as emulator:
            stop_quickly(emulator)
            cluster = scale(emulator, 1, taskDefinition=redefine(emulator, stopTimeout=3))
            emulator.wait_event("ecs.task_state_changed", to="RUNNING")
            emulator.wait_output("the server begins")
            scale(emulator, 0)
            done = wait_for("STOPPED", lambda: (found := task_of(emulator, cluster, "STOPPED"))
                            and found["lastStatus"] == "STOPPED" and found, patience)
            check(done["containers"][0]["exitCode"] == code, done)
            check(done["stopCode"] == "ServiceSchedulerInitiated", done)
    with up({"AppTask": python("import sys, time; time.sleep(1); print('bad luck'); sys.exit(3)")}) as emulator:
        cluster = scale(emulator, 1)
        done = wait_for("STOPPED", lambda: task_of(emulator, cluster, "STOPPED"))
        check(done["stoppedReason"] == "Essential container in task exited", done)
        check((done["stopCode"], done["containers"][0]["exitCode"]) == ("EssentialContainerExited", 3), done)


def a_task_that_cannot_start():
    with up({"AppTask": {"command": ["no-such-program"]}}) as emulator:
        cluster = scale(emulator, 1)
        done = wait_for("STOPPED", lambda: task_of(emulator, cluster, "STOPPED"))
        check(done["stopCode"] == "TaskFailedToStart", done)
        reason = done["stoppedReason"]
        check(reason.startswith("CannotStartContainerError: ") and
              'exec: "no-such-program": executable file not found in $PATH' in reason, reason)
        check(done["containers"][0]["reason"] == reason and "exitCode" not in done["containers"][0], done)


def no_api_call_names_a_program():
    """Nor does a variable that one sets make a mapped program run another."""
    with up({"AppTask": python(SERVER + SERVE), "AppFunction": {"cwd": str(OWN / "web")}}) as emulator:
        proof = Path(emulator.folder.name) / "proof"
        touch = f"touch {proof}"
        evil = Path(emulator.folder.name) / "evil"
        evil.mkdir()
        variables = {"PATH": str(evil), "BASH_ENV": f"$({touch})", "ENV": f"$({touch})",
                     "NODE_OPTIONS": "--import=data:text/javascript,process.exit(9)", "LD_PRELOAD": "/no/such.so",
                     "PYTHONPATH": str(evil), "PYTHONSTARTUP": "/x", "LD_PRELOAD=/no/such.so:": "",
                     "HARMLESS": "yes"}
        (evil / "json.py").write_text(f"import os; os.system('{touch}')\n")
        changed = redefine(emulator, command=["sh", "-c", touch], entryPoint=["sh"],
                           environment=[{"name": k, "value": v} for k, v in variables.items()])
        scale(emulator, 1, taskDefinition=changed)
        shift_to_tasks(emulator)  # it is the mapped program that runs
        seen = json.loads(emulator.get("/environ")[2])
        check(seen["HARMLESS"] == "yes", seen)
        for name in variables:
            check(name in ("HARMLESS", "PATH") or name not in seen, name)
        check(seen["PATH"] == os.environ["PATH"], seen["PATH"])
        check("NODE_OPTIONS is not passed on" in emulator.wait_output("NODE_OPTIONS"), "it is told")
        # A function's Handler can only name what lies in its folder.
        name = next(f["FunctionName"] for f in json.loads(emulator.rest("GET", "/2015-03-31/functions/")[1])["Functions"]
                    if "AppFunction" in f["FunctionName"])
        status, body = emulator.rest("PUT", f"/2015-03-31/functions/{name}/configuration",
                                     {"Handler": "child_process.execSync"})
        check(status == 200, (status, body))
        status, body = emulator.rest("POST", f"/2015-03-31/functions/{name}/invocations", touch)
        check(json.loads(body).get("errorType") == "Runtime.ImportModuleError", body)
        check(emulator.rest("PUT", f"/2015-03-31/functions/{name}/code", {"ImageUri": "x"})[0] >= 400, "no new code")
        # One that a client makes has no code, whatever it is called.
        role = json.loads(emulator.rest("GET", f"/2015-03-31/functions/{name}")[1])["Configuration"]["Role"]
        status, body = emulator.rest("POST", "/2015-03-31/functions", {
            "FunctionName": "touch", "Role": role, "Runtime": "provided.al2023", "Handler": "touch",
            "Code": {"ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="}})
        check(status == 201, body)
        status, body = emulator.rest("POST", "/2015-03-31/functions/touch/invocations", {})
        check(json.loads(body).get("errorType") == "Runtime.InvalidEntrypoint", body)
        check("no code is mapped to 'function/touch'" in emulator.wait_output("function/touch"), "it is told")
        check(not proof.exists(), "something ran that no file of the user's names")


def a_function_that_an_api_call_makes_runs_what_code_maps_to_its_name():
    with up({"function/made-later": python(REPORTER)}) as emulator:
        functions = json.loads(emulator.rest("GET", "/2015-03-31/functions/")[1])["Functions"]
        status, body = emulator.rest("POST", "/2015-03-31/functions", {
            "FunctionName": "made-later", "Role": functions[0]["Role"], "Runtime": "provided.al2023", "Handler": "x",
            "Code": {"ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="}})
        check(status == 201, body)
        status, body = emulator.rest("POST", "/2015-03-31/functions/made-later/invocations", {})
        check(json.loads(json.loads(body)["body"])["AWS_LAMBDA_FUNCTION_NAME"] == "made-later", body)


def secrets_are_masked_where_a_person_sees_them():
    program = ("import os\nprint('key', os.environ['AWS_SECRET_ACCESS_KEY'], 'password', os.environ['DB_PASSWORD'],"
               " flush=True)\nprint('Authorization: Bearer abc', flush=True)\n" + REPORTER)
    code = {"command": ["python3", "-c", program], "env": {"DB_PASSWORD": "correct-horse"}}
    with up({"AppFunction": code}) as emulator:
        secret = json.loads(emulator.get("/")[2])["AWS_SECRET_ACCESS_KEY"]
        shown = emulator.wait_output("Authorization")
        check("key **** password ****" in shown and "Authorization: ****" in shown, shown)
        check("correct-horse" not in shown and secret not in shown and "Bearer" not in shown, shown)
        state = json.dumps(emulator.state())
        check("correct-horse" not in state and "DB_PASSWORD" not in state, "of the machine's own")
    text = "def handler(event, context):\n    import os\n    raise ValueError('no: ' + os.environ['DB_PASSWORD'])\n"
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "controller.py").write_text(text)
        code = {"cwd": folder, "env": {"DB_PASSWORD": "correct-horse"}}
        with up({"ControllerFunction": code}, None, "--out", f"{folder}/out") as emulator:
            set_alarm(emulator, "ALARM")
            told = emulator.wait_event("lambda.invocation_finished", status="error")
            check(told["data"]["error_message"] == "no: ****", told)
            emulator.stop()
        check("correct-horse" not in Path(folder, "out", "timeline.jsonl").read_text(), "in the record")


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[3:]))
