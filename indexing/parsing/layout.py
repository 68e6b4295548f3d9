"""How the document is set: measured, not assumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexing.parsing.lines import Gap, Line
from indexing.parsing.sentences import ends_clause
from indexing.parsing.typography import first_word, low_percentile, width_em

# Longer lines than any printed page's were never wrapped.
_LONGEST_PRINTED_LINE = 200
_FEWEST_SAMPLES = 8
_LOW_PERCENT = 3.0
# Lines this much narrower than the usual one stand in tables, captions or word lists, not in the text block.
_NARROW = 0.75
# Error of the width estimate, as a share: 0.3 em on a line of 36 em, measured on lines that surely were full.
_TOLERANCE = 0.008


@dataclass(frozen=True, slots=True)
class Measure:
    """Width of a text block.

    Attributes:
        full_em: a line and the next one's first word together are at least this wide where the line was full.
    """

    full_em: float

    def has_room(self, line: str, following: str, share: float = 1.0) -> bool:
        """Tell whether the first word of ``following`` would have fitted at the end of ``line``.

        Args:
            line: the line.
            following: the line after it.
            share: of the width; below 1 the line must be clearly short.

        Returns:
            False for a line longer than printed lines are.
        """
        if len(line) > _LONGEST_PRINTED_LINE:
            return False
        needed = width_em(f"{line} {first_word(following)}")
        return needed < self.full_em * share * (1 - _TOLERANCE)


def is_unwrapped(line: str) -> bool:
    """Tell whether the line is longer than a printed page's lines."""
    return len(line) > _LONGEST_PRINTED_LINE


def is_double_spaced(lines: Sequence[Line]) -> bool:
    """Tell whether an empty line stands after every visual line, so that it separates nothing."""
    return _is_usual_gap(lines, Gap.EMPTY)


def settle_gaps(lines: list[Line]) -> list[Line]:
    """Take wide gaps for usual ones where they stand after every visual line and so separate nothing."""
    if not _is_usual_gap(lines, Gap.WIDE):
        return lines
    return [replace(line, gap=min(line.gap, Gap.EMPTY)) for line in lines]


def _is_usual_gap(lines: Sequence[Line], least: Gap) -> bool:
    """Tell whether most lines are set apart by such a gap although most of those do not end a sentence."""
    pairs = list(pairwise(lines))
    apart = [line for line, following in pairs if following.gap >= least]
    if len(apart) < _FEWEST_SAMPLES or len(apart) * 10 < len(pairs) * 6:
        return False
    return sum(not ends_clause(line.text) for line in apart) * 10 >= len(apart) * 4


def measure(lines: Sequence[Line]) -> Measure | None:
    """Measure the text width on lines that surely were full, or return None when there are too few.

    Those are the lines inside a sentence: the line before does not end one, nor does the line itself, and the next
    one begins in lower case.
    """
    triples = zip(lines, lines[1:], lines[2:], strict=False)
    widths = [
        width_em(f"{line.text} {first_word(following.text)}")
        for before, line, following in triples
        if not is_unwrapped(line.text)
        and following.text[0].islower()
        and not ends_clause(before.text)
        and not ends_clause(line.text)
    ]
    if len(widths) < _FEWEST_SAMPLES:
        return None
    narrow = _NARROW * low_percentile(widths, 50)
    return Measure(low_percentile([width for width in widths if width >= narrow], _LOW_PERCENT))


def common_measure(lines: Sequence[Line]) -> Measure:
    """Measure the text width over all lines; without enough full ones, roughly, as most of the widest line's."""
    widths = [width_em(line.text) for line in lines if not is_unwrapped(line.text)]
    return measure(lines) or Measure(0.85 * max(widths, default=0.0))
