"""Whether a sentence is wider or firmer than the quotes: all for some, must for may, done for to be done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from indexing.support.lexicon import (
    EXCLUSIVE,
    FIRM,
    MAY,
    MAY_SUPPORT_MAY,
    MAY_SUPPORT_MUST,
    MUST,
    PLANNED,
    UNIVERSAL,
    is_investigation,
)
from indexing.support.words import Clause, Text, Word

# "Alla" and what it counts may have an adjective or two between them.
_REACH: Final = 3
_SHARED: Final = 2
_LOOK: Final = ("se", "ser", "ses")
# "Har … infört": done, not wanted.
_PERFECT: Final = re.compile(r"\b(?:har|hade)\b(?:\s\w+){0,3}?\s\w+(?:at|it|tt|ts|rt|nt)\b")


def is_wider(sentence: Text, quotes: Sequence[Text]) -> bool:
    """Tell whether a sentence says all, only or "strongly" where the quotes do not."""
    if any(word.text in FIRM and not _stands(word, quotes) for word in sentence.words):
        return True
    if sentence.has(*EXCLUSIVE) and not any(quote.has(*EXCLUSIVE) for quote in quotes):
        return True
    theirs = [scope for quote in quotes for scope in _scopes(quote)]
    return any(not _is_backed(scope, theirs) for scope in _scopes(sentence))


def is_firmer(sentence: Text, quotes: Sequence[Text]) -> bool:
    """Tell whether a sentence says may, must, is done or is to be done, where the quotes say less."""
    if sentence.has(*MAY) and not any(quote.has(*MAY_SUPPORT_MAY) for quote in quotes):
        return True
    if sentence.has(*MUST) and not any(quote.has(*MAY_SUPPORT_MUST) for quote in quotes):
        return True
    is_claimed_done = _is_done(sentence) and not sentence.has(*PLANNED)
    if is_claimed_done and not any(_is_done(quote) for quote in quotes):
        return any(quote.has(*PLANNED) for quote in quotes)
    is_looking = any(_investigation(clause) < len(clause) for clause in sentence.clauses)
    return not is_looking and _drops_investigation(sentence, quotes)


def _stands(word: Word, quotes: Sequence[Text]) -> bool:
    return any(other.text == word.text or (word.root and other.root == word.root) for q in quotes for other in q.words)


def _scopes(text: Text) -> Iterator[tuple[Word, ...]]:
    """Yield, for each "all" of a text, the content words that follow it."""
    for clause in text.clauses:
        for place, word in enumerate(clause):
            if word.text in UNIVERSAL:
                yield tuple(_content(clause[place + 1 :]))[:_REACH]


def _is_backed(scope: Sequence[Word], theirs: Sequence[Sequence[Word]]) -> bool:
    if not scope:
        return any(not other for other in theirs)
    return any(scope[0].root == word.root for other in theirs for word in other)


def _is_done(text: Text) -> bool:
    return any(_PERFECT.search(" ".join(word.text for word in clause)) for clause in text.clauses)


def _drops_investigation(sentence: Text, quotes: Sequence[Text]) -> bool:
    """Tell whether what the quotes want to be looked into is said to be wanted itself."""
    said = {word.root for word in sentence.words if word.root}
    looked_into, plain = set[str](), set[str]()
    for clause in (statement for quote in quotes for statement in quote.statements):
        place = _investigation(clause)
        before, after = ({word.root for word in _content(part)} for part in (clause[:place], clause[place + 1 :]))
        is_passive = place < len(clause) and clause[place].text.endswith("s")
        looked_into |= before | after if is_passive else after
        plain |= set() if is_passive else before
    return len(said & (looked_into - plain)) >= _SHARED


def _investigation(clause: Clause) -> int:
    """Return the place of the word that says that something is to be looked into, or the clause's length."""
    pairs = zip(clause, (*clause[1:], None), strict=True)
    return next((i for i, (word, after) in enumerate(pairs) if _is_looking_into(word, after)), len(clause))


def _is_looking_into(word: Word, after: Word | None) -> bool:
    is_look_over = word.text in _LOOK and after is not None and after.text == "över"
    return is_look_over or is_investigation(word.text)


def _content(clause: Clause) -> Iterator[Word]:
    return (word for word in clause if word.root)
