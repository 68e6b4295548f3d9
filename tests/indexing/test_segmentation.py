"""Optimal cuts, against a twin that tries every set of cuts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.config import IndexConfig
from indexing.segmentation import Unit, segment

CONFIG = IndexConfig(target_tokens=130, soft_max_tokens=220, hard_max_tokens=480)


def all_cuts(number: int) -> Iterator[list[tuple[int, int]]]:
    for count in range(number):
        for inner in combinations(range(1, number), count):
            yield list(pairwise([0, *inner, number]))


def cost(units: Sequence[Unit], runs: Sequence[tuple[int, int]]) -> float:
    total = 0.0
    for start, end in runs:
        tokens = sum(unit.tokens for unit in units[start:end])
        if tokens > CONFIG.hard_max_tokens and end - start > 1:
            return inf
        total += ((tokens - 130) / 130) ** 2 * (4 if tokens > 220 else 1)
        if start > 0 and not units[start - 1].ends_paragraph:
            total += 0.25
    return total


units_strategy = st.lists(st.builds(Unit, st.integers(0, 480), st.booleans()), max_size=9)


@given(units_strategy)
@settings(max_examples=150, deadline=None)
def test_no_other_set_of_cuts_is_cheaper(units: list[Unit]) -> None:
    runs = segment(units, CONFIG)
    best = min((cost(units, cuts) for cuts in all_cuts(len(units))), default=0.0)
    assert cost(units, runs) == pytest.approx(best)


@given(st.lists(st.builds(Unit, st.integers(0, 480), st.booleans()), max_size=60))
def test_runs_cover_all_units_and_keep_the_hard_limit(units: list[Unit]) -> None:
    runs = segment(units, CONFIG)
    assert [i for start, end in runs for i in range(start, end)] == list(range(len(units)))
    assert all(sum(unit.tokens for unit in units[start:end]) <= 480 for start, end in runs)


def test_nothing_gives_no_run() -> None:
    assert segment([], CONFIG) == []


def test_short_text_stays_whole() -> None:
    assert segment([Unit(20, False), Unit(30, True), Unit(10, True)], CONFIG) == [(0, 3)]


def test_two_even_halves() -> None:
    assert segment([Unit(65, False), Unit(65, True), Unit(65, False), Unit(65, True)], CONFIG) == [(0, 2), (2, 4)]


def test_a_paragraph_border_is_preferred() -> None:
    units = [Unit(60, False), Unit(60, False), Unit(20, True), Unit(60, False), Unit(60, True)]
    assert segment(units, CONFIG) == [(0, 3), (3, 5)]


def test_a_crumb_is_not_left_over() -> None:
    # 205 + 10 fit under the soft limit; alone, the ten tokens would answer nothing.
    assert segment([Unit(100, False), Unit(105, False), Unit(10, True)], CONFIG) == [(0, 1), (1, 3)]


def test_a_unit_over_the_limit_stands_alone() -> None:
    assert segment([Unit(10, False), Unit(900, False), Unit(10, True)], CONFIG) == [(0, 1), (1, 2), (2, 3)]
