"""How wide a printed line is, and where its text block ended.

Extraction loses the page, but a line's width in print can be estimated from its letters. In justified or ragged-right
text a word moves to the next line only when it does not fit; so a line that had room for the next line's first word
was ended on purpose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

# Widths in thousandths of an em, from the metrics of Times Roman (Adobe Font Metrics, 1989), rounded. Faces differ in
# scale far more than in proportion, and only proportions matter here.
_WIDTHS = (
    (" .,:;ijlt'|", 265),
    ("fr()[]-!\u2010I", 333),
    ("sJ/", 385),
    ("aczeéèàç?", 444),
    ("bdghknopquvxyåäö0123456789–”“", 500),
    ("SFPLE", 580),
    ("ABCRTZ", 667),
    ("wDGHKNOQUVXYÅÄÖ&", 722),
    ("m", 778),
    ("MW%—", 900),
)
_DEFAULT_WIDTH = 500
_WIDTH_OF = defaultdict(
    lambda: _DEFAULT_WIDTH, {character: width for characters, width in _WIDTHS for character in characters}
)


def width_em(text: str) -> float:
    """Estimate the printed width of ``text`` in em."""
    return sum(map(_WIDTH_OF.__getitem__, text)) / 1000


def first_word(text: str) -> str:
    """Return the first word of a line, or an empty string."""
    return text[:200].split(" ", 1)[0]


def low_percentile(values: Iterable[float], percent: float) -> float:
    """Find the value below which ``percent`` of ``values`` lie.

    Args:
        values: in any order.
        percent: from 0 to 100.

    Returns:
        One of the values.

    Raises:
        ValueError: there are no values.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("a percentile of no values")
    return ordered[min(int(len(ordered) * percent / 100), len(ordered) - 1)]
