"""How much each signal counts for a question: a small learnt model with readable weights in ``fusion_model.toml``.

No fixed weighting is best for all questions: words count for less in an English question about Swedish documents, and
where the documents lack a question's words. ``belagg eval fit-fusion`` writes the file.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Final

import msgspec

from indexing.config import SignalWeights

FUSION_FILE: Final = "fusion_model.toml"


class SignalWeight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signal's weight for a question: a constant, and what the question's kind adds.

    Attributes:
        constant: for a Swedish question whose every term the index knows.
        english: added for an English question.
        unknown: times the share of the topic's idf mass on terms that no passage holds.
    """

    constant: float
    english: float
    unknown: float

    def of(self, *, is_english: bool, unknown_mass: float) -> float:
        """Return the weight for a question, never negative: no signal speaks against a passage."""
        return max(0.0, self.constant + self.english * is_english + self.unknown * unknown_mass)


class FusionModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A weight for each signal; the signals are explained in ``indexing/retriever.py``."""

    dense: SignalWeight
    lexical: SignalWeight
    late: SignalWeight
    sentence: SignalWeight

    def weights(self, *, is_english: bool, unknown_mass: float) -> SignalWeights:
        """Return the signals' weights for a question.

        Args:
            is_english: whether it is in English.
            unknown_mass: share of its topic's idf mass on terms that no passage holds, in [0, 1].
        """
        signals = (self.dense, self.lexical, self.late, self.sentence)
        return SignalWeights(*(signal.of(is_english=is_english, unknown_mass=unknown_mass) for signal in signals))


@lru_cache(maxsize=1)
def load_fusion_model() -> FusionModel:
    """Return the model that comes with the package."""
    return msgspec.toml.decode(files("indexing").joinpath(FUSION_FILE).read_bytes(), type=FusionModel)
