"""A deterministic encoder for unit tests: bags of hashed word stems."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from indexing.analyzer import terms
from indexing.encoder import FloatArray, Progress


class FakeEncoder:
    """Texts that share index terms get similar vectors. Counts what it encodes."""

    name = "fake"
    max_tokens = 512

    def __init__(self, dimension: int = 64, fingerprint: str = "fake-1") -> None:
        self.dimension = dimension
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [max(1, len(text.split())) for text in texts]

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        return np.stack([self._vector(text) for text in texts]) if texts else np.empty((0, self.dimension), np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        self.encoded += texts
        if progress is not None and texts:
            progress(len(texts))
        return self.encode_queries(texts)

    def encode_query_tokens(self, texts: Sequence[str]) -> list[FloatArray]:
        return [np.stack([self._vector(word) for word in text.split()]) for text in texts]

    def encode_passage_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> list[FloatArray]:
        del progress
        return self.encode_query_tokens(texts)

    def encode_queries_with_tokens(self, texts: Sequence[str]) -> tuple[FloatArray, list[FloatArray]]:
        return self.encode_queries(texts), self.encode_query_tokens(texts)

    def encode_passages_with_tokens(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> tuple[FloatArray, list[FloatArray]]:
        return self.encode_passages(texts, progress), self.encode_passage_tokens(texts)

    def _vector(self, text: str) -> FloatArray:
        vector = np.full(self.dimension, 1e-3, np.float32)
        for term in terms(text):
            digest = hashlib.sha256(term.encode()).digest()
            vector[digest[0] % self.dimension] += 1.0 if digest[1] % 2 else -1.0
        return np.asarray(vector / np.linalg.norm(vector), np.float32)
