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
_PASSAGE_OFFSETS: Final = "passage_offsets.npy"
_SENTENCE_OFFSETS: Final = "sentence_offsets.npy"
_MAX_CODE: Final = 127
# Tokens converted to float32 at a time: one buffer that stays in the cache takes two thirds of the time that whole
# arrays take, whose fresh pages cost more than the arithmetic.
_BLOCK: Final = 512


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
            passage_offsets=_offsets([len(counts) for counts in lengths]),
            sentence_offsets=_offsets([count for counts in lengths for count in counts]),
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
        sentences = _ranges(self.passage_offsets, rows)
        tokens = _ranges(self.sentence_offsets, sentences)
        similarities = self._cosines(query, tokens)
        starts = np.minimum(_starts(self.sentence_offsets, sentences), len(similarities) - 1)
        best = np.maximum.reduceat(similarities, starts, axis=0)
        return np.asarray(best, np.float32), _starts(self.passage_offsets, rows)

    def _cosines(self, query: FloatArray, tokens: Rows) -> FloatArray:
        """Return the cosines of tokens with the question's tokens, shape (len(tokens), query_tokens)."""
        cosines = np.empty((len(tokens), len(query)), np.float32)
        block = np.empty((_BLOCK, self.codes.shape[1]), np.float32)
        for start in range(0, len(tokens), _BLOCK):
            chosen = tokens[start : start + _BLOCK]
            block[: len(chosen)] = self.codes[chosen]
            np.matmul(block[: len(chosen)], query.T, out=cosines[start : start + len(chosen)])
        cosines *= self.scales[tokens, np.newaxis]
        return cosines


def _fitted(counts: Sequence[int], total: int) -> list[int]:
    """Make the sentences' token counts add up to the passage's.

    They do so by themselves wherever the tokeniser splits at white space first, as the default model's does.
    """
    if sum(counts) == total and min(counts, default=1) > 0:
        return list(counts)
    borders = np.linspace(0, total, len(counts) + 1).round().astype(int)
    return [int(length) for length in np.diff(borders)]


def _offsets(lengths: Sequence[int]) -> Rows:
    return np.cumsum([0, *lengths], dtype=np.int64)


def _ranges(offsets: Rows, rows: Rows) -> Rows:
    """Return all positions that the rows own, in order of ``rows``."""
    lengths = np.diff(offsets)[rows]
    shifts = np.repeat(offsets[rows] - _starts(offsets, rows), lengths)
    return np.arange(len(shifts)) + shifts


def _starts(offsets: Rows, rows: Rows) -> Rows:
    """Return where each row's positions begin in ``_ranges``, shape (len(rows),)."""
    lengths = np.diff(offsets)[rows]
    return np.cumsum(lengths) - lengths
