"""How much memory a process and its children hold, as Linux tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

_PROCESSES = Path("/proc")


class Memory(msgspec.Struct, frozen=True):
    """Memory of some processes in MiB.

    Attributes:
        resident: pages in memory; what processes share is counted in each.
        proportional: the same (PSS), each shared page divided among those that share it: what they cost together.
    """

    resident: float
    proportional: float

    def __add__(self, other: Memory) -> Memory:
        return Memory(round(self.resident + other.resident, 1), round(self.proportional + other.proportional, 1))


def memory_of(pid: int) -> Memory:
    """Return what a process and its children hold.

    Args:
        pid: of the process.

    Raises:
        OSError: it has ended, or is another user's.
    """
    return sum((_own(member) for member in _family(pid)), Memory(0.0, 0.0))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in (_PROCESSES / str(pid) / "task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield from _family(int(child))


def _own(pid: int) -> Memory:
    text = (_PROCESSES / str(pid) / "smaps_rollup").read_text(encoding="ascii")
    kilobytes = {name: int(amount) for name, amount in re.findall(r"^(\w+):\s+(\d+) kB", text, re.MULTILINE)}
    return Memory(round(kilobytes["Rss"] / 1024, 1), round(kilobytes["Pss"] / 1024, 1))
