"""What every benchmark's results file holds: where it comes from, latencies, and ratios between competitors."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from eval import provenance
from eval.errors import ResultsError
from eval.results import Hardware, write_whole

FORMAT_VERSION = 1
T = TypeVar("T")


class Latency(msgspec.Struct, frozen=True):
    """Times of single calls in milliseconds: their number, median, 99th percentile, least and greatest."""

    calls: int
    p50_ms: float
    p99_ms: float
    min_ms: float
    max_ms: float

    @classmethod
    def of(cls, times_ms: Sequence[float]) -> Latency:
        """Summarise at least two times."""
        hundredths = statistics.quantiles(times_ms, n=100, method="inclusive")
        figures = (statistics.median(times_ms), hundredths[98], min(times_ms), max(times_ms))
        return cls(len(times_ms), *(round(figure, 2) for figure in figures))


class Ratio(msgspec.Struct, frozen=True):
    """How many times as long one thing takes as another; above 1 the other is faster.

    Attributes:
        pairs: measurements that were made side by side, so that what else the machine did met both.
        median: of the pairs' ratios.
        low: their first quartile.
        high: their third quartile.
    """

    pairs: int
    median: float
    low: float
    high: float

    @classmethod
    def of(cls, times: Sequence[float], reference: Sequence[float]) -> Ratio:
        """Compare times, pair by pair, with those of the reference; at least one pair."""
        ratios = [time / other for time, other in zip(times, reference, strict=True)]
        quartiles = statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
        return cls(len(ratios), *(round(quartiles[position], 3) for position in (1, 0, 2)))

    def __str__(self) -> str:
        """Return the ratio as the page shows it: "4.2 × (3.9 to 4.6)"."""
        return f"{self.median:.3g} × ({self.low:.3g} to {self.high:.3g})"


class Run(msgspec.Struct, frozen=True):
    """Where figures come from: how to repeat the run, when it was, with which sources, on which machine."""

    command: str
    created: str
    commit: str | None
    version: str
    hardware: Hardware

    @classmethod
    def now(cls, command: str) -> Run:
        """Describe a run that begins now."""
        return cls(
            command=command,
            created=provenance.now(),
            commit=provenance.commit(),
            version=provenance.belagg_version(),
            hardware=provenance.hardware(),
        )


class Published(msgspec.Struct, Generic[T], frozen=True):
    """A results file: a run and what it measured."""

    format_version: int
    run: Run
    measured: T


def write_results(path: Path, run: Run, measured: msgspec.Struct) -> None:
    """Write a results file, as a whole or not at all.

    Raises:
        ResultsError: the disk refused.
    """
    data = msgspec.json.encode(Published(FORMAT_VERSION, run, measured))
    write_whole(msgspec.json.format(data, indent=1) + b"\n", path)


def read_results(path: Path, record: type[T]) -> Published[T]:
    """Read a results file.

    Args:
        path: what `write_results` wrote.
        record: the type of what was measured.

    Raises:
        ResultsError: it is missing or malformed.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Published[record])  # type: ignore[valid-type]
    except OSError as error:
        reason = error.strerror
        raise ResultsError(f"{path}: cannot be read ({reason}); make one with `belagg bench {path.stem}`") from error
    except msgspec.MsgspecError as error:
        raise ResultsError(f"{path}: is not a results file of this version ({error}); measure again") from error
