"""The comparison of lexical engines: that both are asked the same, and that enlarged corpora are what they say."""

from __future__ import annotations

from collections import Counter
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import pytest

from eval.bench.lexical import Cell, LexicalResults, engine_class, measure, resized
from eval.bench.lexical_engines import LexicalEngine, TermCorpus
from eval.bench.page_lexical import lexical_lines
from eval.bench.results import Latency
from indexing.lexical import LexicalIndex

CORPUS = TermCorpus(
    [["vård", "vård", "plats"], ["skol", "bok"], ["vård", "skol", "skol", "skol", "tåg", "bok"], ["tåg"]],
    [0, 0, 1, 2],
)
needs_tantivy = pytest.mark.skipif(find_spec("tantivy") is None, reason="tantivy is not installed")
ENGINES = ["bm25s", pytest.param("tantivy", marks=needs_tantivy)]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> LexicalEngine:
    found = engine_class(request.param)
    found.build(CORPUS, tmp_path)
    return found.open(tmp_path)


def test_engines_rank_alike(engine: LexicalEngine) -> None:
    assert engine.top(["vård"], 4) == [0, 2]
    assert engine.top(["bok", "tåg"], 4) == [2, 3, 1]
    assert engine.top(["bok", "tåg"], 1) == [2]
    assert engine.top(["okänd"], 4) == []


def test_engines_filter_by_document(engine: LexicalEngine) -> None:
    assert engine.top(["vård", "tåg"], 4, [1, 2]) == [2, 3]
    assert engine.top(["skol"], 4, [0]) == [1]


def test_engines_score_given_passages(engine: LexicalEngine) -> None:
    top, scores = engine.top_and_scores(["vård", "tåg"], 1, [3, 1, 2])
    expected = LexicalIndex.build(CORPUS.terms).scores(["vård", "tåg"])[[3, 1, 2]]
    assert top == [2]
    # tantivy keeps the factor k1 + 1, by which every score is larger.
    assert [score / scores[0] for score in scores] == pytest.approx((expected / expected[0]).tolist())


def test_fewer_passages_are_taken_evenly() -> None:
    assert resized(CORPUS, 2) == TermCorpus([CORPUS.terms[0], CORPUS.terms[3]], [0, 2])
    assert resized(CORPUS, 4) == CORPUS


def test_more_passages_have_the_lengths_and_terms_of_the_real_ones() -> None:
    grown = resized(CORPUS, 8)
    assert grown.terms[:4] == CORPUS.terms
    assert [len(passage) for passage in grown.terms[4:]] == [3, 2, 6, 1]
    assert Counter(chain(*grown.terms[4:])) == Counter(chain(*CORPUS.terms))
    assert grown.documents == [0, 0, 1, 2, 3, 3, 4, 5]
    assert resized(CORPUS, 6) == TermCorpus(grown.terms[:6], grown.documents[:6])


def test_one_engine_is_measured() -> None:
    cell = measure("bm25s", CORPUS, [["vård"], ["tåg"], ["okänd"]])
    assert cell.engine.startswith("bm25s 0.")
    assert (cell.passages, cell.top.calls, cell.filtered.calls, cell.top_and_scores.calls) == (4, 3, 3, 3)
    assert cell.index_bytes > 500


def test_the_table() -> None:
    times = Latency(10, 0.1, 0.25, 0.05, 0.3)
    cell = Cell("bm25s 1.0", 10_000, 2.04, 3 * 2**20, 12.3, times, times, times)
    lines = lexical_lines(LexicalResults("0" * 64, 9_000, 10, (cell,)))
    assert (
        "| 10,000 | bm25s 1.0 | 0.10 / 0.25 ms | 0.10 / 0.25 ms | 0.10 / 0.25 ms | 12 MiB | 3.0 MiB | 2.0 s |" in lines
    )
