"""Whether a sentence lets others act, or gives one's number to another: the same words in other roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from indexing.analyzer import lemma
from indexing.support.lexicon import AUXILIARIES
from indexing.support.quantities import MONTHS, quantities
from indexing.support.words import PREPOSITIONS, Clause, Text, Word

# According to whom and when may stand anywhere.
_FREE: Final = frozenset({"enligt", "under", "sedan", "senast"})
_WHEN: Final = MONTHS | {"dag", "år", "mandatperioden", "mandatperiod", "framtiden", "i"}
# Words between a preposition and its noun.
_ADJECTIVES: Final = 2
_COPULAS: Final = frozenset({"är", "var"})
_FINITE: Final = AUXILIARIES | _COPULAS | {"har", "hade"}
# What may stand between a preposition and its noun, and before a subject.
_ARTICLES: Final = frozenset("en ett den det de denna detta dessa alla varje samtliga våra vår sin sina deras".split())


def changes_roles(sentence: Text, quotes: Sequence[Text]) -> bool:
    """Tell whether what stands before and after a word has changed places with respect to the quotes.

    "Regionerna bör ge regeringen …" turns "regeringen bör ge regionerna …" round. In the passive voice what is given
    and to whom change places freely.
    """
    theirs = [statement for quote in quotes for statement in quote.statements]
    own = sentence.statements
    if any(_is_promoted(statement, theirs) for statement in own):
        return True
    return any(_is_turned(statement, place, theirs) for statement in own for place in range(len(statement)))


def moves_numbers(sentence: Text, quotes: Sequence[Text]) -> bool:
    """Tell whether what stands before a number in a sentence stands by another number in the quotes, and not by it."""
    theirs = [(found.value, quote.clauses[found.clause]) for quote in quotes for found in quantities(quote)]
    found = quantities(sentence)
    for own in found:
        beside = {other.value for other in found if other.clause == own.clause}
        with_it = {word.root for value, clause in theirs if value == own.value for word in clause}
        with_others = {word.root for value, clause in theirs if value not in beside for word in clause}
        before = {word.root for word in sentence.clauses[own.clause][: own.place] if word.root}
        if with_it and before & (with_others - with_it):
            return True
    return False


def _is_turned(own: Clause, place: int, quoted: Sequence[Clause]) -> bool:
    """Tell whether what stands around a word stands the other way round wherever the quotes have the word."""
    before, after = _around(own, place)
    is_subject = own[place].text in _COPULAS and own[0].text not in PREPOSITIONS
    turns = []
    for theirs, other in _places(own[place], quoted):
        if _is_passive(own, place) and _is_passive(theirs, other):
            continue
        earlier, later = _around(theirs, other)
        is_exchanged = bool((before - after) & (later - earlier)) and bool((after - before) & (earlier - later))
        # "Ivo är skyldig": a subject that the quotes have after the verb alone, where they have another before it.
        is_other_subject = is_subject and bool(earlier) and bool(before & later) and not before & earlier
        turns.append(is_exchanged or is_other_subject)
    return bool(turns) and all(turns)


def _is_promoted(own: Clause, quoted: Sequence[Clause]) -> bool:
    """Tell whether a statement begins with what the quotes have after prepositions alone.

    "Vårdval behöver stärkas" is not what "uppföljning av vårdval behöver stärkas" says.
    """
    first = next((place for place, word in enumerate(own) if word.root), len(own))
    begins = first < len(own) and own[first].text.isalpha() and all(word.text in _ARTICLES for word in own[:first])
    if not begins:
        return False
    found = [_follows_preposition(clause, place) for clause, place in _places(own[first], quoted)]
    return bool(found) and all(found)


def _follows_preposition(clause: Clause, place: int) -> bool:
    """Tell whether a noun depends on a preposition, adjectives and articles between them aside."""
    before = (word for word in reversed(clause[:place]) if not word.root and word.text not in _ARTICLES)
    nearest = next(before, None)
    return nearest is not None and nearest.text in PREPOSITIONS and _is_near(clause, place, nearest)


def _is_near(clause: Clause, place: int, preposition: Word) -> bool:
    return any(word is preposition for word in clause[max(0, place - _ADJECTIVES - 1) : place])


def _places(word: Word, quoted: Sequence[Clause]) -> Iterator[tuple[Clause, int]]:
    """Yield where a word, or a form of it, stands in the quotes."""
    for clause in quoted:
        for place, other in enumerate(clause):
            if other.text == word.text or (word.root and other.root == word.root):
                yield clause, place


def _around(clause: Clause, place: int) -> tuple[set[str], set[str]]:
    """Return the roots before a word, and those after it."""
    return set(_acting(clause, 0, place)), set(_acting(clause, place + 1, len(clause)))


def _acting(clause: Clause, first: int, last: int) -> Iterator[str]:
    """Yield the roots of part of a clause, but not of numbers nor of what says by whom, when or where it begins."""
    for place in range(max(first, _after_opening(clause)), last):
        word = clause[place]
        if word.root and word.root.isalpha() and word.text not in _WHEN and not _is_free(clause, place):
            yield word.root


def _after_opening(clause: Clause) -> int:
    """Return where the finite verb stands in a clause that opens with a preposition, else 0: what is before is free."""
    if clause[0].text not in PREPOSITIONS:
        return 0
    return next((place for place, word in enumerate(clause) if word.text in _FINITE), 0)


def _is_free(clause: Clause, place: int) -> bool:
    """Tell whether a word follows "enligt", "under" or the "av" of a passive verb."""
    opening = next((other for other in range(place - 1, -1, -1) if not clause[other].root), -1)
    if opening < 0:
        return False
    is_agent = clause[opening].text == "av" and opening > 0 and _is_passive(clause, opening - 1)
    return is_agent or clause[opening].text in _FREE


def _is_passive(clause: Clause, place: int) -> bool:
    """Tell whether a word or the one after it is a verb in the passive voice."""
    return any(word.text.endswith("s") and lemma(word.text).endswith("a") for word in clause[place : place + 2])
