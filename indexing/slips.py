"""Slips of the finger and the ear: how likely one word is a misspelling of another, and what one slip makes of it.

Four misspellings in five are one slip: a letter left out, added, replaced, or swapped with the next (Damerau 1964,
doi:10.1145/363958.363994). Which letters replace which is no chance: they lie side by side, or sound alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from itertools import product
from math import prod
from typing import Final

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzåäö"
# The Swedish keyboard's letters; one is beside another in its row, and under the two above it.
_ROWS: Final = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
_VOWELS: Final = frozenset("aeiouy")
# Consonants that one may hear, or that people of other tongues write, for each other.
_ALIKE: Final = frozenset(frozenset(pair) for pair in "cs ck kq vw ij dt sz gj bp fv mn".split())
_DIACRITICS: Final = {"a": "aåä", "o": "oö"}
# A word with five bare a's has 243 readings; few words have more.
_MAX_READINGS: Final = 243


class Slip(IntEnum):
    """What happened between two words, the likeliest first."""

    FINGERS = 0
    """A letter left out or doubled, or two swapped."""
    NEIGHBOUR = 1
    """A letter added, or typed for one that lies beside it or sounds alike."""
    SEVERAL = 2
    """Two slips."""
    OTHER = 3
    """A letter or a syllable replaced by any other: what tells two words apart."""


def _keys_beside(letter: str) -> frozenset[str]:
    return frozenset(
        other
        for upper, lower in ((a, b) for a, row in enumerate(_ROWS) for b in range(len(_ROWS)) if letter in row)
        for column in [_ROWS[upper].index(letter)]
        for other_column, other in enumerate(_ROWS[lower])
        if (lower, other_column) != (upper, column)
        and abs((other_column + lower / 2) - (column + upper / 2)) <= 1
        and abs(upper - lower) <= 1
    )


_BESIDE: Final = {letter: _keys_beside(letter) for letter in "".join(_ROWS)}


def slip(typed: str, meant: str) -> Slip:
    """Tell what made one word of another; both lower case, at most two edits apart."""
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    wrong, right = typed[start:], meant[start:]
    while wrong and right and wrong[-1] == right[-1]:
        wrong, right = wrong[:-1], right[:-1]
    if not wrong or wrong[::-1] == right:
        return Slip.FINGERS
    if not right:
        return Slip.FINGERS if typed[start - 1 : start] == wrong else Slip.NEIGHBOUR
    if len(wrong) == len(right) == 1:
        return Slip.NEIGHBOUR if _confusable(wrong, right) else Slip.OTHER
    apart = max(len(wrong), len(right)) > 3 or _leaves_out(wrong, right) or _leaves_out(right, wrong)
    return Slip.SEVERAL if apart else Slip.OTHER


def _confusable(wrong: str, right: str) -> bool:
    return {wrong, right} <= _VOWELS or right in _BESIDE.get(wrong, ()) or frozenset(wrong + right) in _ALIKE


def _leaves_out(short: str, long: str) -> bool:
    rest = iter(long)
    return all(letter in rest for letter in short)


def with_diacritics(word: str) -> Iterator[str]:
    """Yield what a lower-case word may read with å, ä, ö for a and o, itself first; nothing when that is too much."""
    choices = [_DIACRITICS.get(letter, letter) for letter in word]
    if prod(map(len, choices)) <= _MAX_READINGS:
        yield from map("".join, product(*choices))


def one_slip_from(word: str) -> Iterator[str]:
    """Yield the words that a slip of the fingers makes a lower-case word of; the first letter stays."""
    for i in range(1, len(word) + 1):
        yield from (word[:i] + letter + word[i:] for letter in _LETTERS)
    for i in range(1, len(word)):
        if word[i] == word[i - 1]:
            yield word[:i] + word[i + 1 :]
        elif i + 1 < len(word) and word[i] != word[i + 1]:
            yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]
