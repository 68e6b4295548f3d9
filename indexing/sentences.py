"""Which sentences of the best passages may answer the question, and what speaks for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from indexing.analyzer import terms
from indexing.expectations import Fact, asked_facts, held_facts
from indexing.links import sentence_texts, shared_mass
from indexing.records import Passage, SectionKind, Span
from indexing.retriever import Candidate, Evidence
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
    r"(?<!\w)(?:ska|bör|måste|vill|kräver|anser|kommer|behöver|stoppa|avskaffa|inför)(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """A sentence of a candidate passage and what speaks for it as an answer.

    Attributes:
        row: the passage's row.
        span: the sentence in the document's canonical text.
        text: the sentence.
        terms: its index terms.
        late: its late-interaction score with the topic.
        weakest: mean of the lowest third of the question's tokens' best cosines with one of its tokens.
        late_gap: how far that is below the best candidate sentence's, at most 0.
        passage_gap: how far its passage's fused score is below the best passage's, at most 0.
        coverage: share of the topic's idf mass that it holds, in [0, 1].
        is_demand: 1 when it says what shall be done, else 0.
        holds_fact: 1 when it holds the kind of fact that the question asks for (a number, a date, a name), else 0.
    """

    row: int
    span: Span
    text: str
    terms: frozenset[str]
    late: float
    weakest: float
    late_gap: float
    passage_gap: float
    coverage: float
    is_demand: int
    holds_fact: int


class SentenceReader:
    """Gathers evidence about the sentences of one generation's passages."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._formulas = frozenset(_formulas(snapshot.passages))

    def read(self, evidence: Evidence, candidates: Sequence[Candidate]) -> list[SentenceEvidence]:
        """Return the candidates' sentences, formulas left out, in order of candidates and reading."""
        if not candidates:
            return []
        best_late = max(float(found.sentence_scores.max()) for found in candidates)
        asked = asked_facts(evidence.query.text)
        weights = {term: self._snapshot.lexical.idf(term) for term in evidence.terms}
        return [
            SentenceEvidence(
                row=candidate.row,
                span=span,
                text=text,
                terms=found,
                late=late,
                weakest=weakest,
                late_gap=late - best_late,
                passage_gap=candidate.score - candidates[0].score,
                coverage=shared_mass(weights, found, weights),
                is_demand=int(bool(_DEMAND.search(text))),
                holds_fact=int(bool(asked and asked & held_facts(text))),
            )
            for candidate in candidates
            if self._may_answer(candidate, asked)
            for span, text, found, late, weakest in self._sentences(candidate)
        ]

    def _may_answer(self, candidate: Candidate, asked: frozenset[Fact]) -> bool:
        """A signature says nothing but who signed."""
        return self._snapshot.passages[candidate.row].kind is not SectionKind.SIGNATURE or Fact.NAME in asked

    def _sentences(self, candidate: Candidate) -> Iterator[tuple[Span, str, frozenset[str], float, float]]:
        passage = self._snapshot.passages[candidate.row]
        texts = sentence_texts(passage)
        scores = zip(candidate.sentence_scores, candidate.sentence_weakest, strict=True)
        for span, text, (late, weakest) in zip(passage.sentences, texts, scores, strict=True):
            if (passage.document_id, text) not in self._formulas:
                yield span, text, term_set(text), float(late), float(weakest)


@lru_cache(maxsize=50_000)
def term_set(text: str) -> frozenset[str]:
    """Return a sentence's index terms; kept, because good sentences come up again and again."""
    return frozenset(terms(text))


def with_antecedent(passage: Passage, span: Span) -> Span:
    """Extend a sentence that leans on the one before it, at most twice, within its passage."""
    texts = sentence_texts(passage)
    index = passage.sentences.index(span)
    first = index
    while first > max(0, index - 2) and _LEANS_ON_PREVIOUS.match(texts[first]):
        first -= 1
    return Span(passage.sentences[first].start, span.end)


def _formulas(passages: Sequence[Passage]) -> Iterator[tuple[str, str]]:
    counts = Counter((p.document_id, text) for p in passages for text in sentence_texts(p))
    return (key for key, count in counts.items() if count >= _FORMULA_REPETITIONS)
