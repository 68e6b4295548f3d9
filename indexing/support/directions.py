"""Whether a sentence turns round what the quotes want: more for less, begin for end, protect for abolish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexing.support.lexicon import OPPOSITES, Direction, direction_of
from indexing.support.words import Clause, Text, Word

# So many content words on either side tell what it is that goes up or down.
_AROUND: Final = 3


@dataclass(frozen=True, slots=True)
class _Turn:
    """A word with a direction, the roots of the content words beside it, and of those around it."""

    direction: Direction
    beside: frozenset[str]
    around: frozenset[str]


def turns_round(sentence: Text, quotes: Sequence[Text]) -> bool:
    """Tell whether a sentence points a way that the quotes do not, or not for the same thing."""
    theirs = [turn for quote in quotes for turn in _turns(quote)]
    return any(not _is_backed(turn, theirs) for turn in _turns(sentence))


def _is_backed(turn: _Turn, theirs: Sequence[_Turn]) -> bool:
    alike = [other for other in theirs if other.direction is turn.direction]
    opposite = [other for other in theirs if other.direction in OPPOSITES[turn.direction]]
    if not alike:
        return turn.direction is Direction.THERE and not opposite
    return _nearest(turn, alike) >= _nearest(turn, opposite)


def _nearest(turn: _Turn, others: Sequence[_Turn]) -> tuple[int, int]:
    """Return how many words beside the nearest of some turns, and around it, stand there with another turn too."""
    return max(((len(turn.beside & o.beside), len(turn.around & o.around)) for o in others), default=(0, 0))


def _turns(text: Text) -> Iterator[_Turn]:
    for clause in text.clauses:
        for place, word in enumerate(clause):
            if (direction := direction_of(word.text)) or (direction := _of_part(word)):
                yield _Turn(direction, _roots_near(clause, place, 1), _roots_near(clause, place, _AROUND))


def _of_part(word: Word) -> Direction | None:
    """Return the direction of a compound's part ("lönesänkning")."""
    return next((found for part in word.terms if part != word.whole and (found := direction_of(part))), None)


def _roots_near(clause: Clause, place: int, reach: int) -> frozenset[str]:
    before = [word for word in clause[:place] if word.root][-reach:]
    after = [word for word in clause[place + 1 :] if word.root][:reach]
    own = clause[place].terms - {clause[place].whole, clause[place].root}
    return own.union(word.root for word in (*before, *after))
