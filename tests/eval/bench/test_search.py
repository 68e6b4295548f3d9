"""The comparison of vector searches: that all find the same, that made vectors are what they say, what is compared."""

from __future__ import annotations

import numpy as np
import pytest

from eval.bench.search import FILTERS, SearchResults, compare_engines, grown
from eval.bench.search_engines import BELAGG, ENGINES, FLAT, NUMPY, exact
from indexing.encoder import FloatArray


def unit_vectors(number: int, seed: int, dimension: int = 384) -> FloatArray:
    """Vectors around twenty centres."""
    generator = np.random.default_rng(seed)
    centres = np.random.default_rng(99).normal(size=(20, dimension))
    vectors = centres[generator.integers(0, 20, number)] + generator.normal(size=(number, dimension)) * 0.5
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("name", ENGINES)
def test_engines_find_the_same(name: str) -> None:
    vectors = unit_vectors(3_000, 1)
    built = ENGINES[name].build(vectors)
    assert built.passages == 3_000
    shares = []
    for question in unit_vectors(10, 2):
        found = built.search(question, 10, None)
        assert len(set(found.tolist())) == 10
        shares.append(len(set(found.tolist()) & set(exact(vectors, question, 10).tolist())) / 10)
    assert np.mean(shares) >= 0.8


@pytest.mark.parametrize("name", [BELAGG, FLAT, NUMPY])
def test_engines_filter(name: str) -> None:
    vectors, question = unit_vectors(300, 1, 16), unit_vectors(1, 2, 16)[0]
    allowed = np.arange(0, 300, 7)
    found = ENGINES[name].build(vectors).search(question, 5, allowed)
    assert found.tolist() == sorted(allowed.tolist(), key=lambda row: -float(vectors[row] @ question))[:5]


def test_fewer_vectors_are_real_and_more_are_made() -> None:
    real = unit_vectors(40, 3, 16)
    assert {row.tobytes() for row in grown(real, 10)} < {row.tobytes() for row in real}
    more = grown(real, 100)
    assert np.array_equal(more[:40], real)
    assert np.linalg.norm(more, axis=1) == pytest.approx(np.ones(100))
    assert len({row.tobytes() for row in more}) == 100
    assert np.array_equal(grown(real, 100), more)


@pytest.fixture(scope="module")
def results() -> SearchResults:
    return compare_engines(unit_vectors(500, 4), unit_vectors(6, 5), (2_200,), lambda _: None)


def test_everything_is_compared_without_a_filter_and_the_chosen_ones_with(results: SearchResults) -> None:
    assert (results.real, results.questions) == (500, 6)
    cells = [(cell.engine, cell.filter_share) for cell in results.cells]
    filtered = [(name, share) for share in FILTERS if share is not None for name in (BELAGG, FLAT, NUMPY)]
    assert cells == [*((name, None) for name in ENGINES), *filtered]


def test_what_is_exact_finds_all_and_ratios_compare(results: SearchResults) -> None:
    cells = {(cell.engine, cell.filter_share): cell for cell in results.cells}
    for share in FILTERS:
        assert [cells[name, share].recall for name in (FLAT, NUMPY)] == [1.0, 1.0]
        assert (cells[FLAT, share].flat.median, cells[NUMPY, share].numpy.median) == (1.0, 1.0)
    assert cells[BELAGG, None].recall >= 0.9
    assert cells[FLAT, None].bytes_per_passage == 4 * 384
    assert cells[BELAGG, None].bytes_per_passage < 4 * 384
