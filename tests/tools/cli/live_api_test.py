#!/usr/bin/env python3
"""The AWS endpoint of `spillway up`, from outside.

Usage: live_api_test.py SPILLWAY SCENARIO [TEST...]
"""
import datetime
import http.client
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from live_lib import FAST, Up, check, drip, read_all, run_tests  # noqa: E402
from live_signing import presigned, signed  # noqa: E402

BINARY, SCENARIO = sys.argv[1], sys.argv[2]
JSON = "application/x-amz-json-1.1"
ECS = "AmazonEC2ContainerServiceV20141113"
LIST = {"content-type": JSON, "x-amz-target": f"{ECS}.ListClusters"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def up(*options, **more):
    return Up(BINARY, SCENARIO, *FAST, *options, **more)


def has_shape(answer, status, kind, body, **headers):
    """Of an answer: status, Content-Type, the pattern of its body, further headers."""
    check(answer[0] == status, answer)
    check(answer[1].get("content-type") == kind, answer)
    check(re.fullmatch(ID, answer[1].get("x-amzn-requestid", "")), answer)
    check(answer[1].get("date", "").endswith("GMT"), answer)
    check(re.fullmatch(body, answer[2].decode()), answer)
    for name, value in headers.items():
        check(answer[1].get(name.replace("_", "-")) == value, (name, answer))


def answers_have_the_shapes_of_their_protocols():
    """F2: success and error, body and headers, byte for byte but for ids."""
    with up() as emulator:
        has_shape(signed(emulator, "POST", "/", FORM, b"Action=GetCallerIdentity&Version=2011-06-15", "sts"), 200,
                  "text/xml",
                  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
                  r"<GetCallerIdentityResult>(<(Account|Arn|UserId)>[^<]+</\2>){3}</GetCallerIdentityResult>"
                  f"<ResponseMetadata><RequestId>{ID}</RequestId></ResponseMetadata></GetCallerIdentityResponse>")
        has_shape(signed(emulator, "POST", "/", FORM, b"Action=DescribeTargetHealth&Version=2015-12-01&TargetGroupArn="
                         b"arn:aws:elasticloadbalancing:sa-east-1:123456789012:targetgroup/x/0123456789abcdef",
                         "elasticloadbalancing"), 400, "text/xml",
                  '<ErrorResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><Error>'
                  "<Type>Sender</Type><Code>TargetGroupNotFound</Code><Message>[^<]+</Message></Error>"
                  f"<RequestId>{ID}</RequestId></ErrorResponse>")
        has_shape(signed(emulator, "POST", "/", LIST, b"{}"), 200, JSON, r'\{"clusterArns":\["arn:[^"]+"\]\}')
        has_shape(signed(emulator, "POST", "/", {**LIST, "x-amz-target": f"{ECS}.UpdateService"},
                         b'{"service":"nobody","desiredCount":1}'), 400, JSON,
                  r'\{"__type":"\w+Exception","message":"[^"]+"\}')
        granite = {"content-type": "application/x-amz-json-1.0", "x-amzn-query-mode": "true",
                   "x-amz-target": "GraniteServiceVersion20100801.SetAlarmState"}
        answer = signed(emulator, "POST", "/", granite, b'{"AlarmName":"x","StateValue":"OK","StateReason":"r"}',
                        "monitoring")
        has_shape(answer, answer[0], "application/x-amz-json-1.0",
                  r'\{"__type":"com.amazonaws.cloudwatch#ResourceNotFound","message":"[^"]*"\}',
                  x_amzn_query_error="ResourceNotFound;Sender")
        has_shape(signed(emulator, "GET", "/2015-03-31/functions/nobody", {}, b"", "lambda"), 404, "application/json",
                  r'\{"Type":"User","Message":"[^"]+"\}', x_amzn_errortype="ResourceNotFoundException")


def both_protocols_of_cloudwatch():
    with up() as emulator:
        status, _, body = signed(emulator, "POST", "/", FORM, b"Action=DescribeAlarms&Version=2010-08-01", "monitoring")
        check(status == 200 and b"<AlarmName>" in body and b"2010-08-01" in body, body)
        granite = {"content-type": "application/x-amz-json-1.0", "x-amzn-query-mode": "true",
                   "x-amz-target": "GraniteServiceVersion20100801.DescribeAlarms"}
        status, headers, body = signed(emulator, "POST", "/", granite, b"{}", "monitoring")
        check(status == 200 and b'"AlarmName":' in body, body)
        check(headers["content-type"] == "application/x-amz-json-1.0", headers)


def signatures_in_every_form():
    now = datetime.datetime.now(datetime.timezone.utc)
    with up() as emulator:
        check(signed(emulator, "POST", "/", LIST, b"{}")[0] == 200, "signed")
        status, _, body = emulator.get(presigned(emulator), emulator.api)
        check(status == 200 and b"<Account>" in body, body)
        changed = presigned(emulator).replace("GetCallerIdentity", "GetSessionToken")
        status, _, body = emulator.get(changed, emulator.api)
        check(status == 403 and b"SignatureDoesNotMatch" in body, body)
        status, _, body = emulator.get(presigned(emulator, 60, now - datetime.timedelta(minutes=3)), emulator.api)
        check(status == 403 and b"Signature expired" in body, body)
        # Only S3 takes a body that is not signed, or signed piece by piece.
        for payload in ("UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"):
            status, _, body = signed(emulator, "POST", "/", LIST, b"{}", payload=payload)
            check(status == 400 and b"InvalidSignatureException" in body, body)
        for minutes, words in ((-6, b"Signature expired"), (6, b"Signature not yet current")):
            status, _, body = signed(emulator, "POST", "/", LIST, b"{}", at=now + datetime.timedelta(minutes=minutes))
            check(status == 400 and words in body and b"InvalidSignatureException" in body, body)
        status, _, body = emulator.get("/", emulator.api, "POST", b"{}", LIST)
        check(status == 400 and b"MissingAuthenticationTokenException" in body, body)
        connection = http.client.HTTPConnection("127.0.0.1", emulator.api, timeout=10)

        def in_chunks(fields):
            connection.request("POST", "/", iter([b"{", b"}"]), fields, encode_chunked=True)
            return connection.getresponse().status
        check(signed(emulator, "POST", "/", LIST, b"{}", send=in_chunks) == 200, "a body in chunks is the body")
        connection.close()


def what_is_not_modelled_is_named_and_counted():
    with up() as emulator:
        for service, method, target, headers, body, name in (
                ("ecs", "POST", "/", {**LIST, "x-amz-target": f"{ECS}.ListClusterz"}, b"{}", "ecs:ListClusterz"),
                ("dynamodb", "POST", "/", {"content-type": "application/x-amz-json-1.0",
                                           "x-amz-target": "DynamoDB_20120810.PutItem"}, b"{}", "dynamodb:PutItem"),
                ("cloudformation", "POST", "/", FORM, b"Action=DescribeStacks&Version=2010-05-15",
                 "cloudformation:DescribeStacks"),
                ("s3", "GET", "/", {}, b"", "s3:GET /"),
                ("monitoring", "POST", "/service/GraniteServiceVersion20100801/operation/ListMetrics",
                 {"content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}, b"\xbf\xff",
                 "cloudwatch:ListMetrics in the protocol rpc-v2-cbor")):
            status, _, answer = signed(emulator, method, target, headers, body, service)
            check(status in (400, 404) and name.encode() in answer, (name, status, answer))
            events = emulator.events()
            told = [e for e in events if e["event"] == "run.refused" and name in e["data"]["what"]]
            check(len(told) == 1, (name, told))
            call = [e for e in events if e["seq"] == told[0]["cause"]]
            check(call[0]["event"] == "api.call" and call[0]["data"]["error"], call)
        check(emulator.get("/bang")[0] == 200, "and goes on")


def a_live_run_that_asks_for_it_ends_with_3():
    process = subprocess.Popen([BINARY, "run", "--live", SCENARIO, "--port", "0"], stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    try:
        text = ""
        while not (match := re.search(r"AWS_ENDPOINT_URL=http://127\.0\.0\.1:(\d+)", text)):
            line = process.stdout.readline()
            check(line, text)
            text += line

        class Emulator:
            api = int(match[1])
            alb = None
            get = Up.get
        status, _, body = signed(Emulator(), "POST", "/", {**LIST, "x-amz-target": "AWSEvents.CreateEndpoint"}, b"{}",
                                 "events")
        check(status == 400 and b"events:CreateEndpoint" in body, body)
        process.stdout.read()
        check(process.wait(20) == 3, process.returncode)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def malformed_bodies_are_refused_by_name():
    rules = b"Action=DescribeRules&Version=2015-12-01"
    with up() as emulator:
        for headers, body, service, code in ((LIST, b"{", "ecs", b"SerializationException"),
                                             (LIST, b"\xff\xfe", "ecs", b"SerializationException"),
                                             (LIST, b"[" * 100000, "ecs", b"SerializationException"),
                                             (LIST, b"<a>", "ecs", b"SerializationException"),
                                             (LIST, b"[]", "ecs", b"SerializationException"),
                                             (FORM, rules + b"&a=%", "elasticloadbalancing", b"MalformedInput"),
                                             (FORM, rules + b"&RuleArns.member.x=1", "elasticloadbalancing",
                                              b"MalformedInput"),
                                             (FORM, b"<a/>", "elasticloadbalancing", b"MissingAction"),
                                             (FORM, b"", "elasticloadbalancing", b"MissingAction")):
            status, _, answer = signed(emulator, "POST", "/", headers, body, service)
            check(status == 400 and code in answer, (body[:30], status, answer[:300]))
        check(emulator.get("/bang")[0] == 200, "and goes on")


def pour(port, head, amount):
    """Sends a head and then bytes until they are all sent or the other end has had enough; its answer."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.settimeout(20)
        answer = bytearray()

        def read():
            try:
                while piece := client.recv(65536):
                    answer.extend(piece)
            except OSError:
                pass
        reader = threading.Thread(target=read)
        reader.start()
        piece = b"x" * (1 << 20)
        try:
            client.sendall(head)
            for _ in range(amount >> 20):
                client.sendall(piece)
        except OSError:
            pass
        reader.join(20)
        return bytes(answer)


def a_body_of_1_gb_is_refused_in_bounded_memory():
    size = 1 << 30
    with up() as emulator:
        emulator.get("/env")
        before = emulator.memory_mb()
        [runtime_api] = [int(found) for pid, _ in emulator.children() for found in
                         re.findall(r"AWS_LAMBDA_RUNTIME_API=127\.0\.0\.1:(\d+)", open(f"/proc/{pid}/environ").read())]
        for port, path, fields, words in (
                (emulator.api, "/", f"X-Amz-Target: {ECS}.ListClusters\r\nContent-Type: {JSON}\r\n",
                 b"RequestEntityTooLarge"),
                (emulator.api, "/2015-03-31/functions/web/invocations", "", b"RequestTooLargeException"),
                (emulator.api, "/_spillway/faults", "", b"larger than 16 MB"),
                (runtime_api, "/2018-06-01/runtime/init/error", "", b"Exceeded maximum allowed payload size")):
            for framing in (f"Content-Length: {size}\r\n\r\n", f"Transfer-Encoding: chunked\r\n\r\n{size:x}\r\n"):
                head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{fields}{framing}".encode()
                answer = pour(port, head, size)
                check(answer.startswith(b"HTTP/1.1 413 ") and words in answer, (path, framing, answer[:400]))
        check(emulator.memory_mb() < before + 120, (before, emulator.memory_mb()))
        check(emulator.get("/bang")[0] == 200, "and goes on")


def many_connections():
    with up() as emulator:
        before = emulator.memory_mb()
        clients = [socket.create_connection(("127.0.0.1", emulator.api), timeout=30) for _ in range(10_000)]
        check(emulator.ecs("ListClusters")[0] == 200, "beside 10,000 idle ones")
        grown = emulator.memory_mb() - before
        check(grown < 400, f"{grown} MB")  # also of a sanitizer's build
        for client in clients[::100]:
            client.sendall(b"GET /_spillway/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            check(read_all(client).startswith(b"HTTP/1.1 200 OK\r\n"), "each of them is served")
        for client in clients:
            client.close()
        check(emulator.ecs("ListClusters")[0] == 200, "and goes on")


def a_client_that_sends_a_byte_a_second():
    with up() as emulator:
        slow = [socket.create_connection(("127.0.0.1", emulator.api), timeout=30) for _ in range(20)]
        text = b"GET /_spillway/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        drip(slow, text, lambda: emulator.ecs("ListClusters")[0] == 200)


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[3:]))
