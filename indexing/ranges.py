"""Ranges of positions: what rows own in an array that lies row after row, and where each row begins."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def offsets_of(lengths: Iterable[int]) -> Rows:
    """Return offsets, shape (rows + 1,): row ``i`` owns the positions ``[i]:[i + 1]``."""
    return np.cumsum([0, *lengths], dtype=np.int64)


def positions(starts: Rows, ends: Rows) -> Rows:
    """Return all positions of the ranges ``starts[i]:ends[i]``, range after range."""
    lengths = ends - starts
    shifts = np.repeat(starts - starts_of(lengths), lengths)
    return np.arange(len(shifts)) + shifts


def starts_of(lengths: Rows) -> Rows:
    """Return where each range begins in ``positions``, shape (ranges,)."""
    return np.cumsum(lengths) - lengths
