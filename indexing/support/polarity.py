"""What a text denies, and whether another denies the same.

A negation reaches to the next auxiliary verb or the end of its clause, and back to the verb before it ("permanentas
inte"). What a comma or "och" parts from it may be denied too or not, and backs what is said; a denial is backed by
what follows a comma, not by what follows "och". A negated
limit ("inte fler än") denies nothing: it is another limit ("högst"), which numbers are judged by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from typing import Final

from indexing.analyzer import lemma
from indexing.support.lexicon import AUXILIARIES, DETERMINERS, EXCLUSIVE, NEGATIONS, UNLESS
from indexing.support.quantities import Bound, quantities
from indexing.support.words import Clause, Text, Word


class Polarity(StrEnum):
    """Whether a word stands in what is said or in what is denied; blurred is what "och" parts from a denial."""

    SAID = "said"
    DENIED = "denied"
    EITHER = "either"
    BLURRED = "blurred"


# They are about how far, when and where; what is denied is the rest.
_CIRCUMSTANCES: Final = frozenset(
    """främst framförallt allt enbart endast bara mandatperioden mandatperiod dag idag år land landet gäller gälla
    handlar beror handla bero""".split()
)
_NOT_DENYING: Final = EXCLUSIVE | {"minst"}
_FINITE_ENDINGS: Final = ("r", "s", "de", "te")
# What a quote has to do with a word for a sentence to do the same: a denial needs one.
_BACKING: Final = {
    Polarity.SAID: {Polarity.SAID, Polarity.EITHER, Polarity.BLURRED},
    Polarity.DENIED: {Polarity.DENIED, Polarity.EITHER},
    Polarity.EITHER: set(Polarity),
    Polarity.BLURRED: set(Polarity),
}


def denies_otherwise(sentence: Text, quotes: Sequence[Text], names: Collection[str]) -> bool:
    """Tell whether a sentence denies what the quotes do not deny, or says what they deny.

    Args:
        sentence: what is judged.
        quotes: what it rests on.
        names: lower-case names in the sentence: whoever acts stands outside of what is denied.
    """
    found: defaultdict[str, set[Polarity]] = defaultdict(set)
    for quote in quotes:
        for word, polarity in polarities(quote):
            found[word.root].add(polarity)
    return any(
        not found[word.root] & _BACKING[polarity]
        for word, polarity in polarities(sentence)
        if word.root in found and word.text not in _CIRCUMSTANCES and not any(word.text.startswith(n) for n in names)
    )


def polarities(text: Text) -> Iterator[tuple[Word, Polarity]]:
    """Yield the content words of a text with their polarity."""
    is_open = was_denied = False
    limited = {found.clause for found in quantities(text) if found.bound is not Bound.NONE}
    for number, (clause, mark) in enumerate(zip(text.clauses, text.marks, strict=True)):
        is_without = clause[0].text == UNLESS and not was_denied
        is_open = mark == "," and is_open
        outside = Polarity.DENIED if is_without else Polarity.EITHER if is_open else Polarity.SAID
        inside = list(_in_clause(clause, outside))
        yield from (
            (word, Polarity.EITHER if number in limited else polarity) for word, polarity in inside if word.root
        )
        was_denied = any(_is_negation(clause, place) for place in range(len(clause)))
        is_open = is_open or was_denied


def _in_clause(clause: Clause, outside: Polarity) -> Iterator[tuple[Word, Polarity]]:
    """Yield a clause's words; a negation opens a stretch that "och" blurs and the next auxiliary verb closes."""
    state, negation = outside, -1
    for place, word in enumerate(clause):
        if _is_negation(clause, place):
            state, negation = Polarity.DENIED, place
        elif word.text in AUXILIARIES and _is_closed_by(clause, negation, place):
            state = outside
        elif word.text == "och" and state is Polarity.DENIED:
            state = Polarity.BLURRED
        elif _is_denied_ahead(clause, place):
            yield word, Polarity.DENIED
        elif place == negation + 1 and place > 0 and clause[negation].text in DETERMINERS:
            yield word, Polarity.EITHER
        else:
            yield word, state


def _is_closed_by(clause: Clause, negation: int, auxiliary: int) -> bool:
    """Tell whether an auxiliary ends a denial: something is denied before it, and not by the subject ("ingen")."""
    is_subject = negation >= 0 and clause[negation].text in DETERMINERS
    return not is_subject and any(word.root for word in clause[negation + 1 : auxiliary])


def _is_negation(clause: Clause, place: int) -> bool:
    """Tell whether a word denies; "inte minst" and "inte bara" do not."""
    following = clause[place + 1].text if place + 1 < len(clause) else ""
    return clause[place].text in NEGATIONS and following not in _NOT_DENYING


def _is_denied_ahead(clause: Clause, place: int) -> bool:
    """Tell whether a word is a verb that the next word denies ("permanentas inte")."""
    word = clause[place].text
    is_verb = word.endswith(_FINITE_ENDINGS) and lemma(word).endswith("a")
    return is_verb and place + 1 < len(clause) and _is_negation(clause, place + 1)
