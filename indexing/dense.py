"""Dense vectors in FAISS: exact inner product over L2-normalised vectors."""

from __future__ import annotations

from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from indexing.encoder import FloatArray

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows of the index and their scores, best first; equal scores in order of rows."""

    rows: Rows
    scores: FloatArray


class DenseIndex:
    """Inner-product search over the passages' vectors, in the passages' order."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: FloatArray) -> DenseIndex:
        """Index vectors.

        Args:
            vectors: shape (n, dimension), L2-normalised float32.

        Returns:
            An exact index over them.
        """
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def from_bytes(cls, data: bytes) -> DenseIndex:
        """Restore an index from ``to_bytes``; the caller has checked where the bytes come from."""
        return cls(faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8)))

    def to_bytes(self) -> bytes:
        """Return the index in FAISS's own format."""
        return bytes(faiss.serialize_index(self._index))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def vectors(self) -> FloatArray:
        """Return all vectors, shape (n, dimension)."""
        return np.asarray(self._index.reconstruct_n(0, len(self)), dtype=np.float32)

    def search(self, vector: FloatArray, k: int, allowed: Rows | None = None) -> Candidates:
        """Return the rows with the largest inner products.

        Args:
            vector: shape (dimension,), L2-normalised.
            k: how many at most.
            allowed: search these rows only; None searches all.

        Returns:
            At most ``k`` rows, best first.
        """
        available = len(self) if allowed is None else len(allowed)
        if min(k, available) < 1:
            return Candidates(np.empty(0, np.int64), np.empty(0, np.float32))
        # FAISS keeps a bare pointer: the selector must live until the search is over.
        selector = None if allowed is None else faiss.IDSelectorBatch(allowed)
        parameters = faiss.SearchParameters()
        parameters.sel = selector
        scores, rows = self._index.search(vector[np.newaxis, :], min(k, available), params=parameters)
        order = np.lexsort((rows[0], -scores[0]))
        return Candidates(rows[0][order].astype(np.int64), scores[0][order].astype(np.float32))

    def scores(self, vector: FloatArray, rows: Rows) -> FloatArray:
        """Return the inner products of the given rows with ``vector``, in the order of ``rows``."""
        if not len(rows):
            return np.empty(0, np.float32)
        return np.asarray(self._index.reconstruct_batch(rows) @ vector, dtype=np.float32)
