"""For whom a sentence speaks: what it says of a party has to stand in that party's quotes."""

from __future__ import annotations

from itertools import combinations, pairwise

from indexing.support.names import parties, without_parties
from indexing.support.records import Claim, Source
from indexing.support.words import read


def speaks_for_others(claim: Claim) -> bool:
    """Tell whether a party is named that neither speaks in the quotes nor is spoken of, or in another's place.

    Whose document it is tells who speaks, as long as the quote names nobody else: in "M vill …" of a document of V, it
    is not V that wants.
    """
    own = set(_codes(claim.text))
    spoken_of = {code for source in claim.sources for code in _codes(source.quote)}
    speaking = {code for source in claim.sources for code in source.parties}
    is_hiding = bool(own - spoken_of) and bool(spoken_of - own)
    return bool(own - spoken_of - speaking) or is_hiding or _changes_places(claim)


def parts(claim: Claim) -> list[Claim]:
    """Return the parts of a sentence, each with the quotes of the party that it speaks for.

    A part goes from the name of a party to that of the next. Parties with nothing between them share what follows, or
    what stands before when nothing follows; what stands before the first name belongs to the first part. A sentence
    that names no party is one part.
    """
    found = [(_said(text), codes) for text, codes in _stretches(claim.text)]
    return [Claim(text, _of(code, claim.sources)) for text, codes in found for code in codes or ("",)]


def _codes(text: str) -> list[str]:
    return [code for code, _ in parties(text)]


def _changes_places(claim: Claim) -> bool:
    """Tell whether two parties stand in the other order than in a quote that names both."""
    own = list(dict.fromkeys(_codes(claim.text)))
    quoted = [list(dict.fromkeys(_codes(source.quote))) for source in claim.sources]
    return any(
        first in order and second in order and order.index(second) < order.index(first)
        for first, second in combinations(own, 2)
        for order in quoted
    )


def _stretches(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the stretches of a text that say something, with the parties of which they say it."""
    plain, found = without_parties(text), parties(text)
    edges = [0, *(place for _, place in found[1:]), len(plain)]
    stretches: list[tuple[str, tuple[str, ...]]] = []
    waiting: tuple[str, ...] = ()
    for number, (first, last) in enumerate(pairwise(edges)):
        waiting += tuple(code for code, _ in found[number : number + 1])
        if any(word.root for word in read(plain[first:last]).words):
            stretches.append((plain[first:last], waiting))
            waiting = ()
    if waiting and stretches:
        said, codes = stretches.pop()
        stretches.append((said, (*codes, *waiting)))
    return stretches or [(plain, waiting)]


def _said(text: str) -> str:
    return " ".join(text.split())


def _of(code: str, sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """Return the quotes of a party, or that name it; all of them for no party, or for one that has none."""
    own = (source for source in sources if code in source.parties or code in _codes(source.quote))
    return tuple(own) or sources
