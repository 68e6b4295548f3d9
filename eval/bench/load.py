"""The service under load: as many clients as asked for at once, and arrivals at one to three times what it can do.

Closed loops, where each client asks again as soon as it is answered, are the public tool ``h2load``'s (Debian:
``nghttp2-client``). Callers in the world don't wait for each other: arrivals at a rate are therefore open, drawn
from an exponential distribution, each question with a task of its own.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from typing import Final
from urllib.parse import urlencode

import aiohttp
import msgspec

from eval.errors import EvaluationError, MissingRivalError

CLIENTS: Final = (1, 2, 4, 8, 16, 32, 64)
OVERLOADS: Final = (1.0, 2.0, 3.0)
TOOL: Final = "h2load"
SEED: Final = 20_240_229

_OK: Final = 200
_UNAVAILABLE: Final = 503
_ANEW: Final = "no-cache"  # each question is worked on, as if nobody had asked it before
_PATIENCE_S: Final = 30.0


class Sample(msgspec.Struct, frozen=True):
    """One request: when it was answered in seconds from any start, how long it took, its status; -1 for none at all."""

    answered_s: float
    latency_ms: float
    status: int
    says_when: bool = True


class Load(msgspec.Struct, frozen=True):
    """What came of a load.

    Attributes:
        clients: that asked in turn; 0 for arrivals at a rate.
        offered: requests a second; those that were made where clients asked in turn.
        goodput: answers (200) a second.
        refused: share of the requests that were answered with 503.
        refused_silently: how many of these did not say when to come back (``Retry-After``); 0 where not looked at.
        failed: requests with another status, or no reply.
        p50_ms: median time of the answers.
        p99_ms: 99th percentile of the same.
    """

    clients: int
    offered: float
    goodput: float
    refused: float
    refused_silently: int
    failed: int
    p50_ms: float
    p99_ms: float


class LoadResults(msgspec.Struct, frozen=True):
    """All loads that one service was put under.

    Attributes:
        seconds: length of each.
        closed: clients that ask in turn, by their number; empty where ``h2load`` is not installed.
        peak: the greatest goodput of any of these loads, in answers a second.
        open: arrivals at one, two and three times the peak.
    """

    seconds: float
    closed: tuple[Load, ...]
    peak: float
    open: tuple[Load, ...]

    @property
    def kept(self) -> float:
        """Goodput at the greatest overload, as a share of the peak."""
        return self.open[-1].goodput / self.peak


def measure_load(address: str, questions: Sequence[str], seconds: float = 5.0) -> LoadResults:
    """Put a running service under every load in turn.

    Args:
        address: of a service on this machine, "http://127.0.0.1:8000".
        questions: asked in turn, each worked on anew.
        seconds: length of each load.

    Raises:
        EvaluationError: the tool failed, or nothing was answered.
    """
    try:
        closed = tuple(ask_in_turn(address, questions, clients, seconds) for clients in CLIENTS)
    except MissingRivalError:
        closed = ()
    peak = max((load.goodput for load in closed), default=0.0) or _peak_of_arrivals(address, questions, seconds)
    opened = tuple(ask_at_rate(address, questions, peak * factor, seconds) for factor in OVERLOADS)
    return LoadResults(seconds, closed, peak, opened)


def ask_in_turn(address: str, questions: Sequence[str], clients: int, seconds: float) -> Load:
    """Let clients ask, each again as soon as it is answered.

    Args:
        address: of the service.
        questions: asked by every client, in this order.
        clients: how many.
        seconds: how long.

    Raises:
        MissingRivalError: ``h2load`` is not installed.
        EvaluationError: it failed.
    """
    tool = shutil.which(TOOL)
    if tool is None:
        raise MissingRivalError(f"there is no {TOOL}; install the system's package nghttp2-client")
    with tempfile.TemporaryDirectory(prefix="belagg-load-") as folder:
        log, targets = Path(folder) / "log", Path(folder) / "targets"
        targets.write_text("\n".join(f"{address}/v1/ask?{urlencode({'q': q})}" for q in questions), encoding="ascii")
        command = [tool, "--h1", f"--clients={clients}", f"--duration={seconds:g}", f"--header=Cache-Control: {_ANEW}"]
        command += [f"--input-file={targets}", f"--log-file={log}"]
        limit = seconds + _PATIENCE_S
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit)  # noqa: S603
        if done.returncode or not log.is_file():
            raise EvaluationError(f"{TOOL} failed: {(done.stderr or done.stdout).strip()}")
        return summary(_read_log(log), clients=clients)


def ask_at_rate(address: str, questions: Sequence[str], rate: float, seconds: float) -> Load:
    """Let questions arrive at a rate, however slowly they are answered.

    Args:
        address: of the service.
        questions: asked in turn.
        rate: of arrivals a second.
        seconds: how long.

    Raises:
        EvaluationError: nothing was answered.
    """
    return summary(asyncio.run(_arrivals(address, questions, rate, seconds)), offered=rate)


def summary(samples: Sequence[Sample], *, clients: int = 0, offered: float | None = None) -> Load:
    """Sum up requests.

    Args:
        samples: the requests.
        clients: that made them in turn, or 0.
        offered: requests a second; None takes those that were made.

    Raises:
        EvaluationError: none was answered.
    """
    answered = sorted(sample.answered_s for sample in samples)
    times = [sample.latency_ms for sample in samples if sample.status == _OK]
    if len(times) < 2:
        raise EvaluationError(f"of {len(samples)} questions {len(times)} were answered; look at the service's log")
    lasted = answered[-1] - min(sample.answered_s - sample.latency_ms / 1000 for sample in samples)
    refused = [sample for sample in samples if sample.status == _UNAVAILABLE]
    hundredths = quantiles(times, n=100, method="inclusive")
    return Load(
        clients=clients,
        offered=round(offered or len(samples) / lasted, 2),
        goodput=round(len(times) / lasted, 2),
        refused=round(len(refused) / len(samples), 4),
        refused_silently=sum(not sample.says_when for sample in refused),
        failed=len(samples) - len(times) - len(refused),
        p50_ms=round(hundredths[49], 2),
        p99_ms=round(hundredths[98], 2),
    )


def _peak_of_arrivals(address: str, questions: Sequence[str], seconds: float) -> float:
    """Return the goodput of ever more arrivals, doubled until most are refused."""
    rate, best = 16.0, 0.0
    while True:
        load = ask_at_rate(address, questions, rate, seconds)
        best = max(best, load.goodput)
        if load.refused > 1 / 2:
            return best
        rate *= 2


def _read_log(log: Path) -> list[Sample]:
    """Read h2load's log: a request a line, with its start in microseconds, its status, and its microseconds."""
    rows = (line.split("\t") for line in log.read_text(encoding="ascii").splitlines())
    return [Sample((int(start) + int(took)) / 1e6, int(took) / 1000, int(status)) for start, status, took, *_ in rows]


async def _arrivals(address: str, questions: Sequence[str], rate: float, seconds: float) -> list[Sample]:
    drawn = random.Random(SEED)  # noqa: S311 - times of arrival, no secrets
    bodies = [json.dumps({"question": question}).encode() for question in questions]
    timeout = aiohttp.ClientTimeout(total=_PATIENCE_S)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        started, at = time.perf_counter(), 0.0
        asked: list[asyncio.Task[Sample]] = []
        while at < seconds:
            await asyncio.sleep(max(0.0, started + at - time.perf_counter()))
            asked.append(asyncio.create_task(_ask(session, f"{address}/v1/ask", bodies[len(asked) % len(bodies)])))
            at += drawn.expovariate(rate)
        return list(await asyncio.gather(*asked))


async def _ask(session: aiohttp.ClientSession, url: str, body: bytes) -> Sample:
    started, status, says_when = time.perf_counter(), -1, False
    headers = {"Content-Type": "application/json", "Cache-Control": _ANEW}
    try:
        async with session.post(url, data=body, headers=headers) as response:
            await response.read()
            status, says_when = response.status, int(response.headers.get("Retry-After", "0")) > 0
    except (aiohttp.ClientError, TimeoutError):
        pass  # told by the status
    answered = time.perf_counter()
    return Sample(answered, (answered - started) * 1000, status, says_when)
