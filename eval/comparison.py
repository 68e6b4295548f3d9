"""Two runs side by side, question by question: differences, their intervals, and whether they are chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from eval.abstention import Floats
from eval.answers import is_supported
from eval.errors import ResultsError
from eval.results import QuestionResult, Results
from eval.significance import Alternative, Difference, compare_aurocs, compare_means
from eval.summary import confidences

CITATION_PRECISION = "citation precision"
SUPPORTED = "answers that cite gold"
AUROC = "abstention AUROC"

Pair = tuple[QuestionResult, QuestionResult]
Value = Callable[[QuestionResult], float | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run B beside run A.

    Attributes:
        pairs: the questions of both, in B's order.
        differences: by measure.
    """

    pairs: tuple[Pair, ...]
    differences: dict[str, Difference]


def compare(a: Results, b: Results, *, subset: bool = False, alternative: Alternative = "two-sided") -> Comparison:
    """Compare two runs of the same questions.

    Args:
        a: the run to compare with.
        b: the other run.
        subset: whether A may hold further questions.
        alternative: "less" asks only whether B is worse.

    Raises:
        ResultsError: the runs asked different questions.
    """
    pairs = paired(a, b, subset=subset)
    return Comparison(pairs, dict(_differences(pairs, alternative)))


def paired(a: Results, b: Results, *, subset: bool = False) -> tuple[Pair, ...]:
    """Match the questions of two runs.

    Args:
        a: one run.
        b: the other.
        subset: whether A may hold further questions.

    Raises:
        ResultsError: a question is missing, or has other words or other gold.
    """
    known = {question.id: question for question in a.per_question}
    for question in b.per_question:
        other = known.get(question.id)
        if other is None:
            raise ResultsError(f"the runs cannot be compared: only one of them has the question {question.id!r}")
        if (other.question, set(other.gold)) != (question.question, set(question.gold)):
            raise ResultsError(
                f"the runs cannot be compared: question {question.id!r} has other words or other gold in each; "
                "measure both with the same question files"
            )
    if not subset and len(known) != len(b.per_question):
        missing = next(name for name in known if name not in {question.id for question in b.per_question})
        raise ResultsError(f"the runs cannot be compared: only one of them has the question {missing!r}")
    return tuple((known[question.id], question) for question in b.per_question)


def _differences(pairs: Sequence[Pair], alternative: Alternative) -> Iterator[tuple[str, Difference]]:
    for name, value in _values(pairs):
        a, b = _both(pairs, value)
        if len(a):
            yield name, compare_means(a, b, alternative)
    asked = [(a, b) for a, b in pairs if a.answer is not None and b.answer is not None]
    confidence_a, answerable = confidences([a for a, _ in asked])
    confidence_b, _ = confidences([b for _, b in asked])
    if 0 < answerable.sum() < len(answerable):
        yield AUROC, compare_aurocs(confidence_a, confidence_b, answerable, alternative)


def _values(pairs: Sequence[Pair]) -> Iterator[tuple[str, Value]]:
    for name in dict.fromkeys(name for _, b in pairs for name in (*b.measures, *b.parts)):
        yield name, partial(_measure, name)
    yield CITATION_PRECISION, citation_precision
    yield SUPPORTED, _supported


def _measure(name: str, question: QuestionResult) -> float | None:
    return (question.measures | question.parts).get(name)


def citation_precision(question: QuestionResult) -> float | None:
    """Return the share of a question's citations that hold gold; None unless it has an answer and got one."""
    if question.answer is None or not question.answer.is_answered or not question.is_answerable:
        return None
    return question.answer.precision or 0.0


def _supported(question: QuestionResult) -> float | None:
    return float(is_supported(question)) if question.answer is not None and question.is_answerable else None


def _both(pairs: Sequence[Pair], value: Value) -> tuple[Floats, Floats]:
    """Return the values of the questions that have one in both runs."""
    found = [(value(a), value(b)) for a, b in pairs]
    kept = [(a, b) for a, b in found if a is not None and b is not None]
    return np.array([a for a, _ in kept], np.float64), np.array([b for _, b in kept], np.float64)
