"""Configuration of indexing and retrieval: plain values, with their reasons.

Nothing here reads files or the environment; ``service/settings.py`` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BASE_MODEL_NAME = "multilingual-e5-small"
DEFAULT_MODEL_NAME = "belagg-e5-small"
"""The base model with our adapter."""

MAX_QUESTION_CHARACTERS = 1_000
MAX_K = 1_000
MAX_IGNORED = 100
"""Parts and items that are not to be read out of one question; a query is kept with its answer."""
MAX_EARLIER = 4
"""Questions of a conversation that a further one may lean on."""

# Left free in the model's input for the prompt ("passage: ") and the special tokens.
_SPECIAL_TOKENS = 16


@dataclass(frozen=True, slots=True)
class Locations:
    """The folders that Belägg works in.

    Attributes:
        corpus: source documents with their ``manifest.toml``.
        index: generations of the index.
        models: embedding models, one folder each.
    """

    corpus: Path
    index: Path
    models: Path


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """How documents are cut into passages. A change rebuilds the index.

    Attributes:
        target_tokens: the passage length aimed at, in the model's tokens.
        soft_max_tokens: a passage is longer only when a border would tear a sentence or leave a crumb.
        hard_max_tokens: never exceeded; the model reads 512 with prefix and special tokens.
    """

    target_tokens: int = 130
    soft_max_tokens: int = 220
    hard_max_tokens: int = 480

    def fitted_to(self, max_tokens: int) -> IndexConfig:
        """Return the lengths, shortened where needed for a model that reads ``max_tokens``, specials included."""
        room = max(max_tokens - _SPECIAL_TOKENS, 1)
        return IndexConfig(
            target_tokens=min(self.target_tokens, room),
            soft_max_tokens=min(self.soft_max_tokens, room),
            hard_max_tokens=min(self.hard_max_tokens, room),
        )


@dataclass(frozen=True, slots=True)
class SignalWeights:
    """What each z-scored signal counts for a question; ``indexing/retriever.py`` explains the signals."""

    dense: float = 0.0
    lexical: float = 0.0
    late: float = 0.0
    sentence: float = 0.0


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """How candidates are found and fused.

    Attributes:
        num_candidates: fetched from each source before fusion.
        weights: of the signals, the same for every question; None leaves them to the learnt model
            (``fusion_model.toml``).
        named_document_boost: added, in standard deviations, to passages of a document that the question names.
        named_place_boost: the same for the place that it names; so large that the place comes first.
    """

    num_candidates: int = 40
    weights: SignalWeights | None = None
    named_document_boost: float = 1.0
    named_place_boost: float = 20.0
