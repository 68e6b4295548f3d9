"""Token vectors: quantised closely, stored whole, and scored as an obvious loop scores them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexing.encoder import FloatArray
from indexing.tokens import TokenStore

SENTENCES = ((3, 2), (1,), (400, 300, 5), (7, 1))


def unit_vectors(seed: int, number: int, dimension: int = 16) -> FloatArray:
    vectors = np.random.default_rng(seed).normal(size=(number, dimension))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.fixture
def vectors() -> list[FloatArray]:
    return [unit_vectors(seed, sum(counts)) for seed, counts in enumerate(SENTENCES)]


@pytest.fixture
def store(vectors: list[FloatArray]) -> TokenStore:
    return TokenStore.build(vectors, SENTENCES)


def obvious_similarities(store: TokenStore, query: FloatArray, row: int) -> FloatArray:
    """MaxSim by its definition: for each sentence and query token the best cosine with one of its tokens."""
    found, start = store.vectors(row), 0
    best = []
    for count in SENTENCES[row]:
        tokens = found[start : start + count]
        best.append([max(float(token @ wanted) for token in tokens) for wanted in query])
        start += count
    return np.array(best, np.float32)


@pytest.mark.parametrize("rows", [[0], [2], [3, 1], [0, 1, 2, 3], [2, 0, 2]])
def test_similarities_equal_the_obvious_loop(store: TokenStore, rows: list[int]) -> None:
    query = unit_vectors(99, 4)
    similarities, starts = store.sentence_similarities(query, np.array(rows))
    expected = [obvious_similarities(store, query, row) for row in rows]
    np.testing.assert_allclose(similarities, np.concatenate(expected), atol=1e-6)
    assert starts.tolist() == np.cumsum([0, *(len(found) for found in expected[:-1])]).tolist()


def test_quantised_vectors_are_close(store: TokenStore, vectors: list[FloatArray]) -> None:
    for row, exact in enumerate(vectors):
        largest = np.abs(exact).max(axis=1, keepdims=True)
        assert np.all(np.abs(store.vectors(row) - exact) <= largest / 127 / 2 + 1e-7)


def test_quantising_again_changes_nothing(store: TokenStore) -> None:
    again = TokenStore.build([store.vectors(row) for row in range(len(SENTENCES))], SENTENCES)
    np.testing.assert_array_equal(again.codes, store.codes)
    np.testing.assert_allclose(again.scales, store.scales, rtol=1e-6)


def test_stored_and_loaded(store: TokenStore, tmp_path: Path) -> None:
    for name, array in store.to_arrays().items():
        np.save(tmp_path / name, array)
    loaded = TokenStore.load(tmp_path)
    for row in range(len(SENTENCES)):
        np.testing.assert_array_equal(loaded.vectors(row), store.vectors(row))


def test_counts_that_do_not_add_up_are_spread(vectors: list[FloatArray]) -> None:
    store = TokenStore.build(vectors[:1], [(1, 1)])
    assert np.diff(store.sentence_offsets).sum() == 5
    assert store.passage_offsets.tolist() == [0, 2]


def test_no_passages() -> None:
    store = TokenStore.build([], [])
    assert (store.codes.shape[0], store.passage_offsets.tolist(), store.sentence_offsets.tolist()) == (0, [0], [0])
