"""Comparing runs, and the gate: a damaged retriever must not pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from eval.ablation import NOTHING
from eval.comparison import AUROC, CITATION_PRECISION, SUPPORTED, compare
from eval.errors import ResultsError
from eval.gate import judge
from eval.local import LocalTarget
from eval.questions import read_questions
from eval.records import Hit, Reply
from eval.results import Results, read_results, write_json
from eval.running import evaluate_questions
from eval.target import Target
from indexing.build import build_with
from tests.eval.conftest import ROOT, Altered, as_set
from tests.fake_encoder import FakeEncoder

TUNE = ROOT / "eval" / "questions" / "tune.jsonl"
ENCODER = FakeEncoder(dimension=256)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    build_with(ROOT / "corpora", folder, ENCODER)
    return folder


@pytest.fixture(scope="module")
def target(index: Path) -> LocalTarget:
    return LocalTarget.using(index, ENCODER)


@pytest.fixture(scope="module")
def baseline(target: LocalTarget) -> Results:
    return run(target)


def run(target: Target) -> Results:
    """Ask every third question: enough for the gate to see damage."""
    return evaluate_questions(target, as_set(read_questions([TUNE]).questions[::3]), "tune")[0]


def shuffled(hits: Sequence[Hit]) -> Sequence[Hit]:
    return sorted(hits, key=lambda hit: hit.passage.passage_id)


def test_the_same_run_passes(baseline: Results) -> None:
    verdict = judge(baseline, baseline)
    assert verdict.failures == ()
    assert all(difference.delta == 0 for difference in verdict.comparison.differences.values())


def test_a_shuffled_retriever_is_caught(target: LocalTarget, baseline: Results) -> None:
    verdict = judge(baseline, run(Altered(target, rank=shuffled)))
    assert [failure.split(" fell")[0] for failure in verdict.failures] == ["nDCG@10"]
    assert verdict.comparison.differences["nDCG@10"].p < 0.001


def test_a_retriever_without_weights_is_caught(index: Path, baseline: Results) -> None:
    damaged = run(LocalTarget.using(index, ENCODER, NOTHING))
    assert "nDCG@10 fell" in judge(baseline, damaged).failures[0]


def test_a_system_that_falls_silent_is_caught(target: LocalTarget, baseline: Results) -> None:
    silent = Altered(target, reply=lambda reply: replace(reply, is_answered=False, statements=(), quotes=()))
    failures = judge(baseline, run(silent)).failures
    assert [failure.split(" fell")[0] for failure in failures] == [SUPPORTED]


def test_a_blind_confidence_is_caught(baseline: Results) -> None:
    sighted = with_confidences(baseline, lambda answerable, number: (0.9 if answerable else 0.2) - number / 1e4)
    blind = with_confidences(baseline, lambda _, number: (number * 7919 % 997) / 997)
    failures = judge(sighted, blind).failures
    assert [failure.split(" fell")[0] for failure in failures] == [AUROC]


def with_confidences(results: Results, confidence: object) -> Results:
    assert callable(confidence)
    questions = tuple(
        msgspec.structs.replace(
            question,
            answer=msgspec.structs.replace(question.answer, confidence=confidence(question.is_answerable, number)),
        )
        for number, question in enumerate(results.per_question)
        if question.answer is not None
    )
    return msgspec.structs.replace(results, per_question=questions)


def test_one_quote_that_is_not_verbatim_is_caught(target: LocalTarget, baseline: Results) -> None:
    def bent(reply: Reply) -> Reply:
        return replace(reply, quotes=tuple(replace(quote, start=quote.start + 1) for quote in reply.quotes))

    failures = judge(baseline, run(Altered(target, reply=bent))).failures
    assert failures
    assert all("does not stand where" in failure for failure in failures)


def test_wrong_citations_are_caught(target: LocalTarget, baseline: Results) -> None:
    def misled(reply: Reply) -> Reply:
        wrong = tuple(replace(quote, quote=quote.quote[:8], end=quote.start + 8) for quote in reply.quotes)
        return replace(reply, quotes=wrong)

    failures = judge(baseline, run(Altered(target, reply=misled))).failures
    assert [failure.split(" fell")[0] for failure in failures] == [CITATION_PRECISION, SUPPORTED]


def test_the_baseline_may_hold_more_questions(baseline: Results) -> None:
    part = msgspec.structs.replace(baseline, per_question=baseline.per_question[:40])
    assert judge(baseline, part).failures == ()
    with pytest.raises(ResultsError, match="only one of them has the question"):
        judge(part, baseline)
    with pytest.raises(ResultsError, match="only one of them has the question"):
        compare(baseline, part)


def test_other_words_cannot_be_compared(baseline: Results) -> None:
    first, *rest = baseline.per_question
    other = msgspec.structs.replace(first, question="En annan fråga?")
    changed = msgspec.structs.replace(baseline, per_question=(other, *rest))
    with pytest.raises(ResultsError, match="has other words or other gold"):
        compare(baseline, changed)


def test_every_measure_is_compared(baseline: Results) -> None:
    names = set(compare(baseline, baseline).differences)
    assert names == {*baseline.measures, CITATION_PRECISION, SUPPORTED, AUROC}


def test_results_survive_the_disk(baseline: Results, tmp_path: Path) -> None:
    write_json(baseline, tmp_path / "new" / "b.json")
    assert read_results(tmp_path / "new" / "b.json") == baseline
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["b.json"]
