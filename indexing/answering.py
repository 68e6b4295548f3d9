"""From evidence to an answer: verbatim sentences, each with the citations that prove it, or an honest nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexing.answer_model import MIN_PROBABILITY, AnswerModel, JudgedSentence, confidence_signals, judge
from indexing.answers import Answer, AnswerStatus, Citation, Statement
from indexing.links import sentence_texts, shared_mass
from indexing.records import Passage, Query, ScoredPassage, SectionKind, Span
from indexing.retriever import Candidate, Evidence, Retriever
from indexing.sentences import SentenceReader, term_set, with_antecedent
from indexing.snapshot import Snapshot

MAX_STATEMENTS: Final = 6
# Passages whose sentences are considered, and how many are shown when nothing was found.
_READ: Final = 10
_NEAREST: Final = 3
# Below this the documents are said to hold no answer.
_MIN_CONFIDENCE: Final = 0.5
# The best sentence of a further document gets in more easily than others (MIN_PROBABILITY): when two documents speak
# to a question, both are heard.
_MIN_PROBABILITY_OTHER_DOCUMENT: Final = 0.1
# Two sentences that share this much of the shorter one's idf mass make the same demand.
_SAME_DEMAND: Final = 0.75


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence in its passage."""

    passage: Passage
    span: Span


@dataclass(slots=True)
class _Draft:
    """A statement in the making: where it stands, and the other places that make the same demand."""

    place: _Place
    terms: frozenset[str]
    twins: list[_Place] = field(default_factory=list)

    def places(self) -> tuple[_Place, ...]:
        """Return everywhere that the demand stands."""
        return (self.place, *self.twins)

    def add(self, place: _Place) -> None:
        """Note another place; it speaks in this one's stead when this one is a proposal in a list."""
        if place in self.places():
            return
        if self.place.passage.kind is SectionKind.PROPOSAL and place.passage.kind is not SectionKind.PROPOSAL:
            self.place, place = place, self.place
        self.twins.append(place)


class Answerer:
    """Answers questions from one generation."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever, model: AnswerModel) -> None:
        self._snapshot = snapshot
        self._retriever = retriever
        self._model = model
        self._reader = SentenceReader(snapshot)
        self._passages = {passage.passage_id: passage for passage in snapshot.passages}

    def answer(self, query: Query) -> Answer:
        """Return the sentences that answer, or the nearest passages when nothing supports an answer.

        Raises:
            FilterError: a filter value that the index does not hold.
        """
        evidence = self._retriever.gather(query)
        if evidence.place_rows and not evidence.terms:
            return self._read_out(evidence)
        judged = self.judge(evidence)
        confidence = self._confidence(evidence, judged)
        if confidence < _MIN_CONFIDENCE:
            return self._not_found(evidence, confidence)
        drafts = self._merge(self._choose(judged))
        statements, citations = self._cite(drafts)
        understanding = evidence.question.understanding
        return Answer(query, AnswerStatus.ANSWERED, confidence, statements, citations, (), understanding)

    def judge(self, evidence: Evidence) -> list[JudgedSentence]:
        """Return the sentences of the best passages that were asked about, the most probable first.

        There are none when the question has no topic, or names a place that no document has.
        """
        if not evidence.terms or (evidence.question.understanding.places and not evidence.place_rows):
            return []
        asked = [candidate for candidate in evidence.candidates if self._is_asked(candidate, evidence)]
        return judge(self._reader.read(evidence, asked[:_READ]), self._model.sentence)

    def _confidence(self, evidence: Evidence, judged: Sequence[JudgedSentence]) -> float:
        return self._model.confidence.probability(confidence_signals(evidence, judged)) if judged else 0.0

    def _idf(self, wanted: Iterable[str]) -> dict[str, float]:
        return {term: self._snapshot.lexical.idf(term) for term in wanted}

    def _not_found(self, evidence: Evidence, confidence: float) -> Answer:
        nearest = tuple(
            ScoredPassage(self._snapshot.passages[candidate.row], candidate.score)
            for candidate in evidence.candidates[:_NEAREST]
        )
        understanding = evidence.question.understanding
        return Answer(evidence.query, AnswerStatus.NOT_FOUND, confidence, (), (), nearest, understanding)

    def _is_asked(self, candidate: Candidate, evidence: Evidence) -> bool:
        """Tell whether a passage is of the parties, kinds and places that the question names."""
        if evidence.place_rows and candidate.row not in evidence.place_rows:
            return False
        meta = self._snapshot.documents[self._snapshot.passages[candidate.row].document_id].meta
        return evidence.question.understanding.is_put_to(meta)

    def _read_out(self, evidence: Evidence) -> Answer:
        """Answer "Vad säger punkt 20?" with that place's text, passage by passage."""
        passages = [self._snapshot.passages[row] for row in evidence.place_rows[:MAX_STATEMENTS]]
        citations = [
            self._citation(number, _Place(passage, Span(passage.start, passage.end)))
            for number, passage in enumerate(passages, start=1)
        ]
        return Answer(
            query=evidence.query,
            status=AnswerStatus.ANSWERED,
            confidence=1.0,
            statements=tuple(Statement(citation.quote, (citation.number,)) for citation in citations),
            citations=tuple(citations),
            nearest=(),
            understanding=evidence.question.understanding,
        )

    def _choose(self, judged: Sequence[JudgedSentence]) -> list[JudgedSentence]:
        """Choose the most probable sentences; each document's best comes before the others, so that it is heard."""
        leads: dict[str, JudgedSentence] = {}
        for found in judged:
            leads.setdefault(self._document_id(found), found)
        heard = [
            found
            for found in leads.values()
            if found is judged[0] or found.probability >= _MIN_PROBABILITY_OTHER_DOCUMENT
        ]
        return heard + [found for found in judged if found.probability >= MIN_PROBABILITY and found not in heard]

    def _document_id(self, found: JudgedSentence) -> str:
        return self._snapshot.passages[found.evidence.row].document_id

    def _merge(self, chosen: Iterable[JudgedSentence]) -> list[_Draft]:
        """Make drafts, one a demand, up to the limit; further places that make a demand join its draft."""
        drafts: list[_Draft] = []
        for found in chosen:
            place = _Place(self._snapshot.passages[found.evidence.row], found.evidence.span)
            places = [place, *self._linked_twins(place, found.evidence.terms)]
            draft = next((d for d in drafts if self._belongs(d, places, found.evidence.terms)), None)
            if draft is None and len(drafts) < MAX_STATEMENTS:
                draft = _Draft(place, found.evidence.terms)
                drafts.append(draft)
            if draft is not None:
                for place in places:
                    draft.add(place)
        return self._grouped(drafts)

    def _belongs(self, draft: _Draft, places: Sequence[_Place], found: frozenset[str]) -> bool:
        return bool(set(places) & set(draft.places())) or self._same_demand(draft.terms, found)

    def _linked_twins(self, place: _Place, wanted: frozenset[str]) -> Iterator[_Place]:
        """Yield the sentences of linked passages (a proposal and its argument) that make the same demand."""
        for passage_id in place.passage.links:
            passage = self._passages[passage_id]
            for span, text in zip(passage.sentences, sentence_texts(passage), strict=True):
                if self._same_demand(wanted, term_set(text)):
                    yield _Place(passage, span)

    def _same_demand(self, one: frozenset[str], other: frozenset[str]) -> bool:
        shorter, longer = sorted((one, other), key=len)
        return shared_mass(shorter, longer, self._idf(shorter)) >= _SAME_DEMAND

    def _grouped(self, drafts: Sequence[_Draft]) -> list[_Draft]:
        """Group by document, in order of their best statements; statements keep their order of probability."""
        documents = list(dict.fromkeys(draft.place.passage.document_id for draft in drafts))
        return sorted(drafts, key=lambda draft: documents.index(draft.place.passage.document_id))

    def _cite(self, drafts: Sequence[_Draft]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
        citations: list[Citation] = []
        statements = []
        for quoted in _without_repetition([_quoted(draft) for draft in drafts]):
            numbers = range(len(citations) + 1, len(citations) + 1 + len(quoted))
            citations += [self._citation(number, place) for number, place in zip(numbers, quoted, strict=True)]
            statements.append(Statement(citations[numbers[0] - 1].quote, tuple(numbers)))
        return tuple(statements), tuple(citations)

    def _citation(self, number: int, place: _Place) -> Citation:
        document = self._snapshot.documents[place.passage.document_id]
        start, end = place.span.start, place.span.end
        return Citation(number, place.passage, document.meta, document.text[start:end], start, end)


def _quoted(draft: _Draft) -> list[_Place]:
    """Return a draft's places, the first with the sentences that it leans on."""
    whole = _Place(draft.place.passage, with_antecedent(draft.place.passage, draft.place.span))
    return [whole, *draft.twins]


def _without_repetition(statements: Sequence[list[_Place]]) -> list[list[_Place]]:
    """Drop statements that stand within another's quote, as the antecedent of a sentence does."""
    return [
        places
        for number, places in enumerate(statements)
        if not any(_lies_within(places[0], others[0]) for other, others in enumerate(statements) if other != number)
    ]


def _lies_within(one: _Place, other: _Place) -> bool:
    same = one.passage.document_id == other.passage.document_id
    return same and other.span.start <= one.span.start and one.span.end <= other.span.end and one.span != other.span
