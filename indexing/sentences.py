"""Which sentences of the best passages may answer the question, and what speaks for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, log1p
from typing import Final

from indexing.analyzer import terms
from indexing.expectations import Fact, asked_facts, held_facts, required_facts
from indexing.links import sentence_texts, shared_mass
from indexing.records import Passage, SectionKind, Span
from indexing.retriever import Candidate, Evidence
from indexing.snapshot import Snapshot

# A sentence that a document repeats this often is a formula ("Detta bör riksdagen ställa sig bakom …").
_FORMULA_REPETITIONS: Final = 3

_DEMAND: Final = re.compile(
    r"(?<!\w)(?:ska|bör|måste|vill|kräver|anser|kommer|behöver|stoppa|avskaffa|inför)(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """A sentence of a candidate passage and what speaks for it as an answer.

    Gaps and ranks compare it with the question's other candidate sentences, so that they mean the same whatever the
    model or the fusion.

    Attributes:
        row: the passage's row.
        span: the sentence in the document's canonical text.
        text: the sentence.
        terms: its index terms.
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
    span: Span
    text: str
    terms: frozenset[str]
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


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate's sentence with its late-interaction scores."""

    candidate: Candidate
    passage: Passage
    span: Span
    text: str
    late: float
    weakest: float


class SentenceReader:
    """Gathers evidence about the sentences of one generation's passages."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._formulas = frozenset(_formulas(snapshot.passages))

    def read(self, evidence: Evidence, candidates: Sequence[Candidate]) -> list[SentenceEvidence]:
        """Return the candidates' sentences, formulas left out, in order of candidates and reading."""
        asked = asked_facts(evidence.text)
        found = [one for candidate in candidates for one in self._sentences(candidate) if _may_answer(one, asked)]
        found = _with_required_facts(found, required_facts(evidence.text))
        weights = {term: self._snapshot.lexical.idf(term) for term in evidence.terms}
        by_late = sorted((one.late for one in found), reverse=True)
        is_held = any(asked & held_facts(one.text) for one in found)
        return [
            SentenceEvidence(
                row=one.candidate.row,
                span=one.span,
                text=one.text,
                terms=term_set(one.text),
                late=one.late,
                weakest=one.weakest,
                late_gap=one.late - by_late[0],
                late_rank=log1p(by_late.index(one.late)),
                passage_gap=one.candidate.score - candidates[0].score,
                coverage=shared_mass(weights, term_set(one.text), weights),
                length=log1p(len(one.text)),
                neighbours=log(len(one.passage.sentences)),
                is_demand=int(bool(_DEMAND.search(one.text))),
                lacks_fact=int(is_held and not asked & held_facts(one.text)),
            )
            for one in found
        ]

    def _sentences(self, candidate: Candidate) -> Iterator[_Found]:
        """Yield a candidate's sentences, formulas left out."""
        passage = self._snapshot.passages[candidate.row]
        texts = sentence_texts(passage)
        scores = zip(candidate.sentence_scores, candidate.sentence_weakest, strict=True)
        for span, text, (late, weakest) in zip(passage.sentences, texts, scores, strict=True):
            if (passage.document_id, text) not in self._formulas:
                yield _Found(candidate, passage, span, text, float(late), float(weakest))


def _may_answer(found: _Found, asked: frozenset[Fact]) -> bool:
    """A signature says nothing but who signed."""
    return found.passage.kind is not SectionKind.SIGNATURE or Fact.NAME in asked


def _with_required_facts(found: list[_Found], required: frozenset[Fact]) -> list[_Found]:
    """Keep the sentences that hold a figure when one is asked for; all of them when none does."""
    return [one for one in found if required & held_facts(one.text)] or found


@lru_cache(maxsize=50_000)
def term_set(text: str) -> frozenset[str]:
    """Return a sentence's index terms; kept, because good sentences come up again and again."""
    return frozenset(terms(text))


def _formulas(passages: Sequence[Passage]) -> Iterator[tuple[str, str]]:
    counts = Counter((p.document_id, text) for p in passages for text in sentence_texts(p))
    return (key for key, count in counts.items() if count >= _FORMULA_REPETITIONS)
