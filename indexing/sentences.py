"""Which sentences of the best passages may answer the question, and what speaks for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, log1p
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexing.analyzer import terms
from indexing.expectations import Fact, asked_facts, held_facts, required_facts
from indexing.links import sentence_texts
from indexing.ranges import Rows, positions
from indexing.records import Passage, SectionKind, Span
from indexing.retriever import Candidate, Evidence
from indexing.sentence_store import Mark, SentenceStore
from indexing.snapshot import Snapshot

# Raised when a sentence is read otherwise when it is indexed: other demands, formulas or facts.
READING_VERSION: Final = "1"

# A sentence that a document repeats this often is a formula ("Detta bör riksdagen ställa sig bakom …").
_FORMULA_REPETITIONS: Final = 3

_DEMAND: Final = re.compile(
    r"(?<!\w)(?:ska|bör|måste|vill|kräver|anser|kommer|behöver|stoppa|avskaffa|inför)(?!\w)", re.IGNORECASE
)

_MARKS: Final = {Fact.NUMBER: Mark.NUMBER, Fact.TIME: Mark.TIME, Fact.NAME: Mark.NAME}


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """A sentence of a candidate passage and what speaks for it as an answer.

    Gaps and ranks compare it with the question's other candidate sentences, so that they mean the same whatever the
    model or the fusion.

    Attributes:
        row: the passage's row.
        number: the sentence's, from 0 for the first of the index.
        span: the sentence in the document's canonical text.
        text: the sentence.
        late: its late-interaction score with the topic.
        weakest: mean of the lowest third of the question's tokens' best cosines with one of its tokens.
        late_gap: how far ``late`` is below the best candidate sentence's, at most 0.
        late_rank: log(1 + how many candidate sentences have a better ``late``).
        passage_gap: how far its passage's fused score is below the best passage's, at most 0.
        coverage: share of the topic's idf mass that it holds, in [0, 1].
        length: log(1 + code points); a long sentence matches something of everything.
        neighbours: log of the number of sentences in its passage.
        is_demand: 1 when it says what shall be done, else 0.
        lacks_fact: 1 when it holds none of the facts that the question asks for (a number, a date, a name) and another
            candidate sentence does, else 0.
    """

    row: int
    number: int
    span: Span
    text: str
    late: float
    weakest: float
    late_gap: float
    late_rank: float
    passage_gap: float
    coverage: float
    length: float
    neighbours: float
    is_demand: int
    lacks_fact: int


def read_sentences(passages: Sequence[Passage]) -> SentenceStore:
    """Read all sentences of an index.

    Args:
        passages: all of them; a formula is known by its repetitions.
    """
    texts = [(passage.document_id, text) for passage in passages for text in sentence_texts(passage)]
    counts = Counter(texts)
    return SentenceStore.build(
        [frozenset(terms(text)) for _, text in texts],
        [_mark(text, is_formula=counts[document, text] >= _FORMULA_REPETITIONS) for document, text in texts],
    )


def _mark(text: str, *, is_formula: bool) -> Mark:
    demand = Mark.DEMAND if _DEMAND.search(text) else Mark(0)
    return (Mark.FORMULA if is_formula else Mark(0)) | demand | _marks_of(held_facts(text))


def _marks_of(facts: Iterable[Fact]) -> Mark:
    found = Mark(0)
    for fact in facts:
        found |= _MARKS[fact]
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    """The candidates' sentences that may answer, one value a sentence.

    Attributes:
        numbers: theirs in the index.
        owners: the places of their passages among the candidates.
        late: their late-interaction scores.
        weakest: see ``SentenceEvidence``.
    """

    numbers: Rows
    owners: Rows
    late: NDArray[np.float64]
    weakest: NDArray[np.float64]


class SentenceReader:
    """Gathers evidence about the sentences of one generation's passages."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def read(self, evidence: Evidence, candidates: Sequence[Candidate]) -> list[SentenceEvidence]:
        """Return the candidates' sentences, formulas left out, in order of candidates and reading."""
        asked = asked_facts(evidence.text)
        found = self._found(candidates, asked, required_facts(evidence.text)) if candidates else None
        if found is None or not len(found.numbers):
            return []
        marks = self._snapshot.sentences.marks[found.numbers]
        has_fact = (marks & _marks_of(asked)) > 0
        late, weakest = found.late.tolist(), found.weakest.tolist()
        late_gaps = (found.late - found.late.max()).tolist()
        late_ranks = np.log1p(_numbers_above(found.late)).tolist()
        coverage = self._coverage(found.numbers, evidence.terms).tolist()
        is_demand = ((marks & Mark.DEMAND) > 0).astype(int).tolist()
        lacks_fact = (~has_fact & has_fact.any()).astype(int).tolist()
        sentences = []
        for i, (number, owner) in enumerate(zip(found.numbers.tolist(), found.owners.tolist(), strict=True)):
            candidate = candidates[owner]
            passage, span, text = self._sentence(candidate.row, number)
            one = SentenceEvidence(
                row=candidate.row,
                number=number,
                span=span,
                text=text,
                late=late[i],
                weakest=weakest[i],
                late_gap=late_gaps[i],
                late_rank=late_ranks[i],
                passage_gap=candidate.score - candidates[0].score,
                coverage=coverage[i],
                length=log1p(len(text)),
                neighbours=log(len(passage.sentences)),
                is_demand=is_demand[i],
                lacks_fact=lacks_fact[i],
            )
            sentences.append(one)
        return sentences

    def _found(self, candidates: Sequence[Candidate], asked: frozenset[Fact], required: frozenset[Fact]) -> _Found:
        """Return the sentences that may answer.

        Formulas do not, nor does a signature, which says nothing but who signed; and where some sentence holds a figure
        that must stand in the answer, those without do not.
        """
        rows = np.array([candidate.row for candidate in candidates], np.int64)
        first, last = (self._snapshot.tokens.passage_offsets[rows + i] for i in (0, 1))
        numbers, owners = positions(first, last), np.repeat(np.arange(len(rows)), last - first)
        marks = self._snapshot.sentences.marks[numbers]
        may_answer = (marks & Mark.FORMULA) == 0
        if Fact.NAME not in asked:
            may_answer &= ~np.array([self._is_signature(row) for row in rows.tolist()], np.bool_)[owners]
        figures = may_answer & ((marks & _marks_of(required)) > 0)
        kept = np.flatnonzero(figures if figures.any() else may_answer)
        return _Found(
            numbers=numbers[kept],
            owners=owners[kept],
            late=np.concatenate([candidate.sentence_scores for candidate in candidates])[kept].astype(np.float64),
            weakest=np.concatenate([candidate.sentence_weakest for candidate in candidates])[kept].astype(np.float64),
        )

    def _is_signature(self, row: int) -> bool:
        return self._snapshot.passages[row].kind is SectionKind.SIGNATURE

    def _coverage(self, numbers: Rows, topic: Sequence[str]) -> NDArray[np.float64]:
        """Return the share of the topic's idf mass that each sentence holds, shape (sentences,)."""
        wanted = sorted(set(topic))
        masses = np.array([self._snapshot.lexical.idf(term) for term in wanted])
        held: NDArray[np.float64] = self._snapshot.sentences.holds(numbers, wanted) @ masses
        total = masses.sum()
        return held / total if total else held

    def _sentence(self, row: int, number: int) -> tuple[Passage, Span, str]:
        passage = self._snapshot.passages[row]
        span = passage.sentences[number - int(self._snapshot.tokens.passage_offsets[row])]
        return passage, span, passage.text[span.start - passage.start : span.end - passage.start]


def _numbers_above(values: NDArray[np.float64]) -> Rows:
    """Return how many values are larger than each one."""
    return len(values) - np.searchsorted(np.sort(values), values, side="right")
