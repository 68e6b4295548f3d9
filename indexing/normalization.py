"""One Unicode form for all text: å typed as one letter equals å typed as a and a ring."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Final

# No language stacks so many marks on a letter (UAX #15 takes 30 for the most). Python puts each mark in its place by
# moving it past those before it: 32,000 marks in the wrong order keep it busy for a minute.
_LONG_RUN: Final = re.compile(r"[^\w\s\x00-\x7f]{31,}")


def normalize(text: str) -> str:
    """Return the text in Unicode form NFC, in a time that grows with its length alone."""
    return unicodedata.normalize("NFC", _LONG_RUN.sub(_in_order, text))


def is_normalized(text: str) -> bool:
    """Return whether a text is in Unicode form NFC."""
    return text.isascii() or normalize(text) == text


def _in_order(run: re.Match[str]) -> str:
    """Return combining marks in canonical order already (The Unicode Standard, D109)."""
    return "".join(_ordered("".join(unicodedata.normalize("NFD", character) for character in run[0])))


def _ordered(decomposed: str) -> Iterator[str]:
    for is_mark, group in groupby(decomposed, key=lambda character: unicodedata.combining(character) > 0):
        stretch = list(group)
        yield from sorted(stretch, key=unicodedata.combining) if is_mark else stretch
