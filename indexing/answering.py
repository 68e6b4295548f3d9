"""From evidence to an answer: verbatim sentences, each with the citations that prove it, or an honest nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest
from typing import Final

from indexing.answer_model import AnswerModel, JudgedSentence, choose, judge
from indexing.answers import Answer, AnswerStatus, Citation, Statement
from indexing.confidence import confidence_signals
from indexing.drafts import Drafter, Place
from indexing.open_questions import asks_what_is_said
from indexing.question_parts import asks_both_levels, question_parts
from indexing.records import Footnote, Passage, Query, ScoredPassage, Span
from indexing.retriever import Candidate, Evidence, Retriever
from indexing.sentences import SentenceReader
from indexing.snapshot import Snapshot

MAX_STATEMENTS: Final = 6
# Passages whose sentences are considered, and how many are shown when nothing was found.
_READ: Final = 10
_NEAREST: Final = 3
# Below this the documents are said to hold no answer.
_MIN_CONFIDENCE: Final = 0.5
# "Vad säger V om taxehöjningar?" is answered by a sentence that holds all words of the topic, whatever else speaks
# against it. Chosen, not fitted: the question sets hold too few such questions.
_MENTIONED: Final = 0.75
_WHOLE_TOPIC: Final = 0.999


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for a question, or for one of the two things that it asks.

    Attributes:
        evidence: what retrieval found.
        judged: the sentences that may answer, the most probable first.
        chosen: those that the answer would be made of.
        confidence: in [0, 1], that the documents answer.
    """

    evidence: Evidence
    judged: tuple[JudgedSentence, ...]
    chosen: tuple[JudgedSentence, ...]
    confidence: float

    @property
    def is_answer(self) -> bool:
        """Whether it is sure enough to be told."""
        return self.confidence >= _MIN_CONFIDENCE


class Answerer:
    """Answers questions from one generation."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever, model: AnswerModel) -> None:
        self._snapshot = snapshot
        self._retriever = retriever
        self._model = model
        self._reader = SentenceReader(snapshot)
        self._drafter = Drafter(snapshot)

    def answer(self, query: Query) -> Answer:
        """Return the sentences that answer, or the nearest passages when nothing supports an answer.

        Raises:
            FilterError: a filter value that the index does not hold.
        """
        evidence = self._retriever.gather(query)
        if evidence.place_rows and not evidence.terms:
            return self._read_out(evidence)
        parts = [self.find(part) for part in self.parts(evidence)]
        found = [part for part in parts if part.is_answer]
        if not found:
            whole = parts[0] if len(parts) == 1 else self.find(evidence)
            parts = found = [whole]
        confidence = sum(part.confidence for part in found) / len(found)
        if confidence < _MIN_CONFIDENCE:
            return self._not_found(evidence, confidence)
        statements, citations = self.cite([part.chosen for part in found])
        return Answer(
            query=query,
            status=AnswerStatus.ANSWERED,
            confidence=confidence,
            statements=statements,
            citations=citations,
            nearest=(),
            understanding=evidence.question.understanding,
            unanswered=tuple(part.evidence.query.text for part in parts if not part.is_answer),
        )

    def parts(self, evidence: Evidence) -> list[Evidence]:
        """Gather evidence for each thing that a question asks for; whom and what it is put to holds for all of them.

        Args:
            evidence: of the whole question.

        Returns:
            The same evidence when the question asks for one thing.
        """
        understanding = evidence.question.understanding
        texts = question_parts(evidence.query.text)
        if len(texts) == 1 or understanding.places:
            return [evidence]
        queries = [replace(evidence.query, text=text, language=understanding.language) for text in texts]
        gathered = [self._retriever.gather(query) for query in queries]
        if not all(part.terms for part in gathered):
            return [evidence]
        return [replace(part, question=replace(part.question, understanding=understanding)) for part in gathered]

    def find(self, evidence: Evidence) -> Finding:
        """Judge and choose the sentences that answer, and tell how sure that is."""
        judged = self.judge(evidence)
        chosen = self.choose(evidence, judged)
        signals = confidence_signals(evidence, judged, chosen) if judged else None
        confidence = self._model.confidence.probability(signals) if signals else 0.0
        finding = Finding(evidence, tuple(judged), tuple(chosen), confidence)
        return finding if finding.is_answer else self._mention(finding)

    def _mention(self, finding: Finding) -> Finding:
        """Return the sentences about the topic when a question asks for no more than what is said about it."""
        evidence = finding.evidence
        if not asks_what_is_said(evidence.text):
            return finding
        about = [found for found in finding.judged if found.evidence.coverage > _WHOLE_TOPIC]
        if not about:
            return finding
        return replace(finding, chosen=tuple(self.choose(evidence, about)), confidence=_MENTIONED)

    def judge(self, evidence: Evidence) -> list[JudgedSentence]:
        """Return the sentences of the best passages that were asked about, the most probable first.

        There are none when the question has no topic, or names a place that no document has.
        """
        if not evidence.terms or (evidence.question.understanding.places and not evidence.place_rows):
            return []
        asked = (candidate for candidate in evidence.candidates if self._is_asked(candidate, evidence))
        return judge(self._reader.read(evidence, list(islice(asked, _READ))), self._model.sentence)

    def choose(self, evidence: Evidence, judged: Sequence[JudgedSentence]) -> list[JudgedSentence]:
        """Return the judged sentences that the answer is to be made of, each document's best first."""
        documents = [self._snapshot.passages[found.evidence.row].document_id for found in judged]
        hear_all = evidence.question.understanding.is_comparison or asks_both_levels(evidence.text)
        return choose(judged, documents, self._model.margins, hear_all=hear_all)

    def cite(self, chosen: Sequence[Sequence[JudgedSentence]]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
        """Return the statements that sentences make, and the citations that prove them.

        Args:
            chosen: for each thing that the question asks, the best first.
        """
        sentences = (found.evidence for found in _in_turn(chosen))
        citations: list[Citation] = []
        statements = []
        for places in self._drafter.statements(sentences, MAX_STATEMENTS):
            numbers = range(len(citations) + 1, len(citations) + 1 + len(places))
            citations += [self._citation(number, place) for number, place in zip(numbers, places, strict=True)]
            statements.append(Statement(citations[numbers[0] - 1].quote, tuple(numbers)))
        return tuple(statements), tuple(citations)

    def _is_asked(self, candidate: Candidate, evidence: Evidence) -> bool:
        """Tell whether a passage is of the parties, kinds and places that the question names."""
        if evidence.place_rows and candidate.row not in evidence.place_rows:
            return False
        meta = self._snapshot.documents[self._snapshot.passages[candidate.row].document_id].meta
        return evidence.question.understanding.is_put_to(meta)

    def _not_found(self, evidence: Evidence, confidence: float) -> Answer:
        nearest = tuple(
            ScoredPassage(self._snapshot.passages[candidate.row], candidate.score)
            for candidate in evidence.candidates[:_NEAREST]
        )
        understanding = evidence.question.understanding
        return Answer(evidence.query, AnswerStatus.NOT_FOUND, confidence, (), (), nearest, understanding)

    def _read_out(self, evidence: Evidence) -> Answer:
        """Answer "Vad säger punkt 20?" with that place's text, passage by passage."""
        passages = [self._snapshot.passages[row] for row in evidence.place_rows[:MAX_STATEMENTS]]
        citations = [
            self._citation(number, Place(passage, Span(passage.start, passage.end)))
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

    def _citation(self, number: int, place: Place) -> Citation:
        document = self._snapshot.documents[place.passage.document_id]
        start, end = place.span.start, place.span.end
        return Citation(
            number=number,
            passage=place.passage,
            document=document.meta,
            quote=document.text[start:end],
            start=start,
            end=end,
            footnotes=_footnotes_in(place.passage, place.span),
        )


def _in_turn(chosen: Sequence[Sequence[JudgedSentence]]) -> Iterator[JudgedSentence]:
    """Yield the best sentence of each part, then the second best ones, and so on."""
    return (found for found in chain.from_iterable(zip_longest(*chosen)) if found is not None)


def _footnotes_in(passage: Passage, span: Span) -> tuple[Footnote, ...]:
    """Return the notes whose marks stood in the span; a mark stands just after the word that it was glued to."""
    return tuple(note for note in passage.footnotes if note.anchor is not None and span.start < note.anchor <= span.end)
