"""Configuration of indexing and retrieval: plain values, with their reasons.

Nothing here reads files or the environment; ``service/settings.py`` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DEFAULT_MODEL_NAME = "multilingual-e5-small"

MAX_QUESTION_CHARACTERS = 1_000
MAX_K = 1_000


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
    """How documents are cut into passages and what is embedded. A change rebuilds the index.

    Attributes:
        target_tokens: the passage length aimed at, in the model's tokens.
        soft_max_tokens: a passage is longer only when a border would tear a sentence or leave a crumb.
        min_tokens: shorter passages arise only where a section or point is that short.
        hard_max_tokens: never exceeded; the model reads 512 with prefix, heading and special tokens.
        max_heading_tokens: section headings embedded in front of a passage are cut to this.
    """

    target_tokens: int = 130
    soft_max_tokens: int = 220
    min_tokens: int = 60
    hard_max_tokens: int = 400
    max_heading_tokens: int = 80


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """How candidates are found and fused.

    Attributes:
        num_candidates: fetched from each source before fusion.
        lexical_weight: weight of the z-scored BM25 score beside the dense score's 1.
        late_weight: weight of the z-scored late-interaction score.
        named_document_boost: added, in standard deviations, to passages of a document that the question names.
    """

    num_candidates: int = 100
    lexical_weight: float = 0.25
    late_weight: float = 1.0
    named_document_boost: float = 2.0
