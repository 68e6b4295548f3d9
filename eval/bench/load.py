"""The service under load: as many clients as asked for at once, and arrivals at one to three times what it can do.

Both are the public tool ``h2load``'s (Debian: ``nghttp2-client``), which takes little of the cores that it shares with
the service. Clients ask again as soon as they are answered. Arrivals come at a rate however slowly they are answered:
each of many clients asks at long intervals, and each begins at another moment.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import msgspec

from eval.bench.results import Ratio
from eval.errors import EvaluationError, MissingRivalError

CLIENTS: Final = (1, 2, 4, 8, 16, 32, 64)
OVERLOADS: Final = (1.0, 2.0, 3.0)
ROUNDS: Final = 3
TOOL: Final = "h2load"

_OK: Final = 200
_UNAVAILABLE: Final = 503
_ANEW: Final = "no-cache"  # each question is worked on, as if nobody had asked it before
_PATIENCE_S: Final = 30.0
# So many that each has its answer before it asks again, at any rate that two cores are asked at.
_ARRIVING_CLIENTS: Final = 256
_STARTED_TOGETHER: Final = 4


class Sample(msgspec.Struct, frozen=True):
    """One request: when it was answered in seconds from any start, how long it took, its status; -1 for none at all."""

    answered_s: float
    latency_ms: float
    status: int


class Load(msgspec.Struct, frozen=True):
    """What came of a load.

    Attributes:
        clients: that asked in turn; 0 for arrivals at a rate.
        offered: requests a second; those that were made where clients asked in turn.
        goodput: answers (200) a second.
        refused: share of the requests that were answered with 503.
        failed: requests with another status, or no reply.
        p50_ms: median time of the answers.
        p99_ms: 99th percentile of the same.
    """

    clients: int
    offered: float
    goodput: float
    refused: float
    failed: int
    p50_ms: float
    p99_ms: float


class LoadResults(msgspec.Struct, frozen=True):
    """All loads that one service was put under.

    Attributes:
        seconds: length of each.
        closed: clients that ask in turn, by their number.
        peaks: the number of clients with the greatest goodput again, a round each.
        open: arrivals at one, two and three times the peak, a round each, in turn with the peaks.
        slowed: how many times as great the peak's goodput is as that at the greatest overload, round by round.
    """

    seconds: float
    closed: tuple[Load, ...]
    peaks: tuple[Load, ...]
    open: tuple[tuple[Load, ...], ...]
    slowed: Ratio

    @property
    def kept(self) -> float:
        """Goodput at the greatest overload, as a share of the peak."""
        return 1 / self.slowed.median

    @property
    def middling(self) -> tuple[Load, ...]:
        """Of each overload the round with the median goodput."""
        by_overload = zip(*self.open, strict=True)
        return tuple(sorted(loads, key=lambda load: load.goodput)[len(loads) // 2] for loads in by_overload)


def measure_load(address: str, questions: Sequence[str], seconds: float = 5.0) -> LoadResults:
    """Put a running service under every load in turn.

    Args:
        address: of a service on this machine, "http://127.0.0.1:8000".
        questions: asked in turn, each worked on anew.
        seconds: length of each load.

    Raises:
        MissingRivalError: ``h2load`` is not installed.
        EvaluationError: it failed, or nothing was answered.
    """
    closed = tuple(ask_in_turn(address, questions, clients, seconds) for clients in CLIENTS)
    best = max(closed, key=lambda load: load.goodput)
    peaks, opened = [], []
    for _ in range(ROUNDS):
        peaks.append(ask_in_turn(address, questions, best.clients, seconds))
        rates = [peaks[-1].goodput * factor for factor in OVERLOADS]
        opened.append(tuple(ask_at_rate(address, questions, rate, seconds) for rate in rates))
    slowed = Ratio.of([load.goodput for load in peaks], [loads[-1].goodput for loads in opened])
    return LoadResults(seconds, closed, tuple(peaks), tuple(opened), slowed)


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
    options = [f"--clients={clients}", f"--duration={seconds:g}"]
    return summary(_run(address, questions, options, seconds), clients=clients)


def ask_at_rate(address: str, questions: Sequence[str], rate: float, seconds: float) -> Load:
    """Let questions arrive at a rate, however slowly they are answered.

    Args:
        address: of the service.
        questions: asked by every client, in this order.
        rate: of arrivals a second.
        seconds: how long.

    Raises:
        MissingRivalError: ``h2load`` is not installed.
        EvaluationError: it failed, or nothing was answered.
    """
    clients = min(_ARRIVING_CLIENTS, round(rate * seconds))
    options = [
        f"--clients={clients}",
        f"--requests={round(rate * seconds)}",
        f"--rps={rate / clients:.4f}",
        # All have begun when the first asks for the second time.
        f"--rate={_STARTED_TOGETHER}",
        f"--rate-period={round(1000 * _STARTED_TOGETHER / rate)}ms",
    ]
    return summary(_run(address, questions, options, seconds), offered=rate)


def _run(address: str, questions: Sequence[str], options: Sequence[str], seconds: float) -> list[Sample]:
    tool = shutil.which(TOOL)
    if tool is None:
        raise MissingRivalError(f"there is no {TOOL}; install the system's package nghttp2-client")
    with tempfile.TemporaryDirectory(prefix="belagg-load-") as folder:
        log, targets = Path(folder) / "log", Path(folder) / "targets"
        targets.write_text("\n".join(f"{address}/v1/ask?{urlencode({'q': q})}" for q in questions), encoding="ascii")
        command = [tool, "--h1", f"--header=Cache-Control: {_ANEW}", f"--input-file={targets}", f"--log-file={log}"]
        limit = seconds + _PATIENCE_S
        done = subprocess.run(  # noqa: S603 - a public tool, found on the path
            [*command, *options], capture_output=True, text=True, check=False, timeout=limit
        )
        if done.returncode or not log.is_file():
            raise EvaluationError(f"{TOOL} failed: {(done.stderr or done.stdout).strip()}")
        return _read_log(log)


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
    refused = sum(sample.status == _UNAVAILABLE for sample in samples)
    hundredths = statistics.quantiles(times, n=100, method="inclusive")
    return Load(
        clients=clients,
        offered=round(offered or len(samples) / lasted, 2),
        goodput=round(len(times) / lasted, 2),
        refused=round(refused / len(samples), 4),
        failed=len(samples) - len(times) - refused,
        p50_ms=round(hundredths[49], 2),
        p99_ms=round(hundredths[98], 2),
    )


def _read_log(log: Path) -> list[Sample]:
    """Read h2load's log: a request a line, with its start in microseconds, its status, and its microseconds."""
    rows = (line.split("\t") for line in log.read_text(encoding="ascii").splitlines())
    return [Sample((int(start) + int(took)) / 1e6, int(took) / 1000, int(status)) for start, status, took, *_ in rows]
