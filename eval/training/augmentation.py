"""Questions as people type them: misspelt, without dots and rings, in lower case."""

from __future__ import annotations

from typing import Final

from numpy.random import Generator

MISSPELT_SHARE: Final = 0.15
LOWERED_SHARE: Final = 0.2

_PLAIN: Final = str.maketrans("åäöÅÄÖ", "aaoAAO")
_LETTERS: Final = "abdefghiklmnoprstuvyåäö"
_PLAIN_SHARE: Final = 0.5
# Of one slip or two: two thirds have one.
_SLIPS: Final = (1, 1, 2)
_MIN_CHARACTERS: Final = 5


def augmented(question: str, rng: Generator, *, is_swedish: bool) -> str:
    """Return a question, sometimes as someone in a hurry would type it.

    Args:
        question: as asked.
        rng: decides.
        is_swedish: only Swedish questions are misspelt; both languages lose their capitals.
    """
    if is_swedish and rng.random() < MISSPELT_SHARE:
        question = misspelt(question, rng)
    return question.lower().rstrip("?") if rng.random() < LOWERED_SHARE else question


def misspelt(question: str, rng: Generator) -> str:
    """Return a question without å, ä and ö, or with one or two slips of the fingers; a very short one as it is."""
    if rng.random() < _PLAIN_SHARE:
        return question.translate(_PLAIN)
    for _ in range(int(rng.choice(_SLIPS))):
        if len(question) >= _MIN_CHARACTERS:
            question = _slip(question, int(rng.integers(1, len(question) - 1)), rng)
    return question


def _slip(question: str, at: int, rng: Generator) -> str:
    """Make one slip at an inner letter: leave it out, swap it with the one before, double it, or hit another key."""
    before, letter, after = question[:at], question[at], question[at + 1 :]
    slip = rng.random()
    if slip < 0.35 and letter != " ":
        return before + after
    if slip < 0.65:
        return before[:-1] + letter + before[-1] + after
    if slip < 0.85:
        return before + letter + letter + after
    return before + str(rng.choice(list(_LETTERS))) + after
