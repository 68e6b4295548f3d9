"""How the service's start is spent: importing, opening the model, opening the index."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from eval.bench.opening import Opening
from eval.bench.service import running_service
from eval.errors import EvaluationError

_ROUNDS: Final = 5
_SHOWN_PACKAGES: Final = 8
_OURS: Final = ("indexing", "service")
_IMPORT: Final = re.compile(r"^import time:\s+(\d+) \|\s+\d+ \|\s*([\w.]+)", re.MULTILINE)


class Start(msgspec.Struct, frozen=True):
    """A service's start with the files in the system's cache, as after a restart; medians.

    Attributes:
        rounds: how many starts.
        ready_s: from the start of its process until it says that it is ready.
        opening: what a process with the core alone spends.
        packages_ms: the costliest packages to import in the service's process, with all their modules; of our own, the
            modules. Python's timer makes each about a tenth slower.
    """

    rounds: int
    ready_s: float
    opening: Opening
    packages_ms: dict[str, float]


def measure_start(index: Path, models: Path) -> Start:
    """Start the service and the core some times.

    Args:
        index: the index folder.
        models: the folder of embedding models.

    Raises:
        EvaluationError: a start failed.
    """
    ready, openings = [], []
    for _ in range(_ROUNDS):
        with running_service(index) as service:
            ready.append(service.ready_s)
        openings.append(_opening(index, models))
    with running_service(index, python_options=["-X", "importtime"]) as service:
        packages = package_times(service.log.read_text(encoding="utf-8"))
    return Start(_ROUNDS, round(statistics.median(ready), 3), _median(openings), packages)


def package_times(log: str) -> dict[str, float]:
    """Return the costliest packages' milliseconds from what ``python -X importtime`` writes, the costliest first."""
    spent: Counter[str] = Counter()
    for microseconds, module in _IMPORT.findall(log):
        package = module.partition(".")[0]
        spent[module if package in _OURS else package] += int(microseconds)
    return {name: round(total / 1000, 1) for name, total in spent.most_common(_SHOWN_PACKAGES)}


def _opening(index: Path, models: Path) -> Opening:
    command = [sys.executable, "-m", "eval.bench.opening", str(index), str(models)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own module
    if done.returncode:
        raise EvaluationError(f"opening the index failed: {done.stderr.decode(errors='replace').strip()}")
    return msgspec.json.decode(done.stdout, type=Opening)


def _median(openings: Sequence[Opening]) -> Opening:
    columns = zip(*(msgspec.structs.astuple(one) for one in openings), strict=True)
    return Opening(*(round(statistics.median(column), 3) for column in columns))
