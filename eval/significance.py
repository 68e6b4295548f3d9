"""Is a difference more than chance? Bootstrap intervals and paired randomisation tests, on scipy, with fixed seeds.

Smucker, Allan and Carterette (2007) recommend the randomisation test for comparing retrieval runs; it assumes no
distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from eval.abstention import Flags, Floats, auroc

RESAMPLES: Final = 9_999
CONFIDENCE: Final = 0.95
_SEED: Final = 20_240_229
# Resamples worked on at once: keeps sets of 10,000 questions below 100 MB.
_BATCH: Final = 500

Alternative = Literal["two-sided", "less"]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much B differs from A.

    Attributes:
        a: A's value.
        b: B's value.
        interval: of ``b - a``, 95 %.
        p: probability of a difference at least this large when the runs are interchangeable.
        questions: how many pairs.
    """

    a: float
    b: float
    interval: Interval
    p: float
    questions: int

    @property
    def delta(self) -> float:
        """``b - a``."""
        return self.b - self.a


def mean_interval(values: Floats) -> Interval:
    """Return the 95 % bootstrap interval of a mean (percentiles).

    Args:
        values: one a question, shape (n,).
    """
    if len(values) < 2:
        return float(values.mean()), float(values.mean())
    result = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        batch=_BATCH,
        vectorized=True,
        rng=np.random.default_rng(_SEED),
    )
    return float(result.confidence_interval.low), float(result.confidence_interval.high)


def auroc_interval(confidence: Floats, answerable: Flags) -> Interval:
    """Return the 95 % bootstrap interval of an AUROC; both sides are resampled on their own.

    Args:
        confidence: shape (n,).
        answerable: shape (n,).
    """
    return _percentiles(auroc(confidence[_resampled(answerable)], np.sort(answerable)))


def compare_means(a: Floats, b: Floats, alternative: Alternative = "two-sided") -> Difference:
    """Compare two runs question by question.

    Args:
        a: A's values, shape (n,).
        b: B's values of the same questions.
        alternative: "less" asks only whether B is worse.
    """
    test = stats.permutation_test(
        (b, a),
        lambda x, y, axis: np.mean(x - y, axis=axis),
        permutation_type="samples",
        n_resamples=RESAMPLES,
        alternative=alternative,
        batch=_BATCH,
        vectorized=True,
        rng=np.random.default_rng(_SEED),
    )
    return Difference(float(a.mean()), float(b.mean()), mean_interval(b - a), float(test.pvalue), len(a))


def compare_aurocs(a: Floats, b: Floats, answerable: Flags, alternative: Alternative = "two-sided") -> Difference:
    """Compare the AUROCs of two runs' confidences.

    Confidences become ranks first: exchanging the raw values of runs on different scales would mix the scales.

    Args:
        a: A's confidences, shape (n,).
        b: B's confidences of the same questions.
        answerable: shape (n,).
        alternative: "less" asks only whether B is worse.
    """
    rank_a, rank_b = stats.rankdata(a), stats.rankdata(b)
    test = stats.permutation_test(
        (rank_b, rank_a),
        lambda x, y, axis: _auroc_along(x, answerable, axis) - _auroc_along(y, answerable, axis),
        permutation_type="samples",
        n_resamples=RESAMPLES,
        alternative=alternative,
        batch=_BATCH,
        vectorized=True,
        rng=np.random.default_rng(_SEED),
    )
    rows, sides = _resampled(answerable), np.sort(answerable)
    interval = _percentiles(auroc(b[rows], sides) - auroc(a[rows], sides))
    return Difference(float(auroc(a, answerable)), float(auroc(b, answerable)), interval, float(test.pvalue), len(a))


def _auroc_along(values: Floats, answerable: Flags, axis: int) -> Floats:
    return auroc(np.moveaxis(values, axis, -1), answerable)


def _resampled(answerable: Flags) -> NDArray[np.int64]:
    """Return row numbers, shape (resamples, n): first the unanswerable questions, then the answerable ones."""
    generator = np.random.default_rng(_SEED)
    sides = (np.flatnonzero(~answerable), np.flatnonzero(answerable))
    return np.hstack([generator.choice(side, (RESAMPLES, len(side))) for side in sides])


def _percentiles(values: Floats) -> Interval:
    low, high = np.percentile(values, [50 * (1 - CONFIDENCE), 50 * (1 + CONFIDENCE)])
    return float(low), float(high)
