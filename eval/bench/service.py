"""The service as its users meet it: started as a process, asked over HTTP."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from eval.errors import EvaluationError

_START_LIMIT_S: Final = 60.0
_STOP_LIMIT_S: Final = 20.0
_POLL_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class RunningService:
    """A service that is ready.

    Attributes:
        client: an open connection to it.
        pid: its process.
        ready_s: from the start of its process until it said that it was ready.
    """

    client: httpx.Client
    pid: int
    ready_s: float

    def resident_mib(self) -> float:
        """Return the process's resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        return int(found.group(1)) / 1024 if found else 0.0

    def ask_ms(self, questions: Sequence[str]) -> list[float]:
        """Ask each question; return the times in milliseconds."""
        times = []
        for question in questions:
            started = time.perf_counter()
            self.client.post("/v1/ask", json={"question": question}).raise_for_status()
            times.append((time.perf_counter() - started) * 1000)
        return times


@contextmanager
def running_service(index: Path) -> Iterator[RunningService]:
    """Start ``belagg serve`` on a free port, and stop it again.

    Args:
        index: the index folder.

    Yields:
        The service, ready.

    Raises:
        EvaluationError: it stopped or did not become ready in time.
    """
    command = [str(Path(sys.executable).with_name("belagg")), "serve", "--port", "0", "--index", str(index)]
    started = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own command
        try:
            with httpx.Client(base_url=_address(process), timeout=30) as client:
                _wait_until_ready(client, process)
                yield RunningService(client, process.pid, time.perf_counter() - started)
        finally:
            process.terminate()
            process.wait(_STOP_LIMIT_S)


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stderr or ():
        if found := re.search(r"http://\S+", line):
            return found.group().rstrip("/")
    raise EvaluationError("the service stopped before it said where it listens; try `belagg serve` by hand")


def _wait_until_ready(client: httpx.Client, process: subprocess.Popen[str]) -> None:
    deadline = time.perf_counter() + _START_LIMIT_S
    while time.perf_counter() < deadline and process.poll() is None:
        try:
            if client.get("/health/ready").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # not listening yet
        time.sleep(_POLL_S)
    raise EvaluationError(f"the service was not ready within {_START_LIMIT_S:.0f} s; try `belagg serve` by hand")
