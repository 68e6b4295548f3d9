"""Several processes at one address, and callers who hang up: the real server with the small engine of these tests."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from indexing.errors import IndexNotFoundError
from service.settings import Settings
from service.workers import check_usable

ROOT = Path(__file__).parents[2]
# Each process imports this file anew. An answer tells its process as the question's year; one about the moon takes a
# second, one about Mars five; the index is nothing but its version.
SCRIPT = """
import os, sys, time
from pathlib import Path
from indexing.answers import Understanding
from indexing.engine import Engine
from service import server, workers
from service.settings import Settings
from tests.service.conftest import FakeEngine

class VersionEngine(FakeEngine):
    def __init__(self, index, *_, **__):
        super().__init__()
        self.index, self.index_version = index, index.read_text()
        self.understanding = Understanding(years=(os.getpid(),))

    def ask(self, query):
        time.sleep({"månen?": 1, "Mars?": 5}.get(query.text, 0))
        return super().ask(query)

    def refresh(self):
        before, self.index_version = self.index_version, self.index.read_text()
        return before != self.index_version

Engine.open = VersionEngine
workers.check_usable = lambda _: None

if __name__ == "__main__":
    bound = server.bind("127.0.0.1", 0)
    index, count = Path(sys.argv[1]), int(sys.argv[2])
    settings = Settings(index=index, models=index, workers=count, concurrency=1, refresh_seconds=0.05)
    server.serve(settings, bound, lambda address: print(address, flush=True))
"""
Process = subprocess.Popen[str]


@contextmanager
def serving(folder: Path, workers: int) -> Iterator[tuple[str, Process]]:
    script, index = folder / "script.py", folder / "index"
    script.write_text(SCRIPT, encoding="utf-8")
    index.write_text("g-1", encoding="ascii")
    command = [sys.executable, str(script), str(index), str(workers)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (
        (folder / "log").open("w", encoding="utf-8") as log,
        subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip(), process
        finally:
            process.terminate()
            process.communicate(timeout=60)


def get(url: str) -> Any:
    with urlopen(url, timeout=60) as response:  # noqa: S310
        return json.load(response)


def until(holds: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def metric(address: str, line_start: str) -> float:
    with urlopen(f"{address}/metrics", timeout=60) as response:  # noqa: S310
        found = re.search(rf"^{re.escape(line_start)} (\S+)$", response.read().decode(), re.MULTILINE)
    return float(found[1]) if found else 0.0


def send(address: str, question: str) -> socket.socket:
    host, port = address.removeprefix("http://").split(":")
    body = json.dumps({"question": question}).encode()
    head = f"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    connection = socket.create_connection((host, int(port)), timeout=30)
    connection.sendall(f"{head}Connection: close\r\n\r\n".encode() + body)
    return connection


def received(connection: socket.socket) -> bytes:
    parts = b""
    while part := connection.recv(65_536):
        parts += part
    return parts


def test_two_processes_answer_follow_the_index_and_count_together(tmp_path: Path) -> None:
    with serving(tmp_path, workers=2) as (address, process):
        versions: dict[int, str] = {}
        asked = 0

        def ask() -> dict[int, str]:
            nonlocal asked
            reply = get(f"{address}/v1/ask?q=a")
            asked += 1
            versions[reply["understood"]["year"][0]] = reply["index_version"]
            return versions

        until(lambda: len(ask()) == 2)
        assert set(versions.values()) == {"g-1"}
        (tmp_path / "next").write_text("g-2", encoding="ascii")
        (tmp_path / "next").replace(tmp_path / "index")
        until(lambda: set(ask().values()) == {"g-2"})
        assert metric(address, 'belagg_requests_total{method="GET",route="/v1/ask",status="200"}') == asked
        assert metric(address, "belagg_index_passages") == 2.0
        assert process.poll() is None


def test_a_process_that_dies_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path, workers=2) as (address, _):
        first = get(f"{address}/v1/ask?q=a")["understood"]["year"][0]
        os.kill(first, signal.SIGKILL)
        seen = {0, first}

        def two_others_answer() -> bool:
            seen.add(_pid(address))
            return len(seen) == 4

        until(two_others_answer)


def _pid(address: str) -> int:
    try:
        return int(get(f"{address}/v1/ask?q=a")["understood"]["year"][0])
    except OSError:
        return 0  # asked of the process as it died


def test_requests_under_way_are_finished_in_every_process(tmp_path: Path) -> None:
    with serving(tmp_path, workers=2) as (address, process):
        get(f"{address}/v1/ask?q=a")
        connections = [send(address, "månen?") for _ in range(3)]
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        for connection in connections:
            with connection:
                assert received(connection).startswith(b"HTTP/1.1 200 OK")
        assert process.wait(timeout=30) == 0


def test_who_hangs_up_is_not_worked_for(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1) as (address, _):
        get(f"{address}/v1/ask?q=a")
        with send(address, "Mars?") as first:
            time.sleep(0.2)
            second = send(address, "b")
            until(lambda: metric(address, "belagg_questions_waiting") == 1.0)
            second.close()
            until(lambda: metric(address, 'belagg_questions_dropped_total{reason="client_gone"}') == 1.0)
            assert metric(address, "belagg_questions_waiting") == 0.0
            assert received(first).startswith(b"HTTP/1.1 200 OK")
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert len(re.findall(r"POST /v1/ask 499 ", log)) == 1


def test_an_index_that_is_missing_is_told_before_processes_start(settings: Settings) -> None:
    with pytest.raises(IndexNotFoundError):
        check_usable(settings)
