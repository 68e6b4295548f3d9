"""Fusion formulas, against their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.fusion import weighted_sum, z_scores


def array(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(values, np.float32)


def test_z_scores_of_known_values() -> None:
    # mean 5, population standard deviation 2
    assert z_scores(array(2, 4, 4, 4, 5, 5, 7, 9)).tolist() == [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2]


@pytest.mark.parametrize("values", [(3.0,), (0.1, 0.1, 0.1), (0.0, 0.0), (1e6, 1e6)])
def test_equal_scores_say_nothing(values: tuple[float, ...]) -> None:
    assert z_scores(array(*values)).tolist() == [0.0] * len(values)


def test_nothing_stays_nothing() -> None:
    assert z_scores(array()).tolist() == []
    assert weighted_sum([(1.0, array()), (0.5, array())]).tolist() == []


@given(st.lists(st.floats(-1, 1, width=32), min_size=2, max_size=20))
def test_z_scores_against_the_definition(values: list[float]) -> None:
    mean = math.fsum(values) / len(values)
    deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / len(values))
    if deviation > 1e-3:
        expected = [(v - mean) / deviation for v in values]
        assert z_scores(array(*values)).tolist() == pytest.approx(expected, abs=1e-2)


def test_weighted_sum() -> None:
    one, other = array(2, 4, 4, 4, 5, 5, 7, 9), array(9, 7, 5, 5, 4, 4, 4, 2)
    assert weighted_sum([(1.0, one), (0.5, other)]).tolist() == pytest.approx(
        [-1.5 + 1, -0.5 + 0.5, -0.5, -0.5, -0.25, -0.25, 1 - 0.25, 2 - 0.75]
    )


def test_a_source_without_differences_changes_nothing() -> None:
    scores = array(0.1, 0.5, 0.9)
    assert weighted_sum([(1.0, scores), (7.0, array(3, 3, 3))]).tolist() == z_scores(scores).tolist()


def test_scale_and_shift_of_a_source_do_not_matter() -> None:
    scores = array(0.1, 0.5, 0.9, 0.2)
    assert weighted_sum([(2.0, scores * 8 + 4)]).tolist() == pytest.approx(
        weighted_sum([(2.0, scores)]).tolist(), rel=1e-5
    )


def test_scores_are_float32() -> None:
    assert weighted_sum([(1.0, array(1, 2)), (0.2, array(4, 1))]).dtype == np.float32
