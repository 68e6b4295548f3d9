"""The service as its users meet it: started as a process, asked over HTTP."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

import httpx

from eval.bench.memory import Memory, memory_of
from eval.errors import EvaluationError

_START_LIMIT_S: Final = 180.0
_STOP_LIMIT_S: Final = 20.0
_POLL_S: Final = 0.02
_TOLD: Final = 300


@dataclass(frozen=True, slots=True)
class RunningService:
    """A service that is ready.

    Attributes:
        client: an open connection to it.
        pid: its process.
        ready_s: from the start of its process until it said that it was ready.
        log: what it wrote to standard error.
    """

    client: httpx.Client
    pid: int
    ready_s: float
    log: Path

    def memory(self) -> Memory:
        """Return what the process and its children hold."""
        return memory_of(self.pid)

    @contextmanager
    def asking(self) -> Iterator[Callable[[str], float]]:
        """Yield a function that asks a question over one connection and returns the milliseconds that it took.

        Without the time of a client library. The function raises `EvaluationError` where a question is not answered.
        """
        address = self.client.base_url
        with closing(HTTPConnection(address.host, address.port)) as connection:
            yield partial(_ask_ms, connection)

    def ask_anew(self, questions: Sequence[str]) -> None:
        """Ask each question over a connection of its own, so that every one of several processes gets some.

        Raises:
            EvaluationError: a process did not become ready in time.
        """
        deadline = time.perf_counter() + _START_LIMIT_S
        for question in questions:
            while _is_refused(self.client.base_url.join("/v1/ask"), question):
                if time.perf_counter() > deadline:
                    raise EvaluationError(f"not every process was ready within {_START_LIMIT_S:.0f} s")
                time.sleep(_POLL_S)


@contextmanager
def running_service(
    index: Path, *, options: Sequence[str] = (), python_options: Sequence[str] = ()
) -> Iterator[RunningService]:
    """Start ``belagg serve`` on a free port, and stop it again.

    Args:
        index: the index folder.
        options: further ones for ``belagg serve``.
        python_options: for the interpreter.

    Yields:
        The service, ready.

    Raises:
        EvaluationError: it stopped or did not become ready in time.
    """
    arguments = ["-m", "service", "serve", "--port", "0", "--index", str(index), *options]
    with tempfile.NamedTemporaryFile(prefix="belagg-bench-") as log:
        started = time.perf_counter()
        with subprocess.Popen([sys.executable, *python_options, *arguments], stderr=log) as process:  # noqa: S603
            try:
                address = _address(Path(log.name), process)
                with httpx.Client(base_url=address, timeout=30) as client:
                    _wait_until_ready(client, process)
                    yield RunningService(client, process.pid, time.perf_counter() - started, Path(log.name))
            finally:
                process.terminate()
                process.wait(_STOP_LIMIT_S)


def _ask_ms(connection: HTTPConnection, question: str) -> float:
    body = json.dumps({"question": question}).encode()
    started = time.perf_counter()
    connection.request("POST", "/v1/ask", body, {"Content-Type": "application/json"})
    reply = connection.getresponse()
    reply.read()
    taken = time.perf_counter() - started
    if reply.status != httpx.codes.OK:
        raise EvaluationError(f"the service answered {question!r} with {reply.status}")
    return taken * 1000


def _is_refused(address: httpx.URL, question: str) -> bool:
    reply = httpx.post(address, json={"question": question}, timeout=30)
    if reply.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        return True
    reply.raise_for_status()
    return False


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.perf_counter() + _START_LIMIT_S
    while time.perf_counter() < deadline and process.poll() is None:
        if found := re.search(r"(http://\S+)\s", log.read_text(encoding="utf-8")):
            return found[1].rstrip("/")
        time.sleep(_POLL_S)
    said = log.read_text(encoding="utf-8").strip()[-_TOLD:]
    raise EvaluationError(f"the service did not say where it listens; its last words: {said or 'none'}")


def _wait_until_ready(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.perf_counter() + _START_LIMIT_S
    while time.perf_counter() < deadline and process.poll() is None:
        try:
            if client.get("/health/ready").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # not listening yet
        time.sleep(_POLL_S)
    raise EvaluationError(f"the service was not ready within {_START_LIMIT_S:.0f} s; try `belagg serve` by hand")
