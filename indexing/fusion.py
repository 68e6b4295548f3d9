"""Fusing rankings: pure functions over score arrays."""

from __future__ import annotations

import numpy as np

from indexing.encoder import FloatArray


def z_scores(scores: FloatArray) -> FloatArray:
    """Return scores in standard deviations from their mean; zeros when they are all equal.

    Args:
        scores: one a candidate, shape (n,).

    Returns:
        Shape (n,), mean 0 and standard deviation 1.
    """
    if not len(scores):
        return scores
    deviation = scores.std()
    if deviation < np.finfo(np.float32).eps:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / deviation, dtype=np.float32)


def weighted_sum(parts: list[tuple[float, FloatArray]]) -> FloatArray:
    """Return the sum of weight times z-scored scores over the same candidates.

    Args:
        parts: (weight, scores of shape (n,)) pairs; at least one.

    Returns:
        Shape (n,).
    """
    return np.asarray(sum(weight * z_scores(scores) for weight, scores in parts), dtype=np.float32)
