"""From chosen sentences to statements in the making: one a demand, each with every place that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from indexing.antecedents import with_antecedent
from indexing.links import shared_mass
from indexing.records import Passage, SectionKind, Span
from indexing.sentences import SentenceEvidence
from indexing.snapshot import Snapshot

# Two sentences that share this much of the shorter one's idf mass make the same demand.
_SAME_DEMAND: Final = 0.75


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a passage."""

    passage: Passage
    span: Span


@dataclass(slots=True)
class _Draft:
    """A statement in the making: where it stands, and the other places that make the same demand."""

    place: Place
    terms: frozenset[str]
    twins: list[Place] = field(default_factory=list)

    def places(self) -> tuple[Place, ...]:
        """Return everywhere that the demand stands."""
        return (self.place, *self.twins)

    def add(self, place: Place) -> None:
        """Note another place; it speaks in this one's stead when this one is a proposal in a list."""
        if place in self.places():
            return
        if self.place.passage.kind is SectionKind.PROPOSAL and place.passage.kind is not SectionKind.PROPOSAL:
            self.place, place = place, self.place
        self.twins.append(place)


class Drafter:
    """Makes statements of one generation's sentences."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def statements(self, chosen: Iterable[SentenceEvidence], limit: int) -> list[list[Place]]:
        """Make statements, one a demand; further places that make a demand join its statement.

        Args:
            chosen: sentences, the best first.
            limit: of statements.

        Returns:
            The places of each statement, the one that speaks first and with what it leans on. Statements of a
            document stand together, documents in the order of their best.
        """
        drafts: list[_Draft] = []
        for found in chosen:
            place = Place(self._snapshot.passages[found.row], found.span)
            terms = self._snapshot.sentences.terms_of(found.number)
            places = [place, *self._linked_twins(place, terms)]
            draft = next((d for d in drafts if self._belongs(d, places, terms)), None)
            if draft is None and len(drafts) < limit:
                draft = _Draft(place, terms)
                drafts.append(draft)
            if draft is not None:
                for place in places:
                    draft.add(place)
        return _joined(_without_repetition([_quoted(draft) for draft in _grouped(drafts)]))

    def _belongs(self, draft: _Draft, places: Sequence[Place], found: frozenset[str]) -> bool:
        own = draft.places()
        return any(place in own for place in places) or self._same_demand(draft.terms, found)

    def _linked_twins(self, place: Place, wanted: frozenset[str]) -> Iterator[Place]:
        """Yield the sentences of linked passages (a proposal and its argument) that make the same demand."""
        for passage_id in place.passage.links:
            row = self._snapshot.rows_by_id[passage_id]
            passage, first = self._snapshot.passages[row], int(self._snapshot.tokens.passage_offsets[row])
            for number, span in enumerate(passage.sentences, start=first):
                if self._same_demand(wanted, self._snapshot.sentences.terms_of(number)):
                    yield Place(passage, span)

    def _same_demand(self, one: frozenset[str], other: frozenset[str]) -> bool:
        shorter, longer = sorted((one, other), key=len)
        weights = {term: self._snapshot.lexical.idf(term) for term in shorter}
        return shared_mass(shorter, longer, weights) >= _SAME_DEMAND


def _grouped(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Group by document, in order of their best statements; statements keep their order of probability."""
    documents = list(dict.fromkeys(draft.place.passage.document_id for draft in drafts))
    return sorted(drafts, key=lambda draft: documents.index(draft.place.passage.document_id))


def _quoted(draft: _Draft) -> list[Place]:
    """Return a draft's places, the first with the sentences that it leans on."""
    return [Place(draft.place.passage, with_antecedent(draft.place.passage, draft.place.span)), *draft.twins]


def _without_repetition(statements: Sequence[list[Place]]) -> list[list[Place]]:
    """Drop statements that stand within another's quote, as the antecedent of a sentence does."""
    return [
        places
        for number, places in enumerate(statements)
        if not any(_lies_within(places[0], others[0]) for other, others in enumerate(statements) if other != number)
    ]


def _lies_within(one: Place, other: Place) -> bool:
    same = one.passage.document_id == other.passage.document_id
    return same and other.span.start <= one.span.start and one.span.end <= other.span.end and one.span != other.span


def _joined(statements: list[list[Place]]) -> list[list[Place]]:
    """Join statements whose sentences follow each other into one that stands where the first stood."""
    for (number, one), (other_number, other) in combinations(enumerate(statements), 2):
        if _adjoin(one[0], other[0]):
            rest = [places for place, places in enumerate(statements) if place not in (number, other_number)]
            return _joined([*rest[:number], _join(one, other), *rest[number:]])
    return statements


def _join(one: Sequence[Place], other: Sequence[Place]) -> list[Place]:
    (first, *twins), (second, *further) = one, other
    span = Span(min(first.span.start, second.span.start), max(first.span.end, second.span.end))
    return [Place(first.passage, span), *dict.fromkeys([*twins, *further])]


def _adjoin(one: Place, other: Place) -> bool:
    """Tell whether no sentence of their passage stands between two places."""
    if one.passage.passage_id != other.passage.passage_id:
        return False
    before, after = sorted((one.span, other.span))
    return not any(before.end <= sentence.start < after.start for sentence in one.passage.sentences)
