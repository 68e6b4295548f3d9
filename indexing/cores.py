"""How many processor cores this process may use: the number of threads with which matrix products run fastest."""

from __future__ import annotations

import os
from pathlib import Path

from threadpoolctl import threadpool_limits

_TOPOLOGY = Path("/sys/devices/system/cpu")
_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def usable_cores(topology: Path = _TOPOLOGY, quota: Path = _QUOTA) -> int:
    """Return the number of physical cores within the process's affinity mask and its container's share of time.

    Args:
        topology: where Linux describes the processors.
        quota: where Linux states the control group's share, as "MICROSECONDS PERIOD" or "max PERIOD".
    """
    cores = {_siblings(topology, processor) for processor in os.sched_getaffinity(0)}
    return max(1, min(len(cores), _share(quota, len(cores))))


def _siblings(topology: Path, processor: int) -> str:
    """Return the list of processors that share a core with ``processor``; its own number where Linux does not say."""
    try:
        return (topology / f"cpu{processor}" / "topology" / "thread_siblings_list").read_text("ascii").strip()
    except OSError:
        return str(processor)


def _share(quota: Path, unlimited: int) -> int:
    try:
        allowed, period = quota.read_text("ascii").split()
    except (OSError, ValueError):
        return unlimited
    return unlimited if allowed == "max" else int(allowed) // int(period)


def keep_array_libraries_to_one_thread() -> None:
    """Give BLAS and OpenMP (numpy, FAISS) one thread each for the rest of the process.

    Their threads spin for a while after each of our small products and take the cores from the model, which has
    threads of its own: with them, a question on two cores takes twice as long.
    """
    threadpool_limits(limits=1)
