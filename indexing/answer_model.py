"""The small models that make an answer: how probable each sentence is, how many to choose, how sure the answer is.

Two logistic regressions and two margins with a handful of readable figures in ``answer_model.toml``, which
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
import numpy as np

from indexing.sentences import SentenceEvidence

MODEL_FILE: Final = "answer_model.toml"
# Attributes of ``SentenceEvidence``.
_SIGNALS: Final = (
    "late_gap",
    "late_rank",
    "passage_gap",
    "coverage",
    "length",
    "neighbours",
    "is_demand",
    "lacks_fact",
)
# A further document is heard when its best sentence is this probable, however sure another document's is. Chosen, not
# fitted: on the tune split it costs .01 of citation precision, and a reader wants to know that both speak.
_HEARD: Final = 0.15


def probability_of(log_odds: float) -> float:
    """Return the probability in [0, 1] that log-odds stand for."""
    return 1 / (1 + exp(-max(-500.0, min(500.0, log_odds))))


class LogisticModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Log-odds = intercept + sum of weight times signal."""

    intercept: float
    weights: dict[str, float]

    def log_odds(self, signals: Mapping[str, float]) -> float:
        """Return the log-odds for the signals that the weights name."""
        return self.intercept + sum(weight * signals[name] for name, weight in self.weights.items())

    def probability(self, signals: Mapping[str, float]) -> float:
        """Return the probability in [0, 1] for the signals that the weights name."""
        return probability_of(self.log_odds(signals))


class Margins(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What belongs to the answer besides the best sentence.

    Attributes:
        sentence: how far below the best sentence's log-odds another's may be.
        document: the same for the best sentence of a further document: when two documents speak to a question, both
            are heard.
        probability: how probable any further sentence must be at least: if the best one is weak, a list of others as
            weak is no help.
    """

    sentence: float
    document: float
    probability: float = 0.0


class AnswerModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence belongs to the answer; where the answer stops; the documents answer the question."""

    sentence: LogisticModel
    margins: Margins
    confidence: LogisticModel


@lru_cache(maxsize=1)
def load_answer_model() -> AnswerModel:
    """Return the models that come with the package."""
    return msgspec.toml.decode(files("indexing").joinpath(MODEL_FILE).read_bytes(), type=AnswerModel)


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence and the log-odds that it belongs to the answer."""

    evidence: SentenceEvidence
    log_odds: float


def judge(sentences: Sequence[SentenceEvidence], model: LogisticModel) -> list[JudgedSentence]:
    """Return the sentences with their log-odds, the most probable first, ties in reading order."""
    if not sentences:
        return []
    signals = np.array([[getattr(one, name) for name in model.weights] for one in sentences], np.float64)
    log_odds = signals @ np.array(list(model.weights.values())) + model.intercept
    judged = [JudgedSentence(one, value) for one, value in zip(sentences, log_odds.tolist(), strict=True)]
    return sorted(judged, key=lambda found: (-found.log_odds, found.evidence.row, found.evidence.span))


def sentence_signals(sentence: SentenceEvidence) -> dict[str, float]:
    """Return what speaks for a sentence, by the names that ``answer_model.toml`` uses.

    Measured by leave-a-section-out on the tune split: the score itself (``late``) beside its gap and rank adds nothing.
    """
    return {name: getattr(sentence, name) for name in _SIGNALS}


def choose(
    judged: Sequence[JudgedSentence], documents: Sequence[str], margins: Margins, *, hear_all: bool
) -> list[JudgedSentence]:
    """Choose the sentences that come near the best one.

    Args:
        judged: the most probable first.
        documents: each one's document id.
        margins: how near.
        hear_all: each document's best is chosen, however improbable.

    Returns:
        The documents' best sentences first, so that each is heard within an answer's limit; then the others.
    """
    if not judged:
        return []
    leads: dict[str, JudgedSentence] = {}
    for found, document in zip(judged, documents, strict=True):
        leads.setdefault(document, found)
    best = judged[0].log_odds

    def is_near(found: JudgedSentence, margin: float) -> bool:
        return found is judged[0] or (
            found.log_odds >= best - margin and probability_of(found.log_odds) >= margins.probability
        )

    def is_heard(found: JudgedSentence) -> bool:
        return hear_all or is_near(found, margins.document) or probability_of(found.log_odds) >= _HEARD

    heard = [found for found in leads.values() if is_heard(found)]
    return heard + [found for found in judged if is_near(found, margins.sentence) and found not in heard]
