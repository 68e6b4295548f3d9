"""The FAISS index, against numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.dense import DenseIndex
from indexing.encoder import FloatArray


def unit_vectors(number: int, dimension: int, seed: int = 0) -> FloatArray:
    vectors = np.random.default_rng(seed).normal(size=(number, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def brute_force(vectors: FloatArray, query: FloatArray, k: int, allowed: list[int]) -> list[int]:
    scores = {row: float(vectors[row].astype(np.float64) @ query.astype(np.float64)) for row in allowed}
    return sorted(allowed, key=lambda row: (-scores[row], row))[:k]


@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(0, 70), st.data())
@settings(max_examples=60, deadline=None)
def test_search_equals_brute_force(seed: int, number: int, k: int, data: st.DataObject) -> None:
    vectors, query = unit_vectors(number, 8, seed), unit_vectors(1, 8, seed + 1)[0]
    allowed = data.draw(st.none() | st.lists(st.integers(0, number - 1), unique=True).map(sorted))
    rows = None if allowed is None else np.array(allowed, np.int64)
    found = DenseIndex.build(vectors).search(query, k, rows)
    expected = brute_force(vectors, query, k, list(range(number)) if allowed is None else allowed)
    assert found.rows.tolist() == expected
    assert found.scores.tolist() == pytest.approx((vectors[expected] @ query).tolist(), abs=1e-6)
    assert (found.rows.dtype.name, found.scores.dtype.name) == ("int64", "float32")


def test_equal_vectors_come_in_order_of_rows() -> None:
    vectors = np.repeat(unit_vectors(2, 4), 5, axis=0)
    assert DenseIndex.build(vectors).search(vectors[0], 5).rows.tolist() == [0, 1, 2, 3, 4]


def test_no_row_is_allowed() -> None:
    index = DenseIndex.build(unit_vectors(3, 4))
    assert index.search(unit_vectors(1, 4)[0], 2, np.empty(0, np.int64)).rows.tolist() == []


def test_an_empty_index() -> None:
    index = DenseIndex.build(np.empty((0, 4), np.float32))
    assert (len(index), index.dimension) == (0, 4)
    assert index.search(unit_vectors(1, 4)[0], 3).rows.tolist() == []
    assert index.vectors().shape == (0, 4)


def test_scores_of_given_rows_keep_their_order() -> None:
    vectors, query = unit_vectors(6, 4), unit_vectors(1, 4, 9)[0]
    rows = np.array([5, 0, 3], np.int64)
    expected = (vectors[rows] @ query).tolist()
    assert DenseIndex.build(vectors).scores(query, rows).tolist() == pytest.approx(expected, abs=1e-6)
    assert DenseIndex.build(vectors).scores(query, rows[:0]).tolist() == []


def test_bytes_round_trip() -> None:
    vectors = unit_vectors(7, 5)
    restored = DenseIndex.from_bytes(DenseIndex.build(vectors).to_bytes())
    assert (len(restored), restored.dimension) == (7, 5)
    assert np.array_equal(restored.vectors(), vectors)


def test_equal_vectors_give_equal_bytes() -> None:
    assert DenseIndex.build(unit_vectors(7, 5)).to_bytes() == DenseIndex.build(unit_vectors(7, 5)).to_bytes()
