"""Ranges of positions, against an obvious loop."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexing.ranges import offsets_of, positions, starts_of


def test_offsets() -> None:
    assert offsets_of([2, 0, 3]).tolist() == [0, 2, 2, 5]
    assert offsets_of([]).tolist() == [0]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=8))
def test_positions_are_those_of_a_loop(ranges: list[tuple[int, int]]) -> None:
    starts = np.array([start for start, _ in ranges], np.int64)
    lengths = np.array([length for _, length in ranges], np.int64)
    expected = [position for start, length in ranges for position in range(start, start + length)]
    assert positions(starts, starts + lengths).tolist() == expected
    assert starts_of(lengths).tolist() == [sum(lengths.tolist()[:number]) for number in range(len(ranges))]
