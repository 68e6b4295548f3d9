"""Whether a sentence leaves out on what terms the quotes say something: "om ekonomiskt utrymme finns"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from indexing.analyzer import lemma
from indexing.support.words import Clause, Text

# "Om" is also "about": it is "if" where a verb of these follows in its clause, and nothing that is about something
# stands before it.
_IF: Final = "om"
_VERBS: Final = frozenset("finns ges görs kan är inte skulle blir krävs behövs så".split())
_ABOUT: Final = frozenset(
    """förslag fråga utredning lag handla information beslut besluta plan rapport diskussion krav avtal riktvärde mål
    bedömning kunskap data forskning även utan och eller""".split()
)
_REACH: Final = 3
_TERMS: Final = ("om", "ifall", "såvida", "förutsatt", "förutsättning", "när", "mån", "villkor")
_SHARED: Final = 2


def drops_condition(sentence: Text, quotes: Sequence[Text]) -> bool:
    """Tell whether a sentence says without terms what the quotes say on terms alone."""
    if sentence.has(*_TERMS):
        return False
    said = {word.root for word in sentence.words if word.root}
    on_terms, plain = set[str](), set[str]()
    for clause in (clause for quote in quotes for clause in quote.clauses):
        first = _condition(clause)
        roots = {word.root for word in clause if word.root}
        if first == len(clause):
            plain |= roots
        else:
            on_terms |= roots - {word.root for word in clause[first : first + 1]}
    return len(said & (on_terms - plain)) >= _SHARED


def _condition(clause: Clause) -> int:
    """Return where a clause says on what terms, or its length."""
    for place, word in enumerate(clause[:-1]):
        before = clause[max(0, place - _REACH) : place]
        is_about = clause[place + 1].text == "att" or any(lemma(other.text) in _ABOUT for other in before)
        if word.text == _IF and not is_about and any(other.text in _VERBS for other in clause[place + 1 :]):
            return place
    return len(clause)
