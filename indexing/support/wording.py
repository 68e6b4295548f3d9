"""How much of a sentence stands in the quotes in so many words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from indexing.support.lexicon import NEGATIONS, direction_of
from indexing.support.quantities import is_numeral
from indexing.support.words import Text, Word, read

# What a sentence needs to speak of a document at all.
_FRAME: Final = frozenset(
    word.root
    for word in read(
        """motionen programmet dokumentet partiet förslaget punkten texten citatet handlingen manifestet propositionen
        betänkandet rapporten politiken föreslå föreslår vilja anse framhålla framhåller betona betonar skriva skriver
        framgå framgår lyfta uttrycka uttalar påpeka hävda hävdar vidare dessutom samtidigt därmed däremot nämligen
        exempelvis slutligen först främst alltså således bland annat innebära det så dess man dessa egen samma enligt
        kommer göra görs gör ge ges finns finnas ha ta genom sätt slags fråga frågan syfte syftar handla bero leda
        omkring ungefär cirka ca drygt knappt dagens nuvarande även också ses"""
    ).words
)
_LIMITING: Final = NEGATIONS | frozenset("högst minst maximalt åtminstone mest fler mer över under".split())
_SHORTEST_STEM: Final = 6
_LONGEST_ENDING: Final = 4


@dataclass(frozen=True, slots=True)
class Wording:
    """What of a sentence the quotes hold.

    Attributes:
        share: of its content words, in [0, 1]; 1 when it has none.
        foreign: the content words that they do not hold, in order.
    """

    share: float
    foreign: tuple[str, ...]


def wording(sentence: Text, quotes: Sequence[Text], about: Text) -> Wording:
    """Compare a sentence's words with those of the quotes.

    A word is held when a form of it stands there, or a compound that is a kind of it ("akutsjukhus" holds "sjukhus",
    "patientsäkerhet" no "patient"), or all its own parts; a word that points a way, when another stands there that
    points the same way.

    Args:
        sentence: what is judged.
        quotes: what it rests on.
        about: what is known of the documents; its words count as held.
    """
    theirs = [word for text in (*quotes, about) for word in text.words]
    held = frozenset[str]().union(*(word.terms for word in theirs))
    directions = {direction_of(word.text) for word in theirs} - {None}
    own = [word for word in sentence.words if word.root and word.root not in _FRAME and not _is_judged_elsewhere(word)]
    foreign = [word for word in own if not _is_held(word, held, theirs) and direction_of(word.text) not in directions]
    return Wording(1 - len(foreign) / len(own) if own else 1.0, tuple(word.text for word in foreign))


def _is_judged_elsewhere(word: Word) -> bool:
    """Tell whether other checks look after a word: numbers, what limits them, and what denies."""
    return word.text in _LIMITING or is_numeral(word.text)


def _is_held(word: Word, held: frozenset[str], theirs: Sequence[Word]) -> bool:
    if any(word.root in (other.root, other.head) or word.whole == other.whole for other in theirs if other.root):
        return True
    parts = word.terms - {word.whole, word.root}
    if parts:
        return parts <= held
    return any(_share_stem(word.whole, other.whole) for other in theirs)


def _share_stem(one: str, other: str) -> bool:
    """Tell whether two terms differ in their endings alone: "nationell", "nation"."""
    length = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        length += 1
    return length >= _SHORTEST_STEM and max(len(one), len(other)) - length <= _LONGEST_ENDING
