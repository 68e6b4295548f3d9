"""Cutting a run of sentences into passages of even length at the best borders.

Optimal segmentation by dynamic programming, as in optimal line breaking (Knuth & Plass 1981, "Breaking paragraphs
into lines"): each passage costs its squared deviation from the target length, each cut within a paragraph costs
extra, and the cheapest sequence of cuts wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from indexing.config import IndexConfig

# In units of (relative deviation from the target)². A cut inside a paragraph costs as much as a passage that is
# half the target too long or too short; a passage over the soft limit costs four times its plain deviation.
_CUT_INSIDE_PARAGRAPH: Final = 0.25
_OVERLONG: Final = 4.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence to be placed.

    Attributes:
        tokens: its length in the model's tokens.
        ends_paragraph: whether a paragraph ends with it.
    """

    tokens: int
    ends_paragraph: bool


def segment(units: Sequence[Unit], config: IndexConfig) -> list[tuple[int, int]]:
    """Cut units into runs of even length.

    Args:
        units: sentences in order; each at most ``config.hard_max_tokens`` long.
        config: the target and the limits.

    Returns:
        Half-open index ranges that cover all units in order. No run is over ``hard_max_tokens``.
    """
    best: list[float] = [0.0] + [inf] * len(units)
    origin = [0] * (len(units) + 1)
    for end in range(1, len(units) + 1):
        tokens = 0
        for start in range(end - 1, -1, -1):
            tokens += units[start].tokens
            if tokens > config.hard_max_tokens and start < end - 1:
                break
            cost = best[start] + _passage_cost(tokens, config) + _cut_cost(units, start)
            if cost < best[end]:
                best[end], origin[end] = cost, start
    return _trace(origin)


def _passage_cost(tokens: int, config: IndexConfig) -> float:
    deviation = (tokens - config.target_tokens) / config.target_tokens
    return deviation**2 * (_OVERLONG if tokens > config.soft_max_tokens else 1.0)


def _cut_cost(units: Sequence[Unit], start: int) -> float:
    return _CUT_INSIDE_PARAGRAPH if start > 0 and not units[start - 1].ends_paragraph else 0.0


def _trace(origin: Sequence[int]) -> list[tuple[int, int]]:
    runs = []
    end = len(origin) - 1
    while end > 0:
        runs.append((origin[end], end))
        end = origin[end]
    return runs[::-1]
