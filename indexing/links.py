"""Links between a proposal and the passage that argues for it.

A motion ends each argument with the proposal's own words ("Regeringen bör möjliggöra … Detta bör riksdagen ställa
sig bakom …"), and lists the same demand among its proposals ("Riksdagen ställer sig bakom … om att regeringen bör
möjliggöra …"). The link goes to the passage with the sentence that shares most of the proposal's telling terms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import log
from typing import Final

from indexing.analyzer import word_terms
from indexing.records import Passage, SectionKind

# The frame of every proposal tells nothing about its demand; in a motion of one or two proposals it would weigh most.
_FRAME: Final = frozenset(
    word_terms(
        "Riksdagen ställer sig bakom det som anförs i motionen och tillkännager detta för regeringen som sin mening"
    )
)

# Share of the proposal's idf mass that the arguing sentence must hold. The 24 proposals of the motion in corpora/
# reach .92 to 1.00 with their own section's closing sentence.
MIN_SHARED_MASS: Final = 0.6


def link_proposals(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Link each proposal of one document to the passage that argues for it, and back.

    Args:
        passages: all passages of one document, in reading order.

    Returns:
        The same passages with ``links`` set.
    """
    proposals = [p for p in passages if p.kind is SectionKind.PROPOSAL]
    if not proposals:
        return tuple(passages)
    arguments = [p for p in passages if p.kind is SectionKind.SECTION]
    sentences = [(p.passage_id, frozenset(word_terms(s))) for p in arguments for s in sentence_texts(p)]
    weights = idf([frozenset(word_terms(p.text)) for p in proposals] + [found for _, found in sentences])
    links: dict[str, list[str]] = {p.passage_id: [] for p in passages}
    for proposal in proposals:
        target = _argument_for(frozenset(word_terms(proposal.text)) - _FRAME, sentences, weights)
        if target is not None:
            links[proposal.passage_id].append(target)
            links[target].append(proposal.passage_id)
    return tuple(replace(p, links=tuple(links[p.passage_id])) for p in passages)


def sentence_texts(passage: Passage) -> list[str]:
    """Return the texts of a passage's sentences."""
    return [passage.text[s.start - passage.start : s.end - passage.start] for s in passage.sentences]


def idf(texts: Sequence[frozenset[str]]) -> Mapping[str, float]:
    """Return each term's inverse document frequency, log(N / df), over sets of terms."""
    frequencies = Counter(term for found in texts for term in found)
    return {term: log(len(texts) / count) for term, count in frequencies.items()}


def shared_mass(wanted: Iterable[str], found: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return the share of ``wanted``'s idf mass that ``found`` holds, in [0, 1]; each wanted term counts once."""
    # Sorted: a set's order, and with it the last bits of a sum, would differ from process to process.
    masses = {term: weights.get(term, 0.0) for term in sorted(set(wanted))}
    total = sum(masses.values())
    return sum(mass for term, mass in masses.items() if term in found) / total if total else 0.0


def _argument_for(
    proposal: frozenset[str], sentences: Sequence[tuple[str, frozenset[str]]], weights: Mapping[str, float]
) -> str | None:
    scored = [(shared_mass(proposal, found, weights), passage_id) for passage_id, found in sentences]
    best, passage_id = max(scored, default=(0.0, ""))
    return passage_id if best >= MIN_SHARED_MASS else None
