"""BM25 over the analyzer's terms, on bm25s (scores precomputed at indexing time, Lù 2024, arXiv:2407.03618)."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from math import log
from pathlib import Path
from typing import Final

import bm25s
import numpy as np
from numpy.typing import NDArray

from indexing.dense import Candidates
from indexing.encoder import FloatArray
from indexing.errors import IndexWriteError
from indexing.ranges import Rows

# Robertson's usual values; docs/adr/0006-lexical-retrieval.md has what others give.
_K1: Final = 1.2
_B: Final = 0.75


# Up to here the scores of some passages are taken from those of all; beyond, each is looked up term by term.
_SCORED_WHOLE: Final = 50_000
# Of many scores the best of each so many are ranked first: their k-th best is a border that few of the others reach.
_CHUNK: Final = 128


class LexicalIndex:
    """BM25 scores of passages, in the passages' order."""

    def __init__(self, scorer: bm25s.BM25) -> None:
        self._scorer = scorer
        self._rows: NDArray[np.int32] = scorer.scores["indices"]
        self._scores: FloatArray = scorer.scores["data"]
        self._borders: Rows = scorer.scores["indptr"]

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

    def search(self, terms: Sequence[str], k: int, allowed: Rows | None = None) -> Candidates:
        """Return the rows with the largest positive scores.

        Args:
            terms: the question's; those that no passage holds count nothing.
            k: how many at most.
            allowed: consider these rows only, rising; None considers all.

        Returns:
            At most ``k`` rows with a score above 0, best first.
        """
        return best(self.scores(terms), k, allowed)

    def scores(self, terms: Sequence[str]) -> FloatArray:
        """Return the BM25 score of every passage, shape (n,); terms that no passage holds count nothing."""
        found = np.zeros(len(self), np.float32)
        for start, end in self._ranges(terms):
            np.add.at(found, self._rows[start:end], self._scores[start:end])  # takes half the time that `+=` does
        return found

    def scores_of(self, terms: Sequence[str], rows: Rows) -> FloatArray:
        """Return the BM25 scores of some passages, as in ``scores``, in the order of ``rows``."""
        if len(self) <= _SCORED_WHOLE:
            return self.scores(terms)[rows]
        found = np.zeros(len(rows), np.float32)
        for start, end in self._ranges(terms):
            held = self._rows[start:end]
            places = np.minimum(np.searchsorted(held, rows), end - start - 1)
            holds = held[places] == rows
            found[holds] += self._scores[start:end][places[holds]]
        return found

    def _ranges(self, terms: Sequence[str]) -> list[tuple[int, int]]:
        """Return where the postings of each known term begin and end, in order of the terms."""
        numbers = [number for term in terms if term and (number := self._scorer.vocab_dict.get(term)) is not None]
        return [(int(self._borders[number]), int(self._borders[number + 1])) for number in numbers]

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


def _border(scores: FloatArray, k: int) -> float:
    """Return the k-th largest score, 0 when there are fewer."""
    return float(np.partition(scores, len(scores) - k)[len(scores) - k]) if 0 < k <= len(scores) else 0.0


def best(scores: FloatArray, k: int, allowed: Rows | None = None) -> Candidates:
    """Return the rows with the largest positive scores.

    Args:
        scores: one a passage, shape (n,).
        k: how many at most.
        allowed: consider these rows only; None considers all.

    Returns:
        At most ``k`` rows with a score above 0, best first.
    """
    found = scores if allowed is None else scores[allowed]
    # Twice, rows below the k-th best of some are left out: sorting them would cost more than scoring them.
    border = _border(found[: len(found) // _CHUNK * _CHUNK].reshape(-1, _CHUNK).max(axis=1), k)
    places = np.flatnonzero(found >= border) if border > 0 else np.flatnonzero(found > 0)
    places = places[found[places] >= _border(found[places], k)]
    rows = places if allowed is None else allowed[places]
    order = np.lexsort((rows, -found[places]))[:k]
    return Candidates(rows[order].astype(np.int64), found[places[order]])
