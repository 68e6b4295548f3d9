"""Which inputs a model reads together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby


def batches_by_length(lengths: Sequence[int], max_tokens: int) -> Iterator[list[int]]:
    """Group inputs of similar length, the longest first, so that little of a batch is padding.

    Args:
        lengths: each input's number of tokens.
        max_tokens: limit for a batch's inputs times its longest input; a longer input makes a batch of its own.

    Yields:
        Positions in ``lengths``.
    """
    order = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    start = 0
    while start < len(order):
        size = max(1, max_tokens // max(1, lengths[order[start]]))
        yield order[start : start + size]
        start += size


def batches_of_one_length(lengths: Sequence[int], max_tokens: int) -> Iterator[list[int]]:
    """Group inputs of the same length, the longest first, so that nothing is padding.

    Args:
        lengths: each input's number of tokens.
        max_tokens: limit for a batch's tokens; a longer input makes a batch of its own.

    Yields:
        Positions in ``lengths``.
    """
    order = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    for length, group in groupby(order, key=lambda i: lengths[i]):
        positions = list(group)
        size = max(1, max_tokens // max(1, length))
        yield from (positions[start : start + size] for start in range(0, len(positions), size))
