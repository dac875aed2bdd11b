#!/usr/bin/env python3
"""The load balancer of `spillway up` over real sockets: what passes, in whatever form, and the access log of it.

Usage: live_alb_test.py SPILLWAY TEMPLATE [TEST...]
"""
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from live_lib import check, read_all, run_tests, wait_for  # noqa: E402
from live_alb_lib import Alb, read_until, request  # noqa: E402


def connections_are_kept_on_both_sides():
    with Alb() as alb:
        with alb.open() as client:
            ports = set()
            for _ in range(5):
                client.sendall(request("/", close=False))
                head = read_until(client, b"\r\n\r\n")
                check(b"Connection: keep-alive" in head, head)
                ports.add(re.search(rb"X-Connection: (\d+)", head)[1])
            check(len(ports) == 1, ports)
            client.sendall(request("/", close=False) * 20)  # one after the other, in order
            text = b""
            while text.count(b"HTTP/1.1 200 OK") < 20:
                text += client.recv(65536)


def what_a_target_is_sent():
    with Alb() as alb:
        answer = alb.raw(request("/echo-head?a=b%20c", more="X-Forwarded-For: 198.51.100.1\r\nX-Own: 1\r\nExpect: x\r\n"
                                 "TE: trailers\r\nKeep-Alive: 5\r\nUpgrade: h2c\r\n"))
        seen = answer.split(b"\r\n\r\n", 1)[1].decode()
        check(seen.startswith("GET /echo-head?a=b%20c HTTP/1.1\r\n"), seen)
        check("X-Forwarded-For: 198.51.100.1, 127.0.0.1\r\n" in seen, seen)
        check("X-Forwarded-Proto: http\r\n" in seen and "X-Forwarded-Port: 80\r\n" in seen, seen)
        check(re.search(r"X-Amzn-Trace-Id: Root=1-[0-9a-f]{8}-[0-9a-f]{24}\r\n", seen), seen)
        check("Host: x.example\r\n" in seen and "X-Own: 1\r\n" in seen, seen)
        for absent in ("Connection", "TE:", "Keep-Alive", "Upgrade", "Expect"):
            check(absent not in seen, (absent, seen))
        old = alb.raw(b"GET /echo-head HTTP/1.0\r\n\r\n")
        check(re.search(rb"\nHost: [\w.-]+\.elb\.amazonaws\.com\r\n", old), old)  # the load balancer's own name


def bodies_in_each_framing():
    with Alb() as alb:
        check(alb.raw(request("/close")).endswith(b"\r\n\r\nd\r\nuntil the end\r\n0\r\n\r\n"), "as chunks")
        old = alb.raw(b"GET /close HTTP/1.0\r\n\r\n")
        check(old.startswith(b"HTTP/1.0 200 OK\r\n") and old.endswith(b"\r\n\r\nuntil the end"), old)
        chunks = alb.raw(request("/chunked"))
        check(b"Transfer-Encoding: chunked\r\n" in chunks and chunks.endswith(b"0\r\n\r\n"), chunks)
        check(b"Trailer" not in chunks, chunks)
        check(alb.get("/chunked")[2] == b"one two three", "chunked")
        old = alb.raw(b"GET /chunked HTTP/1.0\r\n\r\n")
        check(old.endswith(b"\r\n\r\none two three"), old)
        head = alb.raw(request("/length-of-head", "HEAD"))
        check(b"Content-Length: 1234\r\n" in head and head.endswith(b"\r\n\r\n"), head)
        check(alb.raw(request("/interim")).endswith(b"then this"), "interim answers are not the answer")
        sent = b"5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nX: y\r\n\r\n"
        digest = hashlib.sha256(b"hello world").hexdigest().encode()
        for pieces in ([sent], [sent[i:i + 1] for i in range(len(sent))]):
            with alb.open() as client:
                client.sendall(request("/", "POST", "Transfer-Encoding: chunked\r\n"))
                for piece in pieces:
                    client.sendall(piece)
                check(read_all(client).endswith(b"11 " + digest), "a chunked request")


def a_continue_is_asked_for():
    with Alb() as alb:
        for path in ("/", "/function"):
            with alb.open() as client:
                client.sendall(request(path, "POST", "Content-Length: 2\r\nExpect: 100-continue\r\n"))
                check(client.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n", path)
                client.sendall(b"hi")
                check(read_all(client).startswith(b"HTTP/1.1 "), path)
        refused = alb.raw(request("/function", "POST", "Content-Length: 1048577\r\nExpect: 100-continue\r\n"))
        check(refused.startswith(b"HTTP/1.1 413 "), refused)


def a_function_takes_a_megabyte():
    with Alb() as alb:
        limit = 1 << 20
        check(alb.get("/function", method="POST", body=b"x" * limit)[0] != 413, "1 MB")
        check(alb.get("/function", method="POST", body=b"x" * (limit + 1))[0] == 413, "and a byte")


def an_answer_before_the_request_is_whole():
    with Alb() as alb:
        with alb.open() as client:
            client.sendall(request("/early", "POST", f"Content-Length: {10 << 20}\r\n", b"x" * 1000, close=False))
            answer = read_all(client)
            check(answer.startswith(b"HTTP/1.1 403 Forbidden\r\n") and answer.endswith(b"no, thanks"), answer)
            check(b"Connection: close\r\n" in answer, answer)


def targets_that_fail():
    with Alb() as alb:
        for path in ("/hangup", "/garbage", "/both", "/huge-head"):
            answer = alb.raw(request(path))
            check(answer.startswith(b"HTTP/1.1 502 Bad Gateway\r\n"), (path, answer[:100]))
            check(b"Content-Length: 122\r\n" in answer and b"Server: awselb/2.0\r\n" in answer, answer)
        answer = alb.raw(request("/short"))
        check(answer.endswith(b"only this"), "the client sees that something is missing")
        answer = alb.raw(request("/reset"))  # no length says that there was more; a reset does
        check(b"some of it" in answer and not answer.endswith(b"0\r\n\r\n"), answer)
        check(alb.get("/")[0] == 200, "and goes on")


def what_is_ambiguous_passes_and_ends_both_connections():
    smuggled = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "access.log"
        with Alb("--access-log", str(log)) as alb:
            for more, body in ((f"Content-Length: {len(smuggled)}\r\nTransfer-Encoding: chunked\r\n", smuggled),
                               ("Content-Length: 3\r\nContent-Length: 3\r\n", b"abc")):
                answer = alb.raw(request("/", "POST", more, body, close=False))
                check(answer.startswith(b"HTTP/1.1 200 OK\r\n") and b"Connection: close\r\n" in answer, answer)
                check(answer.count(b"HTTP/1.1 ") == 1, answer)
            wait_for("the log", lambda: log.read_text().count('"Ambiguous"') == 2)
        text = log.read_text()
        check('"Ambiguous" "BothTeClPresent"' in text and '"Ambiguous" "DuplicateContentLength"' in text, text)
        check("smuggled" not in text, text)


def web_sockets():
    upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "access.log"
        with Alb("--access-log", str(log)) as alb:
            with alb.open() as client:
                client.sendall(request("/ws", more=upgrade, close=False))
                text = read_until(client, b"hello ")
                check(text.startswith(b"HTTP/1.1 101 Switching Protocols\r\n"), text)
                check(b"Connection: Upgrade\r\n" in text and b"Upgrade: websocket\r\n" in text, text)
                for word in (b"one", b"\0\xff binary", b"bye"):
                    client.sendall(word)
                    read_until(client, word.upper())
                check(read_all(client) == b"", "the target ends it")
            with alb.open() as client:  # and the client can
                client.sendall(request("/ws", more=upgrade, close=False))
                read_until(client, b"hello ")
            closing = upgrade.replace("Upgrade\r\n", "Upgrade, close\r\n", 1)
            refused = alb.raw(request("/function", more=closing, close=False))
            check(refused.startswith(b"HTTP/1.1 400 Bad Request\r\n"), refused)
            plain = alb.raw(request("/", more=closing, close=False))
            check(plain.startswith(b"HTTP/1.1 200 OK\r\n"), plain)
            wait_for("two lines of WebSockets", lambda: len(re.findall("^ws ", log.read_text(), re.M)) == 2)
            check('"LambdaWebsocketNotSupported"' in log.read_text(), log.read_text())


FIELDS = re.compile(r'"[^"]*"|\S+')
NAMES = ("type time elb client target request_processing_time target_processing_time response_processing_time "
         "elb_status_code target_status_code received_bytes sent_bytes request user_agent ssl_cipher ssl_protocol "
         "target_group_arn trace_id domain_name chosen_cert_arn matched_rule_priority request_creation_time "
         "actions_executed redirect_url error_reason target_list target_status_code_list classification "
         "classification_reason conn_trace_id").split()


def the_access_log():
    """A4.17 the access log has ALB's fields: no target for a function, and the time that the client took to send"""
    with tempfile.TemporaryDirectory() as folder:
        with Alb("--out", folder) as alb:
            log = Path(folder) / "access.log"
            sent = request("/path?x=1", more="User-Agent: test \"1\"\r\n")
            received = alb.raw(sent)
            alb.raw(request("/function"))
            alb.raw(request("/elsewhere"))
            alb.raw(b"GARBAGE\r\n\r\n")
            alb.raw(request("/hangup"))
            with alb.open() as client:
                client.sendall(b"POST /function HTTP/1.1\r\nHost: x.example\r\nContent-Length: 2\r\n\r\n")
                time.sleep(0.3)
                client.sendall(b"hi")
                client.recv(4096)
            with alb.open() as client:
                client.sendall(request("/silent"))
                time.sleep(0.2)

            def lines():
                entries = [dict(zip(NAMES, FIELDS.findall(line))) for line in log.read_text().splitlines()]
                for line in log.read_text().splitlines():
                    check(len(FIELDS.findall(line)) == len(NAMES), line)
                return {entry["request"].strip('"'): entry for entry in entries}
            wait_for("the last line", lambda: "silent" in log.read_text())
            by_request = lines()
        entry = by_request["GET http://x.example:80/path?x=1 HTTP/1.1"]
        stamp = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
        expected = {
            "type": "http", "time": stamp, "elb": r"app/.+/[0-9a-f]{16}", "client": r"127\.0\.0\.1:\d+",
            "target": r"10\.0\.\d+\.\d+:8080", "request_processing_time": r"0\.0\d\d",
            "target_processing_time": r"0\.\d{3}", "response_processing_time": r"0\.0\d\d", "elb_status_code": "200",
            "target_status_code": "200", "received_bytes": str(len(sent)), "sent_bytes": str(len(received)),
            "user_agent": r'"test \\x221\\x22"', "ssl_cipher": "-", "ssl_protocol": "-",
            "target_group_arn": r"arn:aws:elasticloadbalancing:.*:targetgroup/.*", "domain_name": '"-"',
            "trace_id": r'"Root=1-[0-9a-f]{8}-[0-9a-f]{24}"', "chosen_cert_arn": '"-"', "matched_rule_priority": "0",
            "request_creation_time": stamp, "actions_executed": '"forward"', "redirect_url": '"-"',
            "error_reason": '"-"', "target_list": r'"10\.0\.\d+\.\d+:8080"', "target_status_code_list": '"200"',
            "classification": '"-"', "classification_reason": '"-"', "conn_trace_id": r"TID_\w+"}
        for name, pattern in expected.items():
            check(re.fullmatch(pattern, entry[name]), (name, entry[name]))
        function = by_request["GET http://x.example:80/function HTTP/1.1"]
        check((function["target"], function["matched_rule_priority"], function["elb_status_code"]) ==
              ("-", "10", function["target_status_code"]), function)
        slow = by_request["POST http://x.example:80/function HTTP/1.1"]
        check(float(slow["request_processing_time"]) >= 0.3, slow)
        elsewhere = by_request["GET http://x.example:80/elsewhere HTTP/1.1"]
        check((elsewhere["actions_executed"], elsewhere["redirect_url"], elsewhere["elb_status_code"],
               elsewhere["request_processing_time"]) ==
              ('"redirect"', '"https://example.com:443/elsewhere"', "301", "-1"), elsewhere)
        [garbage] = [e for r, e in by_request.items() if r.startswith("- http://") and r.endswith(":80- -")]
        check((garbage["elb_status_code"], garbage["matched_rule_priority"], garbage["actions_executed"]) ==
              ("400", "-", '"-"'), garbage)
        hangup = by_request["GET http://x.example:80/hangup HTTP/1.1"]
        check((hangup["elb_status_code"], hangup["target_status_code"], hangup["target_processing_time"]) ==
              ("502", "-", "-1"), hangup)
        gone = by_request["GET http://x.example:80/silent HTTP/1.1"]
        check((gone["elb_status_code"], gone["sent_bytes"]) == ("460", "0"), gone)


def curl_and_wrk():
    with Alb() as alb:
        url = f"http://127.0.0.1:{alb.alb}/"
        done = subprocess.run(["curl", "-sS", "--data-binary", "@-", "-H", "Transfer-Encoding: chunked", url],
                              input=b"hello", capture_output=True, timeout=30)
        check(done.stdout == b"5 " + hashlib.sha256(b"hello").hexdigest().encode(), done)
        if shutil.which("wrk") is None:
            print("       (without wrk, which is not installed)")
            return
        done = subprocess.run(["wrk", "-t1", "-c16", "-d1s", url], capture_output=True, text=True, timeout=60)
        check("Non-2xx" not in done.stdout and "Socket errors" not in done.stdout, done.stdout)
        check(int(re.search(r"(\d+) requests in", done.stdout)[1]) > 0, done.stdout)


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[3:]))
