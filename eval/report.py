"""The report: one HTML file that needs nothing else, made from results files alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval import plots
from eval.ablation import Ablation
from eval.answers import is_supported
from eval.comparison import AUROC, CITATION_PRECISION, SUPPORTED, Comparison, compare
from eval.printing import answer_rows
from eval.results import QuestionResult, Results, write_whole
from eval.significance import Difference
from eval.stages import COMPARED

WORST: Final = 30
OVERCONFIDENT: Final = 20
_TEMPLATES: Final = Path(__file__).parent / "templates"
_COMPARED: Final = {
    "answers.citation_precision": CITATION_PRECISION,
    "answers.supported": SUPPORTED,
    "abstention.auroc": AUROC,
}
_TITLES: Final = {
    "answers.answered": "questions answered",
    "answers.citation_precision": "citation precision, questions with an answer",
    "answers.citation_precision_all": "citation precision, all questions answered",
    "answers.citation_recall": "share of the gold passages cited",
    "answers.parts_cited": "share of a question’s parts cited",
    "answers.supported": "answers that cite gold",
    "answers.verbatim": "quotes that are verbatim",
    "abstention.auroc": "AUROC of the confidence",
    "abstention.auroc_near_miss": "AUROC against near misses",
    "abstention.not_found_precision": "“not found”, precision",
    "abstention.not_found_recall": "“not found”, recall",
}
# A change of rank within the first ten that is not a rounding difference.
_CHANGED: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Row:
    """A measure in a table; ``name`` is for people."""

    name: str
    value: str
    interval: tuple[float, float] | None
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Drawings:
    """SVG plots; None where there is nothing to plot."""

    by_kind: Markup | None
    risk_coverage: Markup | None
    calibration: Markup | None


@dataclass(frozen=True, slots=True)
class Change:
    """A question that fares differently than in the baseline."""

    before: QuestionResult
    after: QuestionResult

    @property
    def delta(self) -> float:
        """Change of nDCG@10; 0 for questions without an answer."""
        return self.after.measures.get("nDCG@10", 0.0) - self.before.measures.get("nDCG@10", 0.0)


def write_report(
    results: Results,
    out: Path,
    baseline: Results | None = None,
    ablation: Ablation | None = None,
    others: Sequence[Results] = (),
) -> None:
    """Write a report.

    Args:
        results: the run that it is about.
        out: the HTML file.
        baseline: a run of the same questions to compare with.
        ablation: stages to show.
        others: further runs to list.

    Raises:
        ResultsError: the baseline asked other questions, or the disk refused.
    """
    comparison = compare(baseline, results, subset=True) if baseline else None
    template = _environment().get_template("report.html")
    page = template.render(
        results=results,
        baseline=baseline,
        ablation=ablation,
        compared=COMPARED,
        others=others,
        retrieval=_retrieval_rows(results, comparison),
        answers=_answer_rows(results, comparison),
        drawings=_drawings(results),
        worst=worst(results.per_question),
        overconfident=overconfident(results.per_question),
        changes=changes(comparison) if comparison else (),
    )
    write_whole(page.encode(), out)


def worst(questions: Iterable[QuestionResult]) -> list[QuestionResult]:
    """Return the questions with an answer that fared worst: poor ranking first counted, then no gold cited."""

    def loss(question: QuestionResult) -> float:
        missed = question.answer is not None and not is_supported(question)
        return 1 - question.measures.get("nDCG@10", 0.0) + missed

    failed = [question for question in questions if question.is_answerable and loss(question) > _CHANGED]
    return sorted(failed, key=lambda question: (-loss(question), question.id))[:WORST]


def overconfident(questions: Iterable[QuestionResult]) -> list[QuestionResult]:
    """Return the questions without an answer that were answered all the same, the surest first."""
    found = [
        (question.answer.confidence, question)
        for question in questions
        if not question.is_answerable and question.answer is not None and question.answer.is_answered
    ]
    return [question for _, question in sorted(found, key=lambda pair: (-pair[0], pair[1].id))][:OVERCONFIDENT]


def changes(comparison: Comparison) -> list[Change]:
    """Return the questions that fare differently, the worst change first."""
    pairs = [Change(before, after) for before, after in comparison.pairs]
    changed = [c for c in pairs if abs(c.delta) > _CHANGED or outcome(c.before) != outcome(c.after)]
    return sorted(changed, key=lambda change: (change.delta, change.after.id))


def outcome(question: QuestionResult) -> str:
    """Say in words how a question was answered."""
    if question.answer is None:
        return "–"
    if not question.answer.is_answered:
        return "not found"
    return "gold cited" if is_supported(question) else "other text cited"


def _retrieval_rows(results: Results, comparison: Comparison | None) -> list[Row]:
    return [_row(results, name, f"{value:.3f}", comparison) for name, value in results.measures.items()]


def _answer_rows(results: Results, comparison: Comparison | None) -> list[Row]:
    return [_row(results, name, shown, comparison) for name, shown in answer_rows(results)]


def _row(results: Results, name: str, value: str, comparison: Comparison | None) -> Row:
    differences = comparison.differences if comparison else {}
    title = _TITLES.get(name, name.rsplit(".", maxsplit=1)[-1].replace("_", " "))
    return Row(title, value, results.intervals.get(name), differences.get(_COMPARED.get(name, name)))


def _drawings(results: Results) -> Drawings:
    abstention, kinds = results.abstention, results.by_kind
    drawn = abstention is not None and abstention.auroc is not None
    return Drawings(
        by_kind=_markup(plots.by_kind(kinds)) if any("nDCG@10" in kinds[k].measures for k in kinds) else None,
        risk_coverage=_markup(plots.risk_coverage(abstention.risk_coverage)) if abstention and drawn else None,
        calibration=_markup(plots.calibration(abstention.calibration)) if abstention and drawn else None,
    )


def _markup(drawing: str) -> Markup:
    """Mark a drawing as safe to stand in the page: matplotlib escapes the texts in it."""
    return Markup(drawing)  # noqa: S704


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["outcome"] = outcome
    return environment
