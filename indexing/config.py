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
