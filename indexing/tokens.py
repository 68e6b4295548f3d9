"""Token vectors of all passages, for late interaction: int8 codes with one scale a token, memory-mapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexing.dense import Rows
from indexing.encoder import FloatArray

_CODES: Final = "codes.npy"
_SCALES: Final = "scales.npy"
_COUNTS: Final = "counts.npy"
_MAX_CODE: Final = 127


@dataclass(frozen=True, slots=True)
class TokenStore:
    """The passages' token vectors, in the passages' order.

    A token's vector is ``codes[i] * scales[i]``: the scale makes its largest component 127, so that the rounding
    error stays under 0.4 % of it.

    Attributes:
        codes: int8, shape (tokens, dimension).
        scales: float32, shape (tokens,).
        offsets: shape (passages + 1,): passage ``i`` owns the tokens ``offsets[i]:offsets[i + 1]``.
    """

    codes: NDArray[np.int8]
    scales: FloatArray
    offsets: Rows

    @classmethod
    def build(cls, vectors: Sequence[FloatArray]) -> TokenStore:
        """Quantise token vectors.

        Args:
            vectors: a passage each, shape (tokens, dimension), L2-normalised.

        Returns:
            The store over them.
        """
        stacked = np.concatenate(vectors) if vectors else np.empty((0, 0), np.float32)
        largest = np.abs(stacked).max(axis=1, initial=0.0)
        scales = np.where(largest > 0, largest / _MAX_CODE, 1.0).astype(np.float32)
        codes = np.rint(stacked / scales[:, np.newaxis]).astype(np.int8)
        return cls(codes, scales, np.cumsum([0, *(len(found) for found in vectors)], dtype=np.int64))

    @classmethod
    def load(cls, folder: Path) -> TokenStore:
        """Map the files of ``to_files`` into memory; the caller has checked where they come from."""
        counts = np.load(folder / _COUNTS, allow_pickle=False)
        return cls(
            codes=np.load(folder / _CODES, mmap_mode="r", allow_pickle=False),
            scales=np.load(folder / _SCALES, allow_pickle=False),
            offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        )

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the arrays to be stored, by the name of the file that ``load`` reads them from."""
        return {_CODES: self.codes, _SCALES: self.scales, _COUNTS: np.diff(self.offsets).astype(np.int32)}

    def vectors(self, row: int) -> FloatArray:
        """Return a passage's token vectors, shape (tokens, dimension)."""
        own = slice(self.offsets[row], self.offsets[row + 1])
        return self.codes[own].astype(np.float32) * self.scales[own, np.newaxis]

    def max_similarities(self, query: FloatArray, rows: Rows) -> FloatArray:
        """Return, for each passage and query token, the best cosine with one of the passage's tokens.

        Args:
            query: the question's token vectors, shape (query_tokens, dimension), L2-normalised.
            rows: passages; each has at least one token.

        Returns:
            Shape (len(rows), query_tokens).
        """
        if not len(rows):
            return np.empty((0, len(query)), np.float32)
        own = np.concatenate([np.arange(self.offsets[row], self.offsets[row + 1]) for row in rows])
        similarities = (self.codes[own].astype(np.float32) @ query.T) * self.scales[own, np.newaxis]
        starts = np.cumsum([0, *(self.offsets[row + 1] - self.offsets[row] for row in rows[:-1])])
        return np.asarray(np.maximum.reduceat(similarities, starts, axis=0), dtype=np.float32)
