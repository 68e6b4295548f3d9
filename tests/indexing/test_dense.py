"""The dense index, against numpy: exact over few rows, nearly so over many."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing import dense
from indexing.dense import EXACT_UP_TO, DenseIndex
from indexing.encoder import FloatArray
from indexing.ranges import Rows


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


def stored(index: DenseIndex, folder: Path) -> DenseIndex:
    for name, array in index.to_arrays().items():
        np.save(folder / name, array)
    return DenseIndex.load(folder)


def test_round_trip(tmp_path: Path) -> None:
    vectors = unit_vectors(7, 5)
    restored = stored(DenseIndex.build(vectors), tmp_path)
    assert (len(restored), restored.dimension) == (7, 5)
    assert np.array_equal(restored.vectors(), vectors)


# Few enough to build in a second, many enough for codes and for several lists.
MANY, LISTS, SEARCHED, DIMENSION = 6_000, 60, 20, 32


def clustered_vectors(number: int, seed: int = 0) -> FloatArray:
    """Vectors around 60 centres, as texts lie around topics, the centres near each other as those of e5 do."""
    generator = np.random.default_rng(seed)
    centres = np.random.default_rng(99).normal(size=(60, DIMENSION)) + 1.5
    spread = generator.normal(size=(number, DIMENSION)) * 0.6
    vectors = centres[generator.integers(0, len(centres), number)] + spread
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.fixture(scope="module")
def vectors() -> FloatArray:
    return clustered_vectors(MANY)


@pytest.fixture(scope="module")
def one_list(vectors: FloatArray) -> DenseIndex:
    return DenseIndex.build(vectors)


@pytest.fixture(scope="module")
def lists(vectors: FloatArray) -> Iterator[DenseIndex]:
    """An index of several lists, of which a part is searched."""
    with patch.object(dense, "_ROWS_IN_A_LIST", MANY // LISTS), patch.object(dense, "_SEARCHED_LISTS", SEARCHED):
        yield DenseIndex.build(vectors)


def recall(index: DenseIndex, vectors: FloatArray, allowed: Rows | None, k: int = 50) -> float:
    """Mean share of the exact best that the index finds, over 40 questions."""
    rows = range(len(vectors)) if allowed is None else allowed.tolist()
    shares = []
    for query in clustered_vectors(40, seed=1):
        expected = brute_force(vectors, query, k, list(rows))
        shares.append(len(set(expected) & set(index.search(query, k, allowed).rows.tolist())) / len(expected))
    return float(np.mean(shares))


@pytest.mark.parametrize("name", ["one_list", "lists"])
@pytest.mark.parametrize("every", [None, 2, 2.5])
def test_nearly_all_of_the_best_are_found_with_filters_and_without(
    name: str, every: float | None, vectors: FloatArray, request: pytest.FixtureRequest
) -> None:
    index: DenseIndex = request.getfixturevalue(name)
    allowed = None if every is None else np.arange(0, MANY, every).astype(np.int64)
    assert recall(index, vectors, allowed) >= 0.98


def test_what_is_found_through_codes_has_exact_scores_and_passes_the_filter(
    lists: DenseIndex, vectors: FloatArray
) -> None:
    allowed = np.flatnonzero(np.arange(MANY) % 3 > 0)
    query = clustered_vectors(1, seed=2)[0]
    found = lists.search(query, 20, allowed)
    assert set(found.rows.tolist()) <= set(allowed.tolist())
    assert found.scores.tolist() == pytest.approx((vectors[found.rows] @ query).tolist(), abs=1e-6)
    assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)


@pytest.mark.parametrize("allowed", [np.arange(700, 2_400), np.arange(1, MANY, 4)], ids=["a range", "scattered"])
def test_a_filter_that_leaves_few_rows_is_searched_exactly(
    lists: DenseIndex, vectors: FloatArray, allowed: Rows
) -> None:
    query = clustered_vectors(1, seed=3)[0]
    with patch.object(dense, "_near", side_effect=AssertionError("searched by codes")):
        assert lists.search(query, 50, allowed).rows.tolist() == brute_force(vectors, query, 50, allowed.tolist())


def test_codes_come_with_the_first_row_beyond_the_limit() -> None:
    vectors = unit_vectors(EXACT_UP_TO + 1, 8)
    assert set(DenseIndex.build(vectors[:-1]).to_arrays()) == {"vectors.npy"}
    assert set(DenseIndex.build(vectors).to_arrays()) == {"vectors.npy", "codes.npy"}


def test_few_rows_are_in_one_list_and_many_in_several(one_list: DenseIndex, lists: DenseIndex) -> None:
    assert [searched_lists(index, None) for index in (one_list, lists)] == [1, SEARCHED]


def test_the_fewer_rows_a_filter_leaves_the_more_lists_are_searched(lists: DenseIndex) -> None:
    half, most = np.arange(0, MANY, 2), np.arange(0, MANY - 1_000)
    assert [searched_lists(lists, allowed) for allowed in (half, most)] == [2 * SEARCHED, 1.2 * SEARCHED]


def test_rows_are_scored_exactly_where_that_takes_no_longer_than_their_codes(lists: DenseIndex) -> None:
    rows, query = np.arange(0, MANY, 2), clustered_vectors(1)[0]
    exact = brute_force(lists.vectors(), query, 5, rows.tolist())
    with patch.object(dense, "_near", side_effect=AssertionError("searched by codes")):
        with patch.object(dense, "_CODES_A_ROW", 2 * SEARCHED / LISTS * MANY / len(rows)):
            assert lists.search(query, 5, rows).rows.tolist() == exact
        with (
            patch.object(dense, "_CODES_A_ROW", 2.01 * SEARCHED / LISTS * MANY / len(rows)),
            pytest.raises(AssertionError, match="searched by codes"),
        ):
            lists.search(query, 5, rows)


def searched_lists(index: DenseIndex, allowed: Rows | None) -> int:
    """How many lists FAISS is told to search."""
    parameters = faiss.SearchParametersIVF()
    with patch("faiss.SearchParametersIVF", return_value=parameters):
        index.search(clustered_vectors(1)[0], 5, allowed)
    parameters.sel = None
    return int(parameters.nprobe)


def test_so_many_are_wanted_that_all_are_scored(lists: DenseIndex, vectors: FloatArray) -> None:
    query = clustered_vectors(1, seed=4)[0]
    found = lists.search(query, MANY)
    assert sorted(found.rows.tolist()) == list(range(MANY))
    assert found.scores.tolist() == pytest.approx(sorted((vectors @ query).tolist(), reverse=True), abs=1e-6)


@pytest.mark.parametrize("dimension", [8, 7])
def test_codes_survive_the_disk_and_are_the_same_every_time(dimension: int, tmp_path: Path) -> None:
    vectors, query = unit_vectors(2_500, dimension), unit_vectors(1, dimension, 1)[0]
    built = DenseIndex.build(vectors)
    expected = built.search(query, 30)
    found = stored(built, tmp_path).search(query, 30)
    assert (found.rows.tolist(), found.scores.tolist()) == (expected.rows.tolist(), expected.scores.tolist())
    again = DenseIndex.build(vectors).to_arrays()
    assert {name: array.tobytes() for name, array in again.items()} == {
        name: array.tobytes() for name, array in built.to_arrays().items()
    }


def test_codes_of_another_kind_are_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "vectors.npy", unit_vectors(2, 8))
    np.save(tmp_path / "codes.npy", faiss.serialize_index(faiss.IndexFlatIP(8)))
    with pytest.raises(ValueError, match="holds IndexFlatIP"):
        DenseIndex.load(tmp_path)


def test_the_search_is_the_same_in_many_threads(lists: DenseIndex) -> None:
    queries = clustered_vectors(64, seed=5)
    expected = [lists.search(query, 10).rows.tolist() for query in queries]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda query: lists.search(query, 10).rows.tolist(), queries)) == expected
