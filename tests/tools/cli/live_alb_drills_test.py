#!/usr/bin/env python3
"""What hurts nobody: clients, targets and messages at their worst, against the load balancer of `spillway up`.

Usage: live_alb_drills_test.py SPILLWAY TEMPLATE [TEST...]
"""
import os
import re
import socket
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from live_lib import check, drip, read_all, run_tests, wait_for  # noqa: E402
from live_alb_lib import Alb, read_until, request  # noqa: E402


def send_zeros(client, size):
    block = bytes(1 << 20)
    for _ in range(size >> 20):
        client.sendall(block)


def a_gigabyte_each_way_in_bounded_memory():
    size = 1 << 30
    with Alb() as alb:
        before = alb.memory_mb()
        peak = [before]
        over = threading.Event()

        def watch():
            while not over.wait(0.05):
                peak[0] = max(peak[0], alb.memory_mb())

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            with alb.open(120) as client:
                client.sendall(request("/", "POST", f"Content-Length: {size}\r\n"))
                send_zeros(client, size)
                check(b"%d " % size in read_all(client), "all of it")
            with alb.open(120) as client:
                client.sendall(request(f"/big/{size}"))
                received = len(read_until(client, b"\r\n\r\n").split(b"\r\n\r\n", 1)[1])
                while piece := client.recv(1 << 20):
                    received += len(piece)
                check(received == size, received)
            with alb.open(120) as client:  # a function takes no more than 1 MB
                client.sendall(request("/function", "POST", f"Content-Length: {size}\r\n"))
                check(client.recv(65536).startswith(b"HTTP/1.1 413 Request Entity Too Large\r\n"), "413")
            with alb.open(120) as client:
                client.sendall(request("/function", "POST", "Transfer-Encoding: chunked\r\n"))
                try:
                    for _ in range(64):
                        client.sendall(b"100000\r\n" + bytes(1 << 20) + b"\r\n")
                except ConnectionError:
                    pass
                check(b"HTTP/1.1 413 " in read_all(client), "413 of chunks")
        finally:
            over.set()
            watcher.join()
        check(peak[0] < before + 40, f"{before} MB became {peak[0]} MB")


def a_slow_reader_holds_the_target_up():
    with Alb() as alb:
        with alb.open() as client:
            client.sendall(request(f"/big/{200 << 20}"))
            client.recv(1000)
            time.sleep(1)
            check(alb.memory_mb() < 400, alb.memory_mb())  # also of a sanitizer's build
            check(alb.get("/")[0] == 200, "others go on")


def a_silent_target_is_a_504_and_a_slow_client_a_408():
    with Alb(idle=2) as alb:
        began = time.monotonic()
        answer = alb.raw(request("/silent"))
        check(answer.startswith(b"HTTP/1.1 504 Gateway Time-out\r\n") and b"Content-Length: 132\r\n" in answer, answer)
        check(time.monotonic() - began >= 2, "after the idle time-out")
        for data in (b"", b"GET / HT", request("/", "POST", "Content-Length: 9\r\n", b"abc"),
                     request("/function", "POST", "Content-Length: 9\r\n", b"abc")):
            answer = alb.raw(data)
            check(answer.startswith(b"HTTP/1.1 408 Request Time-out\r\n"), (data, answer[:100]))
        with alb.open() as client:  # the connection ends with the answer, and not a second time-out later
            client.sendall(request("/", "POST", "Content-Length: 9\r\n", b"abc"))
            read_until(client, b"</html>")
            began = time.monotonic()
            read_all(client)
            check(time.monotonic() - began < 1.5, "it ends at once")
        with alb.open() as client:  # silence between requests just ends
            client.sendall(request("/", close=False))
            read_until(client, b"\r\n\r\n")
            check(b"HTTP" not in read_all(client), "no 408")


def a_client_that_sends_a_byte_a_second():
    with Alb(idle=3) as alb:
        slow = [alb.open() for _ in range(20)]
        drip(slow, request("/"), lambda: alb.get("/")[0] == 200)


def a_client_that_ends_in_the_middle_of_its_request():
    with Alb() as alb:
        for path in ("/", "/function"):
            with alb.open() as client:
                client.sendall(request(path, "POST", "Content-Length: 9\r\n", b"abc"))
                client.shutdown(socket.SHUT_WR)
                check(read_all(client).startswith(b"HTTP/1.1 400 Bad Request\r\n"), path)


SMUGGLING = {
    # severe: refused with the page of what cannot be read
    "two lengths": (request("/", "POST", "Content-Length: 3\r\nContent-Length: 4\r\n", b"abcd"), 400),
    "a list of lengths": (request("/", "POST", "Content-Length: 3, 3\r\n", b"abc"), 400),
    "a signed length": (request("/", "POST", "Content-Length: +3\r\n", b"abc"), 400),
    "a hexadecimal length": (request("/", "POST", "Content-Length: 0x3\r\n", b"abc"), 400),
    "a length out of this world": (request("/", "POST", "Content-Length: 99999999999999999999\r\n"), 400),
    "chunked twice": (request("/", "POST", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400),
    "a folded field": (request("/", more="X-A: b\r\n c\r\n"), 400),
    "a blank before the colon": (request("/", "POST", "Content-Length : 3\r\n", b"abc"), 400),
    "a field without a colon": (request("/", more="Nonsense\r\n"), 400),
    "a field without a name": (request("/", more=": x\r\n"), 400),
    "a null": (request("/", more="X: a\0b\r\n"), 400),
    "a bare CR": (request("/", more="X: a\rb\r\n"), 400),
    "bare LFs": (b"GET / HTTP/1.1\nHost: x\n\n", 400),
    "no host": (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
    "two hosts": (request("/", more="Host: y\r\n"), 400),
    "a blank in the target": (request("/a b"), 400),
    "no version": (b"GET /\r\nHost: x\r\n\r\n", 400),
    "a version of another protocol": (b"GET / HTTX/1.1\r\nHost: x\r\n\r\n", 400),
    "HTTP/2": (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
    "a TLS hello": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(300), 400),
    "chunks of HTTP/1.0": (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a coding nobody knows": (request("/", "POST", "Transfer-Encoding: gzip, chunked\r\n"), 501),
    "a chunk size that is none": (request("/", "POST", "Transfer-Encoding: chunked\r\n", b"zz\r\nhi\r\n0\r\n\r\n"), 400),
    "a negative chunk": (request("/", "POST", "Transfer-Encoding: chunked\r\n", b"-1\r\n\r\n"), 400),
    "a chunk longer than its size": (request("/", "POST", "Transfer-Encoding: chunked\r\n", b"1\r\nabc\r\n0\r\n\r\n"), 400),
    "a chunk beyond all numbers": (request("/", "POST", "Transfer-Encoding: chunked\r\n", b"f" * 17 + b"\r\n"), 400),
    "a request line of 20 K": (b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "a request line without an end": (b"GET /" + b"a" * 20000, 414),
    "a field of 20 K": (request("/", more="X: " + "b" * 20000 + "\r\n"), 400),
    "fields of 70 K": (request("/", more="".join(f"X-{i}: {'b' * 10000}\r\n" for i in range(7))), 400),
    "TRACE": (request("/", "TRACE"), 405),
    "31 addresses": (request("/", more="X-Forwarded-For: " + ", ".join(["10.0.0.1"] * 31) + "\r\n"), 463),
}


def malformed_requests_hurt_nobody():
    with Alb() as alb:
        for name, (data, status) in SMUGGLING.items():
            answer = alb.raw(data)
            check(re.match(rb"HTTP/1\.[01] %d " % status, answer), (name, answer[:80]))
            check(b"Connection: close\r\n" in answer, (name, answer[:300]))
            check(answer.count(b"HTTP/1.") == 1, (name, "one answer"))
        page = alb.raw(b"GARBAGE\r\n\r\n")
        check(b"Content-Length: 171\r\n" in page and page.endswith(b"</body>\r\n</html>\r\n"), page)
        check(alb.get("/")[0] == 200, "and goes on")


def many_connections():
    with Alb() as alb:
        before = alb.memory_mb()
        clients = []
        for _ in range(10_000):
            clients.append(alb.open())
        check(alb.get("/")[0] == 200, "beside 10,000 idle ones")
        grown = alb.memory_mb() - before
        check(grown < 400, f"{grown} MB")  # also of a sanitizer's build
        for client in clients[::100]:
            client.sendall(request("/"))
            check(read_all(client).startswith(b"HTTP/1.1 200 OK\r\n"), "each of them is served")
        for client in clients:
            client.close()
        wait_for("others are served", lambda: alb.get("/")[0] == 200)


def clients_and_targets_that_go_away_leave_nothing():
    with Alb() as alb:
        def descriptors():
            return len(os.listdir(f"/proc/{alb.process.pid}/fd"))
        before = descriptors()
        for path in (f"/big/{50 << 20}", "/silent", "/"):
            for _ in range(30):
                with alb.open() as client:
                    client.sendall(request(path, "POST", "Content-Length: 1000000\r\n", b"x" * 1000))
        wait_for("all is closed", lambda: descriptors() <= before + 2)
        check(alb.get("/")[0] == 200, "and goes on")


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[3:]))
