"""How well a system knows what its documents do not say. "Answerable" means that the documents hold an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from eval.answers import is_supported, mean
from eval.questions import NEAR_MISS
from eval.results import AbstentionTotals, AnswerResult, CalibrationBin, QuestionResult, RiskPoint

BINS: Final = 10

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Asked = tuple[QuestionResult, AnswerResult]


def abstention_totals(results: Sequence[QuestionResult]) -> AbstentionTotals | None:
    """Return the measures of abstention, or None when nothing was asked.

    Args:
        results: all questions of a run.
    """
    asked: list[Asked] = [(result, result.answer) for result in results if result.answer is not None]
    if not asked:
        return None
    confidence, answerable = _arrays(asked)
    near = [(result, answer) for result, answer in asked if result.is_answerable or result.kind == NEAR_MISS]
    silent = [result for result, answer in asked if not answer.is_answered]
    unanswerable = [answer for result, answer in asked if not result.is_answerable]
    bins = calibration_bins(confidence, answerable)
    return AbstentionTotals(
        auroc=auroc_or_none(confidence, answerable),
        auroc_near_miss=auroc_or_none(*_arrays(near)),
        not_found_precision=mean([float(not result.is_answerable) for result in silent]),
        not_found_recall=mean([float(not answer.is_answered) for answer in unanswerable]),
        expected_calibration_error=calibration_error(bins),
        risk_coverage=_risk_coverage(asked),
        calibration=bins,
    )


def _arrays(asked: Sequence[Asked]) -> tuple[Floats, Flags]:
    confidence = np.array([answer.confidence for _, answer in asked], np.float64)
    return confidence, np.array([result.is_answerable for result, _ in asked], np.bool_)


def auroc(confidence: Floats, answerable: Flags) -> Floats:
    """Return the area under the ROC curve: the chance that an answerable question gets the higher confidence.

    By the Mann-Whitney statistic, ties counting half.

    Args:
        confidence: shape (..., n).
        answerable: shape (n,); both values must occur.

    Returns:
        Shape (...).
    """
    positives, negatives = int(answerable.sum()), int((~answerable).sum())
    ranks = rankdata(confidence, axis=-1)  # (..., n)
    rank_sum = ranks[..., answerable].sum(axis=-1)
    return np.asarray((rank_sum - positives * (positives + 1) / 2) / (positives * negatives), np.float64)


def auroc_or_none(confidence: Floats, answerable: Flags) -> float | None:
    """Return the AUROC, or None when all questions are of one side."""
    return float(auroc(confidence, answerable)) if 0 < answerable.sum() < len(answerable) else None


def calibration_bins(confidence: Floats, answerable: Flags, bins: int = BINS) -> tuple[CalibrationBin, ...]:
    """Sort questions by confidence and cut them into bins of equal size (fewer when there are fewer questions).

    Args:
        confidence: shape (n,).
        answerable: shape (n,).
        bins: how many.
    """
    order = np.argsort(confidence, kind="stable")
    return tuple(
        CalibrationBin(len(rows), float(confidence[rows].mean()), float(answerable[rows].mean()))
        for rows in np.array_split(order, bins)
        if len(rows)
    )


def calibration_error(bins: Sequence[CalibrationBin]) -> float | None:
    """Return the expected calibration error (Naeini et al. 2015), or None of nothing.

    Args:
        bins: of equal mass.

    Returns:
        The mean gap between confidence and share of answerable questions, weighted by questions.
    """
    total = sum(b.questions for b in bins)
    return sum(b.questions * abs(b.confidence - b.answerable) for b in bins) / total if total else None


def _risk_coverage(asked: Sequence[Asked]) -> tuple[RiskPoint, ...]:
    """Walk from the most confident question down; questions of equal confidence come in together."""
    ordered = sorted(asked, key=lambda pair: -pair[1].confidence)
    points = []
    unanswerable = unsupported = 0
    all_answered = True
    for number, (result, answer) in enumerate(ordered, start=1):
        unanswerable += not result.is_answerable
        unsupported += not is_supported(result)
        all_answered = all_answered and answer.is_answered
        if number == len(ordered) or ordered[number][1].confidence < answer.confidence:
            wrong = unsupported / number if all_answered else None
            points.append(RiskPoint(number / len(ordered), unanswerable / number, wrong))
    return tuple(points)
