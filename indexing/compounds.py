"""Splits Swedish compounds: "sjukvårdsförsäkring" is "sjukvård" and "försäkring".

A compound is first parts ("arbetstids": a word, perhaps with a linking -s-, -e-, -o-, -u- or without its last vowel)
and a last part in any form ("förkortningarna"). The dictionary knows both. Of several readings the cheapest is taken:
fewest parts, then none that is short or doubtful, then parts of even length (docs/adr/0004-swedish-analysis.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from indexing.hunspell import FIRST_PART, LAST_PART, NOUN, ONLY_IN_COMPOUNDS, Dictionary, Reading, swedish_dictionary

# Lengths in letters. Nearly all two-letter words begin or end some longer word by chance.
_SHORTEST: Final = 3
_LONG: Final = 5
_LONGEST: Final = 24
# What a reading costs beside the number of its parts. A letter is shared in "busstation", which is "buss" + "station".
_SHORT: Final = 0.6
_DOUBTFUL: Final = 0.5
_LINKED: Final = 0.4
_SHARED_LETTER: Final = 0.7
# Prefers parts of even length. It only breaks ties: 24 letters squared, times this, stay below the other costs.
_UNEVEN: Final = 0.0005

# First parts that the dictionary lacks or derives from another word, and the words that they stand for.
_FIRST_PARTS: Final = {
    "data": "data",
    "el": "el",
    "föräldra": "förälder",
    "förskol": "förskola",
    "gatu": "gata",
    "grundskol": "grundskola",
    "lärar": "lärare",
    "smitt": "smitta",
    "taxe": "taxa",
    "tim": "timme",
}
# Nouns that end compounds, although short or not marked so by the dictionary.
_LAST_PARTS: Final = frozenset("del gas kod kö lag nära ort råd stiftning tak tolk tull täkt".split())
# What replaces a linking letter in the word itself: "arbets" is of "arbete", "olycks" of "olycka", "gymnasie" of
# "gymnasium", "kyrko" of "kyrka", "gatu" of "gata".
_RESTORED: Final = {"s": ("", "e", "a"), "e": ("", "a", "um"), "o": ("a",), "u": ("a",)}
_SHORTEST_EXTRA: Final = min(map(len, [*_FIRST_PARTS, *_LAST_PARTS]))
# Prefixes, particles and other function words: they tell nothing ("över"), and fit by chance ("han" + "del").
_NO_PARTS: Final = frozenset(
    """
    allt and att bak den det dess efter ena ett fort fram från för före han hans hos hur här inne inom kan lär man
    mellan men mest mis miss mot mota ned ner nog när oss rar sam sig ska som till tre under upp ut utan utom van vad
    var vare vid vår åter ända ände där ing över
    """.split()
)
# Words that look like endings: "sjukdom", "personliga", "värdering", "intresserad", "kemisten".
_NO_LAST_PARTS: Final = frozenset("ben dom gata klar lek liga par rad ring slagen sten visa".split())
# Compounds that mean something else than their parts.
_WHOLE: Final = frozenset("kollektion landsting ordförande porträtt riksdag självständig verktyg verkstad".split())


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a compound: the word it stands for, and its cost."""

    base: str
    cost: float


@dataclass(frozen=True, slots=True)
class _Step:
    """The cheapest reading of a word's beginning: its cost, and its last part's place and word."""

    cost: float
    start: int
    base: str


@lru_cache(maxsize=50_000)
def split_compound(word: str) -> tuple[str, ...]:
    """Return the words that a compound's parts stand for.

    Args:
        word: in lower case, of any length; the time taken is proportional to it.

    Returns:
        The words in order ("arbetstid", "förkortning"); none when the word is no compound of known words.

    Raises:
        MissingExtraError: the dictionary is not installed.
    """
    return CompoundSplitter(swedish_dictionary()).split(word)


class CompoundSplitter:
    """Splits words by a dictionary."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary

    def split(self, word: str) -> tuple[str, ...]:
        """Return what ``split_compound`` does."""
        if not word.isalpha() or self._is_whole(word):
            return ()
        steps = self._read(word)
        ends = [self._end(word, start, steps[start]) for start in steps if 0 < start >= len(word) - _LONGEST]
        found = min((end for end in ends if end), key=lambda end: end.cost, default=None)
        return _bases(found, steps) if found else ()

    def _is_whole(self, word: str) -> bool:
        return any(reading.base in _WHOLE for reading in self._dictionary.inflected(word))

    def _read(self, word: str) -> dict[int, _Step]:
        """Return, by their length, the beginnings of a word that can be read as first parts."""
        steps = {0: _Step(0.0, 0, "")}
        for start in range(len(word)):
            if start in steps:
                for stop in range(start + _SHORTEST_EXTRA, min(len(word) - 1, start + _LONGEST) + 1):
                    self._take(word, start, stop, steps)
        return steps

    def _take(self, word: str, start: int, stop: int, steps: dict[int, _Step]) -> None:
        """Read ``word[start:stop]`` as a first part, if it is one."""
        part = self._first_part(word[start:stop])
        if part is not None:
            cost = steps[start].cost + part.cost
            _keep(steps, stop, _Step(cost, start, part.base))
            if word[stop - 2] == word[stop - 1] and stop - start > _SHORTEST:
                _keep(steps, stop - 1, _Step(cost + _SHARED_LETTER, start, part.base))

    def _end(self, word: str, start: int, before: _Step) -> _Step | None:
        part = self._last_part(word[start:])
        return _Step(before.cost + part.cost, start, part.base) if part else None

    def _first_part(self, form: str) -> _Part | None:
        if form in _FIRST_PARTS:
            return _Part(_FIRST_PARTS[form], _cost(form))
        if len(form) < _SHORTEST or form in _NO_PARTS:
            return None
        parts = [
            (_cost(form) + doubt, reading.suffixed, self._word(form, reading))
            for reading in self._dictionary.linked(form)
            if (doubt := self._doubt_as_first(reading)) is not None
        ]
        if form[-1] == "s" and self._is_bare_noun(form[:-1], self._dictionary.flags(form[:-1])):
            parts.append((_cost(form) + _LINKED, True, form[:-1]))
        return _best(parts)

    def _last_part(self, form: str) -> _Part | None:
        parts = [
            (_cost(form, 0.0 if reading.base in _LAST_PARTS else _SHORT) + doubt, reading.suffixed, reading.base)
            for reading in self._dictionary.inflected(form)
            if (doubt := _doubt_as_last(reading)) is not None
        ]
        return _best(parts)

    def _doubt_as_first(self, reading: Reading) -> float | None:
        """Return what a reading costs more as a first part, or None when it is none."""
        if reading.base in _NO_PARTS:
            return None
        if reading.suffixed or FIRST_PART & set(reading.flags):
            return 0.0
        return _DOUBTFUL if self._is_bare_noun(reading.base, reading.flags) else None

    def _is_bare_noun(self, word: str, flags: str) -> bool:
        """Tell whether a word is a noun that the dictionary gives no linking form: "jakt" begins "jaktmark" even so."""
        found = set(flags)
        is_noun = len(word) > _SHORTEST and bool(LAST_PART & found) and bool(NOUN & found) and word not in _NO_PARTS
        return is_noun and not (FIRST_PART | self._dictionary.linking_flags) & found

    def _word(self, form: str, reading: Reading) -> str:
        """Return the word behind a linking form: "skatt" of "skatte", "kyrka" of "kyrko", "läkare" of "läkar"."""
        only_linking = ONLY_IN_COMPOUNDS in reading.flags
        # Some linking forms stand as entries of their own ("säkerhets"); short ones are words ("kurs" is not of "kur").
        is_linking = reading.suffixed or only_linking or (form[-1] == "s" and len(form) > _LONG)
        words = [form[:-1] + ending for ending in _RESTORED.get(form[-1], ()) if is_linking]
        words += [form + ending for ending in "ae" if only_linking]
        return next((word for word in words if self._is_word(word)), reading.base)

    def _is_word(self, word: str) -> bool:
        flags = self._dictionary.flags(word)
        return bool(flags) and ONLY_IN_COMPOUNDS not in flags


def _doubt_as_last(reading: Reading) -> float | None:
    """Return what a reading costs more as a last part, or None when it is none.

    A noun that may begin compounds but, says the dictionary, not end them, is doubtful: it leaves "värd" without the
    mark, to find misspellings of other words.
    """
    flags = set(reading.flags)
    if reading.base in _LAST_PARTS:
        return 0.0
    if len(reading.base) < _SHORTEST or ONLY_IN_COMPOUNDS in flags or reading.base in _NO_PARTS | _NO_LAST_PARTS:
        return None
    if LAST_PART & flags:
        return 0.0
    return _DOUBTFUL if FIRST_PART & flags and NOUN & flags and len(reading.base) > _SHORTEST else None


def _best(parts: list[tuple[float, bool, str]]) -> _Part | None:
    """Return the part with the least cost; a word as it stands before a suffixed one, a short one before a long one."""
    if not parts:
        return None
    cost, _, base = min(parts, key=lambda part: (part[0], part[1], len(part[2])))
    return _Part(base, cost)


def _cost(form: str, short: float = _SHORT) -> float:
    return 1 + (short if len(form) <= _SHORTEST else 0.0) + _UNEVEN * len(form) ** 2


def _keep(steps: dict[int, _Step], length: int, step: _Step) -> None:
    if length not in steps or step.cost < steps[length].cost:
        steps[length] = step


def _bases(step: _Step, steps: dict[int, _Step]) -> tuple[str, ...]:
    bases = []
    while step.base:
        bases.append(step.base)
        step = steps[step.start]
    return tuple(reversed(bases))
