"""Fusing rankings: pure functions over score arrays."""

from __future__ import annotations

import numpy as np

from indexing.encoder import FloatArray


def z_scores(scores: FloatArray) -> FloatArray:
    """Return scores in standard deviations from their mean; zeros when they are all equal.

    Args:
        scores: one a candidate, shape (n,); or of several signals, shape (signals, n), each by itself.

    Returns:
        The same shape; mean 0 and standard deviation 1.
    """
    if not scores.size:
        return scores
    deviations = scores.std(axis=-1, keepdims=True)
    is_even = deviations < np.finfo(np.float32).eps
    centred = scores - scores.mean(axis=-1, keepdims=True)
    return np.asarray(np.where(is_even, 0.0, centred / np.where(is_even, 1.0, deviations)), dtype=np.float32)


def weighted_sum(parts: list[tuple[float, FloatArray]]) -> FloatArray:
    """Return the sum of weight times z-scored scores over the same candidates.

    Args:
        parts: (weight, scores of shape (n,)) pairs; at least one.

    Returns:
        Shape (n,).
    """
    weights = np.array([[weight] for weight, _ in parts], np.float32)
    scores = z_scores(np.stack([scores for _, scores in parts]))  # (parts, n)
    # Added up passage by passage in the same order, so that equal passages keep equal scores.
    return np.asarray((weights * scores).sum(axis=0), dtype=np.float32)
