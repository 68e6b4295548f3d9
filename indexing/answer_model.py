"""The two small models that make an answer: which sentences belong to it, and whether there is one at all.

Both are logistic regressions with a handful of readable weights in ``answer_model.toml``, which
``belagg eval fit`` writes from the tune split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Final

import msgspec

from indexing.expectations import asked_facts, held_facts
from indexing.retriever import Evidence
from indexing.sentences import SentenceEvidence

MODEL_FILE: Final = "answer_model.toml"
# A sentence belongs to the answer from this probability on; the most probable one always does.
MIN_PROBABILITY: Final = 0.25


class LogisticModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Log-odds = intercept + sum of weight times signal."""

    intercept: float
    weights: dict[str, float]

    def probability(self, signals: Mapping[str, float]) -> float:
        """Return the probability in [0, 1] for the signals that the weights name."""
        log_odds = self.intercept + sum(weight * signals[name] for name, weight in self.weights.items())
        return 1 / (1 + exp(-max(-500.0, min(500.0, log_odds))))


class AnswerModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The two models: a sentence belongs to the answer; the documents answer the question."""

    sentence: LogisticModel
    confidence: LogisticModel


@lru_cache(maxsize=1)
def load_answer_model() -> AnswerModel:
    """Return the models that come with the package."""
    return msgspec.toml.decode(files("indexing").joinpath(MODEL_FILE).read_bytes(), type=AnswerModel)


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence and the probability that it belongs to the answer."""

    evidence: SentenceEvidence
    probability: float


def judge(sentences: Sequence[SentenceEvidence], model: LogisticModel) -> list[JudgedSentence]:
    """Return the sentences with their probabilities, the most probable first, ties in reading order."""
    judged = [JudgedSentence(sentence, model.probability(sentence_signals(sentence))) for sentence in sentences]
    return sorted(judged, key=lambda found: (-found.probability, found.evidence.row, found.evidence.span))


def sentence_signals(sentence: SentenceEvidence) -> dict[str, float]:
    """Return what speaks for a sentence, by the names that ``answer_model.toml`` uses."""
    return {
        "late": sentence.late,
        "weakest": sentence.weakest,
        "late_gap": sentence.late_gap,
        "passage_gap": sentence.passage_gap,
        "coverage": sentence.coverage,
        "is_demand": sentence.is_demand,
        "holds_fact": sentence.holds_fact,
    }


def confidence_signals(evidence: Evidence, judged: Sequence[JudgedSentence]) -> dict[str, float]:
    """Return what speaks for the documents answering the question, by the names that the model file uses.

    Args:
        evidence: what retrieval found.
        judged: the candidate sentences, the most probable first; at least one.

    Returns:
        Of the sentence with the best late-interaction score ``weakest`` and ``spread`` (how far its score lies above
        that: a near miss matches some of the question's words well and others not at all); ``lacks_fact``, 1 when
        none of the answer's sentences holds a kind of fact that the question asks for; and ``unknown``, the share of
        the topic's idf mass on terms that no passage holds.
    """
    nearest = max((found.evidence for found in judged), key=lambda sentence: sentence.late)
    best = [found.evidence for found in judged if found is judged[0] or found.probability >= MIN_PROBABILITY]
    held = frozenset[str]().union(*(held_facts(sentence.text) for sentence in best))
    return {
        "weakest": nearest.weakest,
        "spread": nearest.late - nearest.weakest,
        "lacks_fact": float(bool(asked_facts(evidence.query.text) - held)),
        "unknown": evidence.unknown_mass,
    }
