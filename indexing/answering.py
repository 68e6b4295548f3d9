"""From evidence to an answer: verbatim sentences, each with the citations that prove it, or an honest nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexing.confidence import confidence
from indexing.links import shared_mass
from indexing.records import (
    Answer,
    AnswerStatus,
    Citation,
    Passage,
    Query,
    ScoredPassage,
    Span,
    Statement,
    Understanding,
)
from indexing.retriever import Evidence, Retriever
from indexing.sentences import ScoredSentence, SentenceScorer, with_antecedent
from indexing.snapshot import Snapshot

MAX_STATEMENTS: Final = 6
_MAX_PASSAGES: Final = 6
_MAX_PER_PASSAGE: Final = 2
_NEAREST: Final = 3

# A passage takes part when its fused score is this close to the best one's, in standard deviations of the
# candidates' scores; a sentence, when its own score is this close to the best sentence's.
_PASSAGE_MARGIN: Final = 1.2
_SENTENCE_MARGIN: Final = 0.06
# Two sentences that share this much of the shorter one's idf mass make the same demand.
_SAME_DEMAND: Final = 0.75


@dataclass(slots=True)
class _Draft:
    """A statement in the making: the sentence that speaks and the other places that say the same."""

    sentence: ScoredSentence
    twins: list[ScoredSentence] = field(default_factory=list)


class Answerer:
    """Answers questions from one generation."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever) -> None:
        self._snapshot = snapshot
        self._retriever = retriever
        self._scorer = SentenceScorer(snapshot)

    def answer(self, query: Query) -> Answer:
        """Return the sentences that answer, or the nearest passages when nothing supports an answer.

        Raises:
            FilterError: a filter value that the index does not hold.
        """
        evidence = self._retriever.gather(query)
        rows = self._answering_rows(evidence)
        sentences = self._scorer.score(evidence, rows)
        certainty = confidence(evidence, sentences, self._scorer) if sentences else 0.0
        if certainty < 0.5:
            return self._not_found(evidence, certainty)
        drafts = self._merge(self._choose(sentences))
        statements, citations = self._cite(self._in_reading_order(drafts, rows))
        understanding = evidence.question.understanding
        return Answer(query, AnswerStatus.ANSWERED, certainty, statements, citations, (), understanding)

    def _not_found(self, evidence: Evidence, certainty: float) -> Answer:
        nearest = tuple(
            ScoredPassage(self._snapshot.passages[row], float(score))
            for row, score in zip(evidence.rows[:_NEAREST], evidence.scores[:_NEAREST], strict=True)
        )
        understanding = evidence.question.understanding
        return Answer(evidence.query, AnswerStatus.NOT_FOUND, certainty, (), (), nearest, understanding)

    def _answering_rows(self, evidence: Evidence) -> list[int]:
        """Return the rows of the passages close to the best, of the parties and documents that were asked about."""
        asked = [i for i in range(len(evidence.rows)) if self._is_asked(evidence.rows[i], evidence)]
        if not asked:
            return []
        best = evidence.scores[asked[0]]
        near = [int(evidence.rows[i]) for i in asked if evidence.scores[i] >= best - _PASSAGE_MARGIN]
        return near[:_MAX_PASSAGES]

    def _is_asked(self, row: int, evidence: Evidence) -> bool:
        meta = self._snapshot.documents[self._snapshot.passages[row].document_id].meta
        named = evidence.question.understanding
        return (not named.parties or bool(set(named.parties) & set(meta.parties))) and _is_named(meta.type, named)

    def _choose(self, sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
        best = max(sentence.score for sentence in sentences)
        chosen: list[ScoredSentence] = []
        for sentence in sorted(sentences, key=lambda s: (-s.score, s.row, s.span)):
            in_passage = sum(other.row == sentence.row for other in chosen)
            if sentence.score >= best - _SENTENCE_MARGIN and in_passage < _MAX_PER_PASSAGE:
                chosen.append(sentence)
        return chosen

    def _merge(self, chosen: Iterable[ScoredSentence]) -> list[_Draft]:
        """Gather sentences that make the same demand into one draft each, up to the limit of statements."""
        drafts: list[_Draft] = []
        for sentence in chosen:
            twin_of = next((draft for draft in drafts if self._same_demand(draft.sentence, sentence)), None)
            if twin_of is not None:
                twin_of.twins.append(sentence)
            elif len(drafts) < MAX_STATEMENTS:
                drafts.append(_Draft(sentence))
        return drafts

    def _same_demand(self, one: ScoredSentence, other: ScoredSentence) -> bool:
        shorter, longer = sorted((one.terms, other.terms), key=len)
        weights = {term: self._snapshot.lexical.idf(term) for term in shorter}
        return shared_mass(shorter, longer, weights) >= _SAME_DEMAND

    def _in_reading_order(self, drafts: Sequence[_Draft], rows: Sequence[int]) -> list[_Draft]:
        """Group by document, the best-ranked document first; within it by passage rank, then as they stand."""
        documents = list(dict.fromkeys(self._snapshot.passages[row].document_id for row in rows))

        def place(draft: _Draft) -> tuple[int, int, int]:
            row = draft.sentence.row
            document = self._snapshot.passages[row].document_id
            return documents.index(document), list(rows).index(row), draft.sentence.span.start

        return sorted(drafts, key=place)

    def _cite(self, drafts: Iterable[_Draft]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
        citations: list[Citation] = []
        statements = []
        for draft in drafts:
            numbers = []
            for passage, span in self._places(draft):
                citations.append(self._citation(len(citations) + 1, passage, span))
                numbers.append(len(citations))
            statements.append(Statement(citations[numbers[0] - 1].quote, tuple(numbers)))
        return tuple(statements), tuple(citations)

    def _places(self, draft: _Draft) -> Iterator[tuple[Passage, Span]]:
        passage = self._snapshot.passages[draft.sentence.row]
        yield passage, with_antecedent(passage, draft.sentence.span)
        for twin in draft.twins:
            yield self._snapshot.passages[twin.row], twin.span

    def _citation(self, number: int, passage: Passage, span: Span) -> Citation:
        document = self._snapshot.documents[passage.document_id]
        return Citation(
            number=number,
            passage=passage,
            document=document.meta,
            quote=document.text[span.start : span.end],
            start=span.start,
            end=span.end,
        )


def _is_named(document_type: str, named: Understanding) -> bool:
    return not named.types or document_type in named.types
