"""Numbered places that a question names: "punkt 20", "yrkande 22", "avsnitt 5.5", "4.3.2"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_NUMBER: Final = r"(?P<number>\d+(?:\.\d+)*)(?![\w]|\.\d)"
_NAMED: Final = {
    "punkt": re.compile(rf"(?i)(?<!\w)(?:punkt(?:en|erna)?|point)\s+{_NUMBER}"),
    "yrkande": re.compile(rf"(?i)(?<!\w)(?:yrkande(?:t|na)?|proposal)\s+{_NUMBER}"),
    "avsnitt": re.compile(rf"(?i)(?<!\w)(?:avsnitt(?:et|en)?|kapitel|section)\s+{_NUMBER}"),
}
# A number of three levels can only be a section's; of two, it may be a share or a sum.
_BARE: Final = re.compile(r"(?<![\w.,])(?P<number>\d+(?:\.\d+){2,})(?![\w]|\.\d)")


def named_places(question: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the label of each numbered place that a question names, as passages are labelled, and where it stands."""
    taken = []
    for word, pattern in _NAMED.items():
        for match in pattern.finditer(question):
            taken.append(match.span())
            yield f"{word} {match['number']}", match.span()
    for match in _BARE.finditer(question):
        if not any(start <= match.start() < end for start, end in taken):
            yield f"avsnitt {match['number']}", match.span()
