"""Measures of answers and abstention against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from eval.abstention import abstention_totals, auroc, calibration_bins, calibration_error
from eval.answers import answer_totals, judge_reply
from eval.questions import Question
from eval.records import CitedQuote, Reply
from eval.results import AnswerResult, Cited, QuestionResult, RiskPoint

TEXT = "Vård ska ges efter behov.\nIngen ska vänta. Tåg ska gå."
DOCUMENTS = {"d": TEXT}


def cite(passage_id: str, quote: str, start: int | None = None) -> CitedQuote:
    found = TEXT.index(quote) if start is None else start
    return CitedQuote(passage_id, "d", "punkt 1", quote, found, found + len(quote))


def judge(question: Question, *quotes: CitedQuote, relevant: tuple[str, ...] = ()) -> AnswerResult:
    reply = Reply(bool(quotes), 0.8, tuple(quote.quote for quote in quotes), quotes)
    return judge_reply(question, reply, relevant, DOCUMENTS)


def test_precision_recall_parts_and_length_of_one_answer() -> None:
    question = Question(
        id="q",
        question="?",
        gold=("behov. Ingen", "Tåg ska"),
        parts=(("behov. Ingen",), ("Tåg ska",)),
    )
    judged = judge(
        question,
        cite("p1", "Vård ska ges efter behov.\nIngen ska vänta."),
        cite("p1", "Ingen ska vänta."),
        relevant=("p1", "p2", "p3"),
    )
    assert judged.precision == 0.5, "white space in the first quote is collapsed"
    assert judged.recall == pytest.approx(1 / 3)
    assert judged.parts_cited == 0.5
    assert judged.characters == len("Vård ska ges efter behov.\nIngen ska vänta. Ingen ska vänta.")
    assert [cited.is_verbatim for cited in judged.citations] == [True, True]


def test_a_citation_of_a_relevant_passage_counts_only_with_gold_in_the_quote() -> None:
    question = Question(id="q", question="?", gold=("Tåg ska gå",))
    assert judge(question, cite("p1", "Ingen ska vänta."), relevant=("p1",)).recall == 0
    assert judge(question, cite("p1", "Tåg ska gå."), relevant=("p1",)).recall == 1


@pytest.mark.parametrize(
    "quote",
    [
        cite("p", "Tåg ska gå.", start=0),
        cite("p", "Tåg ska stå.", start=0),
        CitedQuote("p", "unknown", "", "Tåg ska gå.", 0, 11),
        CitedQuote("p", "d", "", "", 0, 0),
    ],
)
def test_a_quote_that_stands_elsewhere_is_not_verbatim(quote: CitedQuote) -> None:
    assert not judge(Question(id="q", question="?", gold=()), quote).citations[0].is_verbatim


def result(
    name: str, confidence: float, *, gold: bool, kind: str = "direct", hits: tuple[bool, ...] | None = None
) -> QuestionResult:
    """Make a question that was answered with the given citations, or not answered when ``hits`` is None."""
    citations = tuple(Cited("p", "d", "", "quote", hit, True) for hit in hits or ())
    precision = sum(hits) / len(hits) if hits else None
    answer = AnswerResult(
        is_answered=hits is not None,
        confidence=confidence,
        statements=len(hits or ()),
        characters=10 * len(hits or ()),
        citations=citations,
        precision=precision,
        recall=float(any(hits or ())) if gold else None,
        parts_cited=float(any(hits or ())) if gold else None,
    )
    return QuestionResult(name, "?", {}, 1, (), kind=kind, gold=("g",) if gold else (), answer=answer)


RESULTS = [
    result("a", 0.9, gold=True, hits=(True, False)),
    result("b", 0.8, gold=False, kind="near_miss", hits=(False,)),
    result("c", 0.7, gold=True, hits=(False,)),
    result("d", 0.4, gold=True),
    result("e", 0.2, gold=False, kind="unanswerable"),
]


def test_totals_of_answers() -> None:
    totals = answer_totals(RESULTS)
    assert totals is not None
    assert (totals.answered, totals.citations) == (3, 4)
    assert totals.citation_precision == 0.25, "mean of 1/2 and 0: questions b, d and e do not count"
    assert totals.citation_precision_all == pytest.approx(0.5 / 3), "b counts 0"
    assert totals.citation_recall == pytest.approx(1 / 3), "d was not answered and counts 0"
    assert totals.parts_cited == pytest.approx(1 / 3)
    assert totals.supported == pytest.approx(1 / 3)
    assert totals.verbatim == 1
    assert totals.statements_per_answer == pytest.approx(4 / 3)
    assert totals.characters_per_answer == pytest.approx(40 / 3)


def test_totals_of_abstention() -> None:
    totals = abstention_totals(RESULTS)
    assert totals is not None
    assert totals.auroc == pytest.approx(4 / 6), "of six pairs, b stands above c and d"
    assert totals.auroc_near_miss == pytest.approx(1 / 3)
    assert totals.not_found_precision == 0.5
    assert totals.not_found_recall == 0.5
    assert totals.expected_calibration_error == pytest.approx((0.1 + 0.8 + 0.3 + 0.6 + 0.2) / 5)
    assert totals.risk_coverage == (
        RiskPoint(0.2, 0.0, 0.0),
        RiskPoint(0.4, 0.5, 0.5),
        RiskPoint(0.6, 1 / 3, 2 / 3),
        RiskPoint(0.8, 0.25, None),
        RiskPoint(1.0, 0.4, None),
    )


def test_equal_confidences_enter_together() -> None:
    tied = [result("a", 0.5, gold=True, hits=(True,)), result("b", 0.5, gold=False, hits=(False,))]
    totals = abstention_totals(tied)
    assert totals is not None
    assert totals.risk_coverage == (RiskPoint(1.0, 0.5, 0.5),)
    assert totals.auroc == 0.5


def test_one_sided_sets_have_no_auroc() -> None:
    totals = abstention_totals([RESULTS[0], RESULTS[2]])
    assert totals is not None
    assert totals.auroc is None
    assert totals.not_found_precision is None
    assert totals.not_found_recall is None


def test_nothing_asked_has_no_totals() -> None:
    silent = QuestionResult("a", "?", {}, 0, ())
    assert answer_totals([silent]) is None
    assert abstention_totals([silent]) is None


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    generator = np.random.default_rng(1)
    confidence, answerable = generator.integers(0, 10, 50) / 10, generator.random(50) < 0.4
    pairs = [(p > n) + (p == n) / 2 for p in confidence[answerable] for n in confidence[~answerable]]
    assert float(auroc(confidence, answerable)) == pytest.approx(np.mean(pairs))
    assert auroc(np.stack([confidence, -confidence]), answerable) == pytest.approx([np.mean(pairs), 1 - np.mean(pairs)])


def test_bins_have_equal_mass() -> None:
    bins = calibration_bins(np.linspace(0, 1, 25), np.arange(25) >= 5)
    assert [b.questions for b in bins] == [3, 3, 3, 3, 3, 2, 2, 2, 2, 2]
    assert calibration_error(calibration_bins(np.array([1.0, 1.0, 0.0]), np.array([True, True, False]))) == 0
    assert calibration_error(()) is None
