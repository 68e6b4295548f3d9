"""A running server: the socket, signals, and what never reaches a handler."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from indexing.errors import ConfigurationError
from service.server import address_of, bind

ROOT = Path(__file__).parents[2]
# The small engine of these tests behind the real server; a question about the moon takes a second.
SCRIPT = """
import sys, time
from pathlib import Path
from indexing.engine import Engine
from service import server
from service.settings import Settings
from tests.service.conftest import FakeEngine

class SlowEngine(FakeEngine):
    def ask(self, query):
        if "månen" in query.text:
            time.sleep(1)
        return super().ask(query)

Engine.open = lambda *_, **__: SlowEngine()
bound = server.bind("127.0.0.1", 0)
print(server.address_of(bound), flush=True)
server.serve(Settings(index=Path("x"), models=Path("y"), shutdown_seconds=5), bound)
"""


@pytest.fixture
def server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", SCRIPT], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    wait_for(f"{address}/health/live")
    yield address, process
    process.kill()
    process.communicate()


def wait_for(url: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urlopen(url, timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(url)


def raw(address: str, request: bytes) -> bytes:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        connection.settimeout(10)
        received = b""
        while part := connection.recv(65_536):
            received += part
    return received


def test_serves_and_survives_rubbish(server: tuple[str, subprocess.Popen[str]]) -> None:
    address, _ = server
    for rubbish in (
        b"\x16\x03\x01\x00\xa5\x01\x00",
        b"GET /v1/ask?q=v\xc3\xa5rd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /v1/ask?q=v\xe5rd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /%FF%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\nConnection: close\r\n\r\n",
        b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-A: " + b"a" * 200_000 + b"\r\n\r\n",
    ):
        status = raw(address, rubbish).split(b"\r\n", 1)[0]
        assert b" 500" not in status
    with urlopen(f"{address}/v1/ask?q=v%C3%A5rd") as response:  # noqa: S310
        assert json.load(response)["status"] == "answered"
        assert response.headers["Server"] is None


def test_chunked_body_over_the_limit(server: tuple[str, subprocess.Popen[str]]) -> None:
    address, _ = server
    chunk = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"
    head = b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    head += b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    assert raw(address, head + chunk * 3 + b"0\r\n\r\n").startswith(b"HTTP/1.1 413 ")


def test_requests_under_way_are_finished(server: tuple[str, subprocess.Popen[str]]) -> None:
    address, process = server
    body = json.dumps({"question": "månen?"}).encode()
    request = Request(f"{address}/v1/ask", data=body, headers={"Content-Type": "application/json"})  # noqa: S310
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = (
            f"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        connection.sendall(head.encode() + (request.data if isinstance(request.data, bytes) else b""))
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        received = b""
        while part := connection.recv(65_536):
            received += part
    assert received.startswith(b"HTTP/1.1 200 OK")
    assert b'"status":"not_found"' in received
    process.wait(timeout=10)
    assert process.returncode in (0, -signal.SIGTERM)


def test_log_has_no_question(server: tuple[str, subprocess.Popen[str]]) -> None:
    address, process = server
    with urlopen(f"{address}/v1/ask?q=hemligt"):  # noqa: S310
        pass
    process.send_signal(signal.SIGINT)
    _, log = process.communicate(timeout=20)
    assert " INFO service.access: GET /v1/ask 200 " in log
    assert "hemligt" not in log


def test_port_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"cannot listen on 127.0.0.1 port {port}: Address already in use"):
            bind("127.0.0.1", port)


def test_port_taken_on_the_command_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "service", "serve", "--port", port],
            cwd=ROOT,
            env=os.environ | {"BELAGG_INDEX": "/nowhere"},
            capture_output=True,
            check=False,
        )
    assert done.returncode == 2
    message = f"belagg: cannot listen on 127.0.0.1 port {port}: Address already in use"
    assert done.stderr.decode() == f"{message}; choose others with --host and --port\n"


@pytest.mark.parametrize(
    ("host", "shown"),
    [("0.0.0.0", "http://127.0.0.1:"), ("127.0.0.1", "http://127.0.0.1:")],  # noqa: S104
)
def test_address(host: str, shown: str) -> None:
    with bind(host, 0) as bound:
        assert address_of(bound).startswith(shown)
