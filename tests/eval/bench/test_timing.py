"""Side by side: the order of calls, and the ratios made of what they took."""

from __future__ import annotations

import random

import pytest

from eval.bench.results import Latency, Ratio
from eval.bench.timing import interleaved, seconds, timed


def test_a_ratio_is_of_pairs() -> None:
    ratio = Ratio.of([2.0, 30.0, 8.0, 9.0, 50.0], [1.0, 10.0, 2.0, 9.0, 10.0])
    assert ratio == Ratio(pairs=5, median=3.0, low=2.0, high=4.0)
    assert str(ratio) == "3 × (2 to 4)"


def test_one_pair_has_no_spread() -> None:
    assert Ratio.of([5.0], [2.0]) == Ratio(1, 2.5, 2.5, 2.5)


def test_pairs_need_both_sides() -> None:
    with pytest.raises(ValueError, match="longer than argument 1"):
        Ratio.of([1.0], [1.0, 2.0])


def test_latencies_are_summed_up() -> None:
    assert Latency.of([1.0, 2.0, 3.0, 4.0, 105.0]) == Latency(5, 3.0, 100.96, 1.0, 105.0)


def test_competitors_take_turns_in_changing_order() -> None:
    calls: list[str] = []

    def of(name: str, took: float) -> float:
        calls.append(name)
        return took

    times = interleaved({"a": lambda n: of("a", n), "b": lambda n: of("b", 10.0 * n)}, range(20), random.Random(1))  # noqa: S311
    assert times == {"a": [float(n) for n in range(20)], "b": [10.0 * n for n in range(20)]}
    rounds = {tuple(calls[i : i + 2]) for i in range(0, 40, 2)}
    assert rounds == {("a", "b"), ("b", "a")}


def test_calls_are_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([1.0, 1.25, 2.0, 2.5])
    monkeypatch.setattr("eval.bench.timing.time.perf_counter", lambda: next(clock))
    told: list[str] = []
    assert seconds(lambda: told.append("x")) == 0.25
    assert timed(told.append)("y") == 500.0
    assert told == ["x", "y"]
