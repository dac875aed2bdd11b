"""What the tests of the load balancer's data path share: `spillway up` with a healthy task, and bytes on sockets."""
import socket
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from live_lib import Failed, Up, raw, wait_for  # noqa: E402

BINARY, TEMPLATE = sys.argv[1], Path(sys.argv[2]).resolve()
TARGET = Path(__file__).resolve().parent / "alb" / "target.py"
SCENARIO = """\
name: alb
template: {template}
code: {{Function: app, Task: {{command: [{python}, {target}]}}}}
parameters: {{IdleTimeout: '{idle}'}}
duration: 1h
aws:
  elbv2: {{registration: 1s, listener_propagation: 0s}}
  ecs: {{scheduler_reaction: 0s, start: {{provisioning: 0s, pull: 0s, activating: 0s}}}}
"""


class Alb(Up):
    """With a healthy task behind the load balancer."""

    def __init__(self, *options, idle=60):
        self.folder = tempfile.TemporaryDirectory()
        file = Path(self.folder.name) / "alb.yaml"
        file.write_text(SCENARIO.format(template=TEMPLATE, python=sys.executable, target=TARGET, idle=idle))
        super().__init__(BINARY, str(file), *options)
        try:
            wait_for("a healthy task", lambda: self.get("/")[0] == 200, 60)
        except Exception:
            self.__exit__()
            raise

    def __exit__(self, *_):
        super().__exit__()
        self.folder.cleanup()

    def open(self, timeout=30):
        client = socket.create_connection(("127.0.0.1", self.alb))
        client.settimeout(timeout)
        return client

    def raw(self, data, timeout=30):
        return raw(self.alb, data, timeout)


def read_until(client, end):
    text = b""
    while end not in text:
        piece = client.recv(65536)
        if not piece:
            raise Failed(f"ended after {text[:200]!r}")
        text += piece
    return text


def request(path, method="GET", more="", body=b"", close=True):
    end = "Connection: close\r\n" if close else ""
    return f"{method} {path} HTTP/1.1\r\nHost: x.example\r\n{more}{end}\r\n".encode() + body
