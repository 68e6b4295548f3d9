"""How sure an answer is: the probability that the documents answer the question."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import Final

from indexing.retriever import Evidence
from indexing.sentences import ScoredSentence, SentenceScorer

_INTERCEPT: Final = -60.0
_BEST_SENTENCE: Final = 72.0
_COVERAGE: Final = 3.0


def confidence(evidence: Evidence, sentences: Sequence[ScoredSentence], scorer: SentenceScorer) -> float:
    """Return the probability that the sentences answer the question.

    Args:
        evidence: what retrieval found.
        sentences: scored sentences of the answering passages; at least one.
        scorer: for idf masses.

    Returns:
        In [0, 1].
    """
    best_cosine = max(sentence.cosine for sentence in sentences)
    found = frozenset().union(*(sentence.terms for sentence in sentences))
    coverage = scorer.coverage(evidence.terms, found)
    return 1 / (1 + exp(-(_INTERCEPT + _BEST_SENTENCE * best_cosine + _COVERAGE * coverage)))
