"""Turning texts into vectors: what the index asks of a model. `indexing.onnx_encoder` implements it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
Progress = Callable[[int], None]


class Encoder(Protocol):
    """What the index needs of an embedding model.

    A text's vector does not depend on what else is in the batch. All vectors are L2-normalised float32.
    """

    @property
    def name(self) -> str:
        """The model's name, for people."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hexadecimal) over the model's files: equal fingerprints give equal vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """Longest input that the model reads, special tokens included; the rest of a longer text is cut off."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's length in the model's tokens, without special tokens or prefix."""

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Return one vector a question, shape (len(texts), dimension)."""

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """Return one vector a passage, shape (len(texts), dimension).

        Args:
            texts: what to encode.
            progress: called with the number of passages just done.
        """

    def encode_query_tokens(self, texts: Sequence[str]) -> list[FloatArray]:
        """Return each question's token vectors, shape (tokens, dimension), for late interaction."""

    def encode_passage_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> list[FloatArray]:
        """Return each passage's token vectors, shape (tokens, dimension), for late interaction."""

    def encode_queries_with_tokens(self, texts: Sequence[str]) -> tuple[FloatArray, list[FloatArray]]:
        """Return what `encode_queries` and `encode_query_tokens` return, from one pass over the texts."""

    def encode_passages_with_tokens(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> tuple[FloatArray, list[FloatArray]]:
        """Return what `encode_passages` and `encode_passage_tokens` return, from one pass over the texts."""
