"""The answer model's arithmetic: log-odds, probabilities, and how far from the best an answer goes."""

from __future__ import annotations

from math import exp

import pytest

from indexing.answer_model import (
    JudgedSentence,
    LogisticModel,
    Margins,
    choose,
    judge,
    load_answer_model,
    sentence_signals,
)
from indexing.records import Span
from indexing.sentences import SentenceEvidence


def sentence(row: int, coverage: float = 0.0, start: int = 0) -> SentenceEvidence:
    return SentenceEvidence(
        row=row,
        number=row,
        span=Span(start, start + 1),
        text="x",
        late=0.0,
        weakest=0.0,
        late_gap=0.0,
        late_rank=0.0,
        passage_gap=0.0,
        coverage=coverage,
        length=0.0,
        neighbours=0.0,
        is_demand=0,
        lacks_fact=0,
    )


def judged(*log_odds: float) -> list[JudgedSentence]:
    return [JudgedSentence(sentence(row), value) for row, value in enumerate(log_odds)]


def test_a_probability_follows_from_the_log_odds() -> None:
    model = LogisticModel(-1.0, {"a": 2.0, "b": -0.5})
    assert model.log_odds({"a": 1.0, "b": 4.0, "other": 9.0}) == -1.0
    assert model.probability({"a": 1.0, "b": 4.0}) == pytest.approx(1 / (1 + exp(1.0)))
    assert model.probability({"a": 1e9, "b": 0.0}) == 1.0


def test_sentences_are_judged_best_first_with_ties_in_reading_order() -> None:
    model = LogisticModel(0.5, {"coverage": 2.0})
    found = judge([sentence(2), sentence(1, 0.5), sentence(1, start=7), sentence(1, start=3)], model)
    assert [(one.evidence.row, one.evidence.span.start, one.log_odds) for one in found] == [
        (1, 0, 1.5),
        (1, 3, 0.5),
        (1, 7, 0.5),
        (2, 0, 0.5),
    ]


@pytest.mark.parametrize(
    ("documents", "hear_all", "rows"),
    [
        ("aaaa", False, [0, 1]),
        ("aaab", False, [0, 1]),
        ("aabb", False, [0, 2, 1]),
        ("aaab", True, [0, 3, 1]),
        ("abcd", True, [0, 1, 2, 3]),
    ],
)
def test_sentences_near_the_best_are_chosen_and_further_documents_heard(
    documents: str, hear_all: bool, rows: list[int]
) -> None:
    chosen = choose(judged(2.0, 1.25, 0.25, -2.0), documents, Margins(0.75, 2.0), hear_all=hear_all)
    assert [found.evidence.row for found in chosen] == rows


def test_further_sentences_must_be_probable() -> None:
    near = judged(-0.5, -1.0, -2.0)
    assert choose(near, "aab", Margins(2.0, 2.0, 0.25), hear_all=False) == near[:2]
    assert choose(near, "aab", Margins(2.0, 2.0, 0.9), hear_all=False) == near[:1]
    assert choose(near, "aab", Margins(2.0, 2.0, 0.9), hear_all=True) == [near[0], near[2]]


def test_a_further_document_with_a_probable_sentence_is_heard_however_far_behind() -> None:
    found = judged(4.0, 3.5, -1.0, -1.1)
    assert choose(found, "aaba", Margins(1.0, 1.0), hear_all=False) == [found[0], found[2], found[1]]


def test_nothing_is_chosen_of_nothing() -> None:
    assert choose([], [], Margins(1.0, 1.0), hear_all=True) == []


def test_the_models_of_the_package_name_signals_that_exist() -> None:
    model = load_answer_model()
    assert model.sentence.weights.keys() == sentence_signals(sentence(0)).keys()
    assert model.margins.document >= model.margins.sentence >= 0
