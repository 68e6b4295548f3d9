"""Where a number comes from: commit, package, machine."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final, TypedDict

from eval.results import Hardware

_ROOT: Final = Path(__file__).resolve().parents[1]
# A change here changes the numbers.
_SOURCES: Final = ("indexing", "service", "eval", "corpora", "pyproject.toml", ":!eval/results")


class Stamp(TypedDict):
    """The fields that a results file ends with, as `Results` describes them."""

    commit: str | None
    belagg_version: str
    hardware: Hardware
    created: str


def stamp() -> Stamp:
    """Describe a run that ends now."""
    return Stamp(commit=commit(), belagg_version=belagg_version(), hardware=hardware(), created=now())


def now() -> str:
    """Return the time, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def commit() -> str | None:
    """Return the commit of Belägg's sources, with "+" when they were changed since; None outside a checkout."""
    if not (_ROOT / ".git").exists():
        return None
    head = _git("rev-parse", "HEAD")
    return head and head + ("+" if _git("status", "--porcelain", "--", *_SOURCES) else "")


def _git(*arguments: str) -> str | None:
    command = ["git", "-C", str(_ROOT), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own arguments
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def belagg_version() -> str:
    """Return the installed version."""
    return version("belagg")


def hardware() -> Hardware:
    """Describe this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return Hardware(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_gb=round(memory, 1),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")
