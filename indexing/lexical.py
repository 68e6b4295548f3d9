"""BM25 over the analyzer's terms, on bm25s (scores precomputed at indexing time, Lù 2024, arXiv:2407.03618)."""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
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


# Up to here the scores of all passages are added up; beyond, only those of passages that may be among the best.
_SCORED_WHOLE: Final = 50_000
# Sums in another order differ in their last bits: what is this near the border is not left out.
_ROUNDING: Final = 1e-3


@dataclass(frozen=True, slots=True)
class _Postings:
    """The passages that hold a term.

    Attributes:
        rows: theirs, rising, int32.
        scores: the term's BM25 score in each, times how often the question holds the term.
    """

    rows: NDArray[np.int32]
    scores: FloatArray


class LexicalIndex:
    """BM25 scores of passages, in the passages' order."""

    def __init__(self, scorer: bm25s.BM25) -> None:
        self._scorer = scorer
        self._rows: NDArray[np.int32] = scorer.scores["indices"]
        self._scores: FloatArray = scorer.scores["data"]
        self._borders: Rows = scorer.scores["indptr"]
        self._kept = threading.local()

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
        if len(self) <= _SCORED_WHOLE:
            return best(self.scores(terms), k, allowed)
        rows = self._contenders(terms, k, allowed)
        found = best(self.scores_of(terms, rows), k)
        return Candidates(rows[found.rows], found.scores)

    def scores(self, terms: Sequence[str]) -> FloatArray:
        """Return the BM25 score of every passage, shape (n,); terms that no passage holds count nothing."""
        found = np.zeros(len(self), np.float32)
        for start, end in self._ranges(terms):
            found[self._rows[start:end]] += self._scores[start:end]
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

    def _postings(self, terms: Sequence[str]) -> list[_Postings]:
        """Return the postings of a question's terms, the shortest first."""
        counts = Counter(self._ranges(terms))
        found = [_Postings(self._rows[start:end], self._scores[start:end] * n) for (start, end), n in counts.items()]
        return sorted(found, key=lambda postings: len(postings.rows))

    def _contenders(self, terms: Sequence[str], k: int, allowed: Rows | None) -> Rows:
        """Return rows, rising, among which are the best ``k``.

        Terms are added up from the rarest to the commonest. As soon as the commonest that are left could not lift a
        passage without the others among the best, theirs are not gone through (Turtle and Flood 1995, MaxScore).
        """
        postings = self._postings(terms)
        most = [float(found.scores.max()) for found in postings]
        is_allowed = None if allowed is None else _mask(allowed, len(self))
        sums = self._take_zeros()
        touched, border, added = np.empty(0, np.int32), 0.0, 0
        while added < len(postings) and sum(most[added:]) + _ROUNDING >= border:
            touched = np.concatenate([touched, _add(postings[added], sums, is_allowed)])
            border = _border(sums[touched], k)
            added += 1
        contenders = touched[sums[touched] + sum(most[added:]) + _ROUNDING >= border]
        sums[touched] = 0.0
        self._kept.sums = sums
        return np.sort(contenders).astype(np.int64)

    def _take_zeros(self) -> FloatArray:
        """Return a zero for each passage; the thread's own, which it gives back: fresh pages cost more than sums."""
        sums: FloatArray | None = self._kept.__dict__.pop("sums", None)
        return np.zeros(len(self), np.float32) if sums is None else sums

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


def _add(postings: _Postings, sums: FloatArray, is_allowed: NDArray[np.bool_] | None) -> NDArray[np.int32]:
    """Add a term's scores to the sums; returns the rows that had none before."""
    rows, scores = postings.rows, postings.scores
    if is_allowed is not None:
        chosen = is_allowed[rows]
        rows, scores = rows[chosen], scores[chosen]
    before = sums[rows]
    sums[rows] = before + scores
    fresh: NDArray[np.int32] = rows[before == 0]
    return fresh


def _mask(rows: Rows, number: int) -> NDArray[np.bool_]:
    mask = np.zeros(number, np.bool_)
    mask[rows] = True
    return mask


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
    rows = np.flatnonzero(scores > 0) if allowed is None else allowed[scores[allowed] > 0]
    # Rows below the k-th best are left out: sorting them all would cost more than scoring them.
    rows = rows[scores[rows] >= _border(scores[rows], k)]
    order = np.lexsort((rows, -scores[rows]))[:k]
    return Candidates(rows[order].astype(np.int64), scores[rows[order]])
