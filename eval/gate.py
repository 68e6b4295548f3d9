"""The gate: a change may not make things significantly worse than the committed baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from eval.comparison import AUROC, CITATION_PRECISION, SUPPORTED, Comparison, compare
from eval.results import Results
from eval.significance import Difference

SIGNIFICANT: Final = 0.05
# Citation precision is measured on answered questions: without SUPPORTED, a system that falls silent would pass.
GUARDED: Final = ("nDCG@10", CITATION_PRECISION, SUPPORTED, AUROC)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate found.

    Attributes:
        comparison: the run beside the baseline; p is one-sided.
        failures: one line each; none when the run passes.
    """

    comparison: Comparison
    failures: tuple[str, ...]


def judge(baseline: Results, run: Results) -> Verdict:
    """Judge a run.

    Args:
        baseline: what was measured before; it may hold further questions.
        run: what was measured now.

    Raises:
        ResultsError: the baseline asked other questions.
    """
    comparison = compare(baseline, run, subset=True, alternative="less")
    fallen = [
        _line(name, comparison.differences[name])
        for name in GUARDED
        if name in comparison.differences and _is_worse(comparison.differences[name])
    ]
    return Verdict(comparison, (*fallen, *_not_verbatim(run)))


def _is_worse(difference: Difference) -> bool:
    return difference.delta < 0 and difference.p < SIGNIFICANT


def _line(name: str, difference: Difference) -> str:
    return (
        f"{name} fell from {difference.a:.3f} to {difference.b:.3f} "
        f"(p = {difference.p:.4f} over {difference.questions} questions)"
    )


def _not_verbatim(run: Results) -> list[str]:
    return [
        f"question {question.id!r}: the quote {cited.quote[:80]!r} does not stand where {cited.document_id} is cited"
        for question in run.per_question
        if question.answer is not None
        for cited in question.answer.citations
        if not cited.is_verbatim
    ]
