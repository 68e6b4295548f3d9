"""The numbers of a text, in figures or words, and what they are said to be: exact, at most, at least."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from indexing.support.lexicon import NEGATIONS
from indexing.support.words import Clause, Text, Word


class Bound(StrEnum):
    """What a number limits."""

    NONE = "none"
    UPPER = "upper"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text.

    Attributes:
        value: normalised: "2300", "2.5", "2018:39", "juli"; hundreds, thousands and millions multiplied out.
        is_percent: it counts hundredths.
        bound: whether it is a limit.
        clause: the place of its clause in the text.
        place: the place of its first word in the clause.
    """

    value: str
    is_percent: bool
    bound: Bound
    clause: int
    place: int


_SMALL: Final = (
    "noll . två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton".split()
)
_TENS: Final = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio".split()
_VALUES: Final = {
    **{word: float(value) for value, word in enumerate(_SMALL) if word != "."},
    **{ten: 20.0 + 10 * step for step, ten in enumerate(_TENS)},
    **{
        ten + one: 20.0 + 10 * step + value
        for step, ten in enumerate(_TENS)
        for value, one in enumerate(("en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio"), start=1)
    },
}
# One is also an article: a quote may lend it, no sentence needs it.
_ONE: Final = ("en", "ett")
_SCALES: Final = {
    "hundra": 100,
    "tusen": 1_000,
    **dict.fromkeys(("miljon", "miljoner", "mnkr"), 1_000_000),
    **dict.fromkeys(("miljard", "miljarder", "mdkr"), 1_000_000_000),
}
_SHARES: Final = {
    **dict.fromkeys(("hälften", "halva", "halv"), "1/2"),
    **dict.fromkeys(("halvera", "halverar", "halveras", "halverat", "halvering"), "times 1/2"),
    **dict.fromkeys(("fördubbla", "fördubblar", "fördubblas", "dubbelt", "dubbla"), "times 2"),
    **dict.fromkeys(("tredubbla", "tredubblar", "tredubblas"), "times 3"),
    **dict.fromkeys(("tredjedel", "tredjedelar"), "1/3"),
    **dict.fromkeys(("fjärdedel", "fjärdedelar"), "1/4"),
}
MONTHS: Final = frozenset(
    "januari februari mars april maj juni juli augusti september oktober november december".split()
)
_PERCENT: Final = frozenset({"%", "procent", "procentenheter"})
_UPPER: Final = re.compile(r"\b(?:högst|max|maximalt|under|som mest|upp till)$")
_LOWER: Final = re.compile(r"\b(?:minst|åtminstone|lägst|över|överstiga|(?:fler|mer|högre) än)$")
_FLIPPED: Final = {Bound.UPPER: Bound.LOWER, Bound.LOWER: Bound.UPPER, Bound.NONE: Bound.NONE}
# Below, and during.
_DURING: Final = "under"
_TIME: Final = re.compile(r"(?:år|månad|veck|dag|dygn|timm|minut)")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
# "Femårsperiod", "3-milsgräns": a number that counts what follows it in one word.
_LEADING: Final = re.compile(
    r"^(?P<number>\d+|" + "|".join((*_SMALL[2:], *_TENS)) + r")-?(?=års?|månad|veck|dag|tim|mil|procent)"
)


def quantities(text: Text) -> list[Quantity]:
    """Return the numbers of a text in order."""
    return [found for number, clause in enumerate(text.clauses) for found in _in_clause(clause, number)]


def is_numeral(word: str) -> bool:
    """Tell whether a lower-case word is a number, or part of one, and nothing else."""
    return word in _SCALES or word in _PERCENT or _plain(word) is not None


def lends_one(text: Text) -> bool:
    """Tell whether a text may lend the number one."""
    return text.has(*_ONE)


def _in_clause(clause: Clause, number: int) -> Iterator[Quantity]:
    place = 0
    while place < len(clause):
        value, length = _value(clause, place)
        if value:
            after = clause[place + length].text if place + length < len(clause) else ""
            is_time = bool(_TIME.match(after) or (_YEAR.fullmatch(value) and after not in _PERCENT))
            is_during = is_time and place > 0 and clause[place - 1].text == _DURING
            yield Quantity(
                value=value,
                is_percent=after in _PERCENT,
                bound=Bound.NONE if is_during else _bound(clause[:place]),
                clause=number,
                place=place,
            )
        place += length


def _value(clause: Clause, place: int) -> tuple[str, int]:
    """Return the number that begins at a word, empty if none does, and how many words it takes."""
    word = clause[place].text
    if word in _SHARES or word in MONTHS:
        return _SHARES.get(word, word), 1
    if (leading := _LEADING.match(word)) is not None:
        return _written(_VALUES.get(leading["number"]) or float(leading["number"])), 1
    first = _plain(word)
    if first is None and word not in _SCALES:
        return (word if any(map(str.isdigit, word)) else ""), 1
    first, length = (1.0, 0) if first is None else (first, 1)
    while place + length < len(clause) and (scale := _SCALES.get(clause[place + length].text)):
        first, length = first * scale, length + 1
    return _written(first), length


def _plain(word: str) -> float | None:
    """Return the value of a word that is a number and nothing else; a point and a comma part decimals alike."""
    figures = word.replace(",", ".")
    return float(figures) if re.fullmatch(r"\d+(?:\.\d+)?", figures) else _VALUES.get(word)


def _written(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _bound(before: tuple[Word, ...]) -> Bound:
    """Return the limit that the words before a number make it; a negation turns it round."""
    phrase = " ".join(word.text for word in before[-3:])
    bound = Bound.UPPER if _UPPER.search(phrase) else Bound.LOWER if _LOWER.search(phrase) else Bound.NONE
    return _FLIPPED[bound] if any(word.text in NEGATIONS for word in before) else bound
