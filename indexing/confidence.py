"""What speaks for the documents answering a question at all; the weights stand in ``answer_model.toml``."""

from __future__ import annotations

from collections.abc import Sequence

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
        Of the sentence with the best late-interaction score ``weakest`` and ``spread`` (how far its score lies above
        that: a near miss matches some of the question's words well and others not at all); ``lacks_fact``, 1 when
        none of the answer's sentences holds a kind of fact that the question asks for; and ``unknown``, the share of
        the topic's idf mass on terms that no passage holds.
    """
    nearest = max((found.evidence for found in judged), key=lambda sentence: sentence.late)
    held = frozenset[str]().union(*(held_facts(found.evidence.text) for found in chosen))
    return {
        "weakest": nearest.weakest,
        "spread": nearest.late - nearest.weakest,
        "lacks_fact": float(bool(asked_facts(evidence.query.text) - held)),
        "unknown": evidence.unknown_mass,
    }
