"""Which sentences of the best passages answer the question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexing.analyzer import terms
from indexing.links import sentence_texts
from indexing.records import Passage, Span
from indexing.retriever import Evidence
from indexing.snapshot import Snapshot

# A sentence that a document repeats this often is a formula ("Detta bör riksdagen ställa sig bakom …").
_FORMULA_REPETITIONS: Final = 3

# What follows these words cannot be understood without the sentence before.
_LEANS_ON_PREVIOUS: Final = re.compile(
    r"(?:den|det|de|denna|detta|dessa|dem|därför|dock|däremot|dessutom|därtill|därutöver|samtidigt|sådan|sådana|"
    r"sådant|han|hon|hans|hennes|deras|dess|där|då|så|även|också|men|och|eller|i stället|likaså|sedan|här)(?!\w)",
    re.IGNORECASE,
)
_DEMAND: Final = re.compile(
    r"(?<!\w)(?:ska|bör|måste|vill|kräver|anser|kommer|stoppa|avskaffa|inför)(?!\w)", re.IGNORECASE
)

_COVERAGE_WEIGHT: Final = 0.12
_DEMAND_WEIGHT: Final = 0.01


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a passage as a candidate for an answer.

    Attributes:
        row: the passage's row.
        span: the sentence in the document's canonical text.
        text: the sentence.
        terms: its index terms.
        cosine: of its vector with the question's.
        coverage: share of the topic's idf mass that it holds, in [0, 1].
        score: all of that together; comparable within one question.
    """

    row: int
    span: Span
    text: str
    terms: frozenset[str]
    cosine: float
    coverage: float
    score: float


class SentenceScorer:
    """Scores the sentences of one generation's passages."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._formulas = frozenset(_formulas(snapshot.passages))

    def score(self, evidence: Evidence, rows: Iterable[int]) -> list[ScoredSentence]:
        """Return the sentences of the given passages, formulas left out, in passage and reading order."""
        return [sentence for row in rows for sentence in self._score_passage(evidence, row)]

    def _score_passage(self, evidence: Evidence, row: int) -> Iterator[ScoredSentence]:
        passage = self._snapshot.passages[row]
        cosines = self._snapshot.sentence_scores(row, evidence.vector)
        for span, text, cosine in zip(passage.sentences, sentence_texts(passage), cosines, strict=True):
            if (passage.document_id, text) in self._formulas:
                continue
            found = frozenset(terms(text))
            coverage = self.coverage(evidence.terms, found)
            is_demand = bool(_DEMAND.search(text))
            score = float(cosine) + _COVERAGE_WEIGHT * coverage + _DEMAND_WEIGHT * is_demand
            yield ScoredSentence(row, span, text, found, float(cosine), coverage, score)

    def coverage(self, wanted: Sequence[str], found: frozenset[str]) -> float:
        """Return the share of the wanted terms' idf mass that ``found`` holds, in [0, 1]."""
        weights = {term: self._snapshot.lexical.idf(term) for term in wanted}
        total = sum(weights.values())
        return sum(weight for term, weight in weights.items() if term in found) / total if total else 0.0


def with_antecedent(passage: Passage, span: Span) -> Span:
    """Extend a sentence that leans on the one before it, at most twice, within its passage."""
    index = passage.sentences.index(span)
    first = index
    while first > max(0, index - 2) and _LEANS_ON_PREVIOUS.match(_text(passage, passage.sentences[first])):
        first -= 1
    return Span(passage.sentences[first].start, span.end)


def _text(passage: Passage, span: Span) -> str:
    return passage.text[span.start - passage.start : span.end - passage.start]


def _formulas(passages: Sequence[Passage]) -> Iterator[tuple[str, str]]:
    counts = Counter((p.document_id, text) for p in passages for text in sentence_texts(p))
    return (key for key, count in counts.items() if count >= _FORMULA_REPETITIONS)
