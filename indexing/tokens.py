"""Token vectors of all passages, for late interaction: int8 codes with one scale a token, memory-mapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexing.encoder import FloatArray
from indexing.ranges import Rows, offsets_of, positions, starts_of

_CODES: Final = "codes.npy"
_SCALES: Final = "scales.npy"
_PASSAGE_OFFSETS: Final = "passage_offsets.npy"
_SENTENCE_OFFSETS: Final = "sentence_offsets.npy"
_MAX_CODE: Final = 127
# Tokens converted to float32 at a time: a buffer that stays in the second-level cache. It is multiplied in slices so
# small that BLAS multiplies them as they stand: copying them into its own layout first costs more than the arithmetic
# when the other side is a question's dozen tokens (docs/adr/0011-search-speed.md).
_SLICES: Final = 4
_SLICE: Final = 96


@dataclass(frozen=True, slots=True)
class TokenStore:
    """The passages' token vectors, in the passages' and their sentences' order.

    A token's vector is ``codes[i] * scales[i]``: the scale makes its largest component 127, so that a component's
    rounding error stays under 0.4 % of the largest.

    Attributes:
        codes: int8, shape (tokens, dimension).
        scales: float32, shape (tokens,).
        passage_offsets: shape (passages + 1,): passage ``i`` owns the sentences ``[i]:[i + 1]``.
        sentence_offsets: shape (sentences + 1,): sentence ``j`` owns the tokens ``[j]:[j + 1]``.
    """

    codes: NDArray[np.int8]
    scales: FloatArray
    passage_offsets: Rows
    sentence_offsets: Rows

    @classmethod
    def build(cls, vectors: Sequence[FloatArray], sentence_tokens: Sequence[Sequence[int]]) -> TokenStore:
        """Quantise token vectors.

        Args:
            vectors: a passage each, shape (tokens, dimension), L2-normalised.
            sentence_tokens: a passage each: how many tokens each of its sentences has.

        Returns:
            The store over them.
        """
        stacked = np.concatenate(vectors) if vectors else np.empty((0, 0), np.float32)
        largest = np.abs(stacked).max(axis=1, initial=0.0)
        scales = np.where(largest > 0, largest / _MAX_CODE, 1.0).astype(np.float32)
        lengths = [_fitted(counts, len(found)) for counts, found in zip(sentence_tokens, vectors, strict=True)]
        return cls(
            codes=np.rint(stacked / scales[:, np.newaxis]).astype(np.int8),
            scales=scales,
            passage_offsets=offsets_of([len(counts) for counts in lengths]),
            sentence_offsets=offsets_of([count for counts in lengths for count in counts]),
        )

    @classmethod
    def load(cls, folder: Path) -> TokenStore:
        """Map the files of ``to_arrays`` into memory; the caller has checked where they come from."""
        return cls(
            codes=np.load(folder / _CODES, mmap_mode="r", allow_pickle=False),
            scales=np.load(folder / _SCALES, allow_pickle=False),
            passage_offsets=np.load(folder / _PASSAGE_OFFSETS, allow_pickle=False),
            sentence_offsets=np.load(folder / _SENTENCE_OFFSETS, allow_pickle=False),
        )

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the arrays to be stored, by the name of the file that ``load`` reads them from."""
        return {
            _CODES: self.codes,
            _SCALES: self.scales,
            _PASSAGE_OFFSETS: self.passage_offsets,
            _SENTENCE_OFFSETS: self.sentence_offsets,
        }

    def vectors(self, row: int) -> FloatArray:
        """Return a passage's token vectors, shape (tokens, dimension)."""
        start, end = self.sentence_offsets[self.passage_offsets[row : row + 2]]
        return self.codes[start:end].astype(np.float32) * self.scales[start:end, np.newaxis]

    def sentence_similarities(self, query: FloatArray, rows: Rows) -> tuple[FloatArray, Rows]:
        """Return, for each sentence and query token, the best cosine with one of the sentence's tokens.

        Args:
            query: the question's token vectors, shape (query_tokens, dimension), L2-normalised.
            rows: passages, at least one.

        Returns:
            The cosines, shape (sentences, query_tokens), passage after passage in the order of ``rows``; and where
            each passage begins among them, shape (len(rows),).
        """
        first, last = self.passage_offsets[rows], self.passage_offsets[rows + 1]
        sentences = positions(first, last)
        tokens = positions(self.sentence_offsets[first], self.sentence_offsets[last])
        similarities = self._cosines(query, tokens)
        counts = self.sentence_offsets[sentences + 1] - self.sentence_offsets[sentences]
        starts = np.minimum(starts_of(counts), len(similarities) - 1)
        best = np.maximum.reduceat(similarities, starts, axis=0)
        return np.asarray(best, np.float32), starts_of(last - first)

    def _cosines(self, query: FloatArray, tokens: Rows) -> FloatArray:
        """Return the cosines of tokens with the question's tokens, shape (len(tokens), query_tokens)."""
        block = _SLICES * _SLICE
        codes, turned = np.asarray(self.codes), np.ascontiguousarray(query.T)  # of a memory map, a plain view
        slices = np.empty((_SLICES, _SLICE, codes.shape[1]), np.float32)
        buffer = slices.reshape(block, -1)
        blocks = -(-len(tokens) // block)
        cosines = np.empty((blocks, _SLICES, _SLICE, len(query)), np.float32)
        for number in range(blocks):
            chosen = tokens[number * block : (number + 1) * block]
            buffer[: len(chosen)] = codes.take(chosen, axis=0, mode="clip")  # checks nothing, so that it copies rows
            buffer[len(chosen) :] = 0.0
            np.matmul(slices, turned, out=cosines[number])
        found: FloatArray = cosines.reshape(blocks * block, len(query))[: len(tokens)]
        found *= self.scales[tokens, np.newaxis]
        return found


def _fitted(counts: Sequence[int], total: int) -> list[int]:
    """Make the sentences' token counts add up to the passage's.

    They do so by themselves wherever the tokeniser splits at white space first, as the default model's does.
    """
    if sum(counts) == total and min(counts, default=1) > 0:
        return list(counts)
    borders = np.linspace(0, total, len(counts) + 1).round().astype(int)
    return [int(length) for length in np.diff(borders)]
