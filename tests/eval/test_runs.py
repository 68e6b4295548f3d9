"""A whole run over a small corpus: judged by hand, the same twice, and refused when it would mean nothing."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from eval.collection import Collection, SourceText
from eval.errors import DatasetError, EvaluationError, QuestionFileError
from eval.local import LocalTarget
from eval.questions import Question
from eval.records import IndexedPassage
from eval.results import Results
from eval.running import evaluate_questions
from indexing.config import RetrievalConfig
from tests.eval.conftest import Altered, as_set, make_questions


@pytest.fixture(scope="module")
def run(small_target: LocalTarget) -> Results:
    return evaluate_questions(small_target, as_set(make_questions()), "small")[0]


def test_retrieval_counts_the_answerable_questions(run: Results) -> None:
    by_id = {question.id: question for question in run.per_question}
    assert run.measures["Success@1"] == sum(by_id[q].measures["Success@1"] for q in by_id if by_id[q].measures) / 4
    assert run.measures["Success@3"] == 1.0
    assert by_id["q-mane"].measures == {}
    assert by_id["q-tand"].returned[0].grade == 1
    assert by_id["q-tand"].relevant == 1
    assert run.unreachable == ()


def test_groups_and_provenance(run: Results) -> None:
    assert {kind: group.questions for kind, group in run.by_kind.items()} == {
        "direct": 2,
        "near_miss": 1,
        "number": 2,
        "unanswerable": 1,
    }
    assert run.by_kind["near_miss"].measures == {}
    assert (run.model, run.model_fingerprint) == ("fake", "fake-1")
    assert run.configuration["retrieval.num_candidates"] == RetrievalConfig().num_candidates
    assert [document.document_id for document in run.corpus] == ["tandvard", "jarnvag", "skog", "skola"]
    assert run.answers is not None
    assert run.answers.verbatim in {None, 1.0}


def test_two_runs_are_identical(run: Results, small_target: LocalTarget) -> None:
    again, _ = evaluate_questions(small_target, as_set(make_questions()), "small")
    assert msgspec.structs.replace(again, created=run.created) == run


def test_gold_that_no_passage_holds_scores_zero_and_is_reported(small_target: LocalTarget) -> None:
    class Torn(Altered):
        def passages(self) -> Sequence[IndexedPassage]:
            return []

    results, _ = evaluate_questions(Torn(small_target), as_set(make_questions()), "torn")
    assert results.unreachable == ("q-tand", "q-tag", "q-skog", "q-bok")
    assert set(results.measures.values()) == {0.0}


def test_gold_that_stands_nowhere_stops_the_run(small_target: LocalTarget) -> None:
    stray = Question(id="stray", question="Vad?", gold=("står ingenstans",))
    with pytest.raises(QuestionFileError, match="'stray'"):
        evaluate_questions(small_target, as_set([stray]), "stray")


def test_a_question_that_cannot_be_asked_is_named(small_target: LocalTarget) -> None:
    empty = Question(id="mark", question="?!", gold=())
    with pytest.raises(QuestionFileError, match="'mark' cannot be asked: the question is empty"):
        evaluate_questions(small_target, as_set([empty]), "empty")


def test_an_index_that_changes_during_the_run(small_target: LocalTarget) -> None:
    with pytest.raises(EvaluationError, match="the index changed during the run"):
        evaluate_questions(Altered(small_target, versions=("1", "2")), as_set(make_questions()), "changing")


def test_texts_with_one_id_are_refused() -> None:
    texts = (SourceText("a", "", "x"), SourceText("a", "", "y"))
    with pytest.raises(DatasetError, match="two texts have the same id"):
        Collection("double", texts)
