"""BM25, against its closed form (the variant of Lucene: no k1 + 1 in the numerator)."""

from __future__ import annotations

from math import log
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing import lexical
from indexing.lexical import LexicalIndex, best

DOCUMENTS = [
    ["vård", "vård", "plats"],
    ["skol", "bok"],
    ["vård", "skol", "skol", "skol", "tåg", "bok"],
    ["tåg"],
]


def closed_form(documents: list[list[str]], query: list[str], k1: float = 1.2, b: float = 0.75) -> list[float]:
    average = sum(map(len, documents)) / len(documents)
    scores = []
    for document in documents:
        score = 0.0
        for term in query:
            frequency = sum(term in other for other in documents)
            idf = log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))
            occurrences = document.count(term)
            score += idf * occurrences / (occurrences + k1 * (1 - b + b * len(document) / average))
        scores.append(score)
    return scores


@pytest.mark.parametrize(
    "query", [["vård"], ["vård", "tåg"], ["skol", "skol"], ["bok", "okänd"], ["okänd"], [], [""]], ids=str
)
def test_scores_equal_the_closed_form(query: list[str]) -> None:
    expected = closed_form(DOCUMENTS, query)
    assert LexicalIndex.build(DOCUMENTS).scores(query).tolist() == pytest.approx(expected, abs=1e-5)


_TERMS = st.sampled_from(["a", "b", "c", "d"])


@given(st.lists(st.lists(_TERMS, min_size=1, max_size=6), min_size=1, max_size=6), st.lists(_TERMS, max_size=4))
@settings(max_examples=40, deadline=None)
def test_any_corpus_scores_like_the_closed_form(documents: list[list[str]], query: list[str]) -> None:
    expected = closed_form(documents, query)
    assert LexicalIndex.build(documents).scores(query).tolist() == pytest.approx(expected, abs=1e-5)


@given(
    st.lists(st.lists(_TERMS, min_size=1, max_size=6), min_size=1, max_size=30),
    st.lists(_TERMS | st.just("x"), max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_some_scores_are_those_among_all(documents: list[list[str]], query: list[str]) -> None:
    index = LexicalIndex.build(documents)
    rows = np.arange(0, len(documents), 2)
    expected = index.scores(query)[rows].tolist()
    assert index.scores_of(query, rows).tolist() == expected
    with patch.object(lexical, "_SCORED_WHOLE", 0):
        assert index.scores_of(query, rows).tolist() == expected


def test_search() -> None:
    index = LexicalIndex.build(DOCUMENTS)
    assert index.search(["bok", "tåg"], 4).rows.tolist() == [2, 3, 1]
    assert index.search(["bok", "tåg"], 4, np.array([1, 3])).rows.tolist() == [3, 1]
    assert index.search(["okänd"], 4).rows.tolist() == []


def test_idf() -> None:
    index = LexicalIndex.build(DOCUMENTS)
    assert index.idf("vård") == pytest.approx(log(1 + 2.5 / 2.5))
    assert index.idf("plats") == pytest.approx(log(1 + 3.5 / 1.5))
    assert index.idf("okänd") == pytest.approx(log(1 + 4.5 / 0.5))


def test_passages_without_terms() -> None:
    index = LexicalIndex.build([[], ["vård"], []])
    assert len(index) == 3
    assert [score > 0 for score in index.scores(["vård"]).tolist()] == [False, True, False]
    assert LexicalIndex.build([[], []]).scores(["vård"]).tolist() == [0.0, 0.0]


def test_files_round_trip(tmp_path: Path) -> None:
    index = LexicalIndex.build(DOCUMENTS)
    for name, data in index.to_files().items():
        (tmp_path / name).write_bytes(data)
    restored = LexicalIndex.load(tmp_path)
    assert len(restored) == 4
    assert restored.scores(["vård", "tåg"]).tolist() == index.scores(["vård", "tåg"]).tolist()
    assert restored.idf("skol") == index.idf("skol")


def test_equal_terms_give_equal_files() -> None:
    assert LexicalIndex.build(DOCUMENTS).to_files() == LexicalIndex.build(DOCUMENTS).to_files()


def test_best_rows() -> None:
    scores = np.array([0.0, 2.0, 3.0, 2.0, 0.0, 1.0], np.float32)
    assert best(scores, 3).rows.tolist() == [2, 1, 3]
    assert best(scores, 3).scores.tolist() == [3.0, 2.0, 2.0]
    assert best(scores, 10).rows.tolist() == [2, 1, 3, 5]
    assert best(scores, 10, np.array([0, 3, 5], np.int64)).rows.tolist() == [3, 5]
    assert best(scores, 10, np.empty(0, np.int64)).rows.tolist() == []
    assert best(scores, 0).rows.tolist() == []


_SCORES = st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.5]), min_size=1, max_size=200)


@given(_SCORES, st.integers(0, 32), st.sets(st.integers(0, 29)))
@settings(max_examples=200, deadline=None)
def test_best_rows_are_those_of_a_full_sort(values: list[float], k: int, wanted: set[int]) -> None:
    scores = np.array(values, np.float32)
    positive = [row for row, score in enumerate(values) if score > 0]
    allowed = np.array(sorted(row for row in wanted if row < len(values)), np.int64)

    def sorted_rows(rows: list[int]) -> list[int]:
        return sorted(rows, key=lambda row: (-values[row], row))[:k]

    assert best(scores, k).rows.tolist() == sorted_rows(positive)
    assert best(scores, k, allowed).rows.tolist() == sorted_rows([row for row in positive if row in allowed])
