"""What speaks for the documents answering a question at all; the weights stand in ``answer_model.toml``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexing.answer_model import JudgedSentence
from indexing.expectations import asked_facts, held_facts
from indexing.retriever import Evidence


def confidence_signals(
    evidence: Evidence, judged: Sequence[JudgedSentence], chosen: Sequence[JudgedSentence]
) -> dict[str, float]:
    """Return what speaks for the documents answering the question, by the names that the model file uses.

    Args:
        evidence: what retrieval found.
        judged: the candidate sentences, the most probable first; at least one.
        chosen: those of them that the answer would be made of.

    Returns:
        ``dense``: cosine of the topic with the best passage that was asked about. Of the sentence with the best
        late-interaction score ``weakest`` and ``spread`` (how far its score lies above that: a near miss matches some
        of the question's words well and others not at all), and ``lift``, how many standard deviations its score lies
        above the mean of the candidate sentences. ``log_odds`` of the best sentence. ``lacks_fact``, 1 when none of
        the answer's sentences holds a kind of fact that the question asks for. ``unknown``, the share of the topic's
        idf mass on terms that no passage holds. ``english``, 1 for an English question, whose scores are lower.
    """
    nearest = max((found.evidence for found in judged), key=lambda sentence: sentence.late)
    return {
        "dense": _dense_of_the_best_passage(evidence, judged),
        "weakest": nearest.weakest,
        "spread": nearest.late - nearest.weakest,
        "lift": _lift([found.evidence.late for found in judged]),
        "log_odds": judged[0].log_odds,
        "lacks_fact": float(_lacks_fact(evidence.text, chosen)),
        "unknown": evidence.unknown_mass,
        "english": float(evidence.is_english),
    }


def _lacks_fact(question: str, chosen: Sequence[JudgedSentence]) -> bool:
    """Tell whether the question asks for a kind of fact that no chosen sentence holds."""
    asked = asked_facts(question)
    return bool(asked) and bool(asked.difference(*(held_facts(found.evidence.text) for found in chosen)))


def _dense_of_the_best_passage(evidence: Evidence, judged: Sequence[JudgedSentence]) -> float:
    """Return the cosine of the highest ranked of the judged sentences' passages; there is one."""
    rows = {found.evidence.row for found in judged}
    best = next(i for i, candidate in enumerate(evidence.candidates) if candidate.row in rows)
    return float(evidence.signals.dense[best]) if evidence.signals else 0.0


def _lift(scores: Sequence[float]) -> float:
    """Return how many standard deviations the largest score lies above the mean; 0 when all are equal."""
    largest = max(scores)
    if largest == min(scores):
        return 0.0
    values = np.array(scores, np.float64)
    return float((largest - values.mean()) / values.std())
