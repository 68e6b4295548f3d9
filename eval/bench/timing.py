"""Timing side by side: competitors take turns in one run, so that what else the machine does meets all of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

T = TypeVar("T")
SEED: Final = 20_240_229


def seconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def timed(call: Callable[[T], object]) -> Callable[[T], float]:
    """Return a function that makes a call and returns how long it took, in milliseconds."""

    def measured(argument: T) -> float:
        return seconds(lambda: call(argument)) * 1000

    return measured


def interleaved(
    calls: Mapping[str, Callable[[T], float]], arguments: Sequence[T], shuffler: random.Random
) -> dict[str, list[float]]:
    """Measure competitors in turn: for each argument every one is called once, in an order drawn anew.

    Args:
        calls: by competitor; each returns how long it took, in a unit of its choice.
        arguments: of the calls.
        shuffler: draws the orders.

    Returns:
        Each competitor's times, in the order of the arguments: what stands at one position was measured side by side.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    for argument in arguments:
        for name in shuffler.sample(list(calls), len(calls)):
            times[name].append(calls[name](argument))
    return times
