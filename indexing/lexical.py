"""BM25 over the analyzer's terms, on bm25s (scores precomputed at indexing time, Lù 2024, arXiv:2407.03618)."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from math import log
from pathlib import Path
from typing import Final

import bm25s
import numpy as np

from indexing.dense import Candidates, Rows
from indexing.encoder import FloatArray
from indexing.errors import IndexWriteError

# Robertson's usual values; docs/adr/0006-lexical-retrieval.md has what others give.
_K1: Final = 1.2
_B: Final = 0.75


class LexicalIndex:
    """BM25 scores of passages, in the passages' order."""

    def __init__(self, scorer: bm25s.BM25) -> None:
        self._scorer = scorer

    @classmethod
    def build(cls, terms: Sequence[Sequence[str]]) -> LexicalIndex:
        """Index each passage's terms."""
        scorer = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        # A corpus without a single term would have no vocabulary; the empty term keeps the arrays well formed.
        scorer.index([list(found) or [""] for found in terms], show_progress=False)
        return cls(scorer)

    def to_files(self) -> dict[str, bytes]:
        """Return the index's arrays and vocabulary as the contents of the files that ``load`` reads, by name.

        Raises:
            IndexWriteError: the disk refused the temporary files that bm25s writes.
        """
        try:
            with tempfile.TemporaryDirectory() as folder:
                self._scorer.save(folder, show_progress=False)
                return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
        except OSError as error:
            raise IndexWriteError(
                f"cannot write temporary files: {error.strerror or error}. Make room or set TMPDIR to another folder."
            ) from error

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Restore an index from the files of ``to_files``; the caller has checked where the files come from."""
        return cls(bm25s.BM25.load(str(folder), show_progress=False))

    def __len__(self) -> int:
        return int(self._scorer.scores["num_docs"])

    def scores(self, terms: Sequence[str]) -> FloatArray:
        """Return the BM25 score of every passage, shape (n,); terms that no passage holds count nothing."""
        known = [term for term in terms if term and term in self._scorer.vocab_dict]
        if not known:
            return np.zeros(len(self), np.float32)
        return np.asarray(self._scorer.get_scores(known), dtype=np.float32)

    def knows(self, term: str) -> bool:
        """Tell whether a passage holds the term."""
        return term in self._scorer.vocab_dict

    def idf(self, term: str) -> float:
        """Return a term's inverse document frequency, log(1 + (N - df + 0.5) / (df + 0.5)).

        A term that no passage holds has the largest value there is, that of df = 0.
        """
        number = self._scorer.vocab_dict.get(term)
        borders = self._scorer.scores["indptr"]
        frequency = 0 if number is None else int(borders[number + 1] - borders[number])
        return log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5))


def best(scores: FloatArray, k: int, allowed: Rows | None = None) -> Candidates:
    """Return the rows with the largest positive scores.

    Args:
        scores: one a passage, shape (n,).
        k: how many at most.
        allowed: consider these rows only; None considers all.

    Returns:
        At most ``k`` rows with a score above 0, best first.
    """
    rows = np.flatnonzero(scores > 0) if allowed is None else allowed[scores[allowed] > 0]
    rows = _contenders(rows, scores, k)
    order = np.lexsort((rows, -scores[rows]))[:k]
    return Candidates(rows[order].astype(np.int64), scores[rows[order]])


def _contenders(rows: Rows, scores: FloatArray, k: int) -> Rows:
    """Leave out the rows whose score is below the k-th best: sorting them all would cost more than scoring them."""
    if not 0 < k < len(rows):
        return rows
    found = scores[rows]
    border = len(rows) - k
    contenders: Rows = rows[found >= np.partition(found, border)[border]]
    return contenders
