"""Dense vectors: exact inner products over few rows, product-quantised codes with exact re-scoring over many.

docs/adr/0011-search-speed.md has the alternatives and what each takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Final

import faiss
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from indexing.encoder import FloatArray
from indexing.ranges import Rows

EXACT_UP_TO: Final = 2_000
"""Rows that are searched without codes: multiplying them takes no longer than calling FAISS."""

_VECTORS: Final = "vectors.npy"
_CODES: Final = "codes.npy"
# Rows are in lists of nearby vectors. So many lists are searched; an index that has no more is one list.
_ROWS_IN_A_LIST: Final = 512
_SEARCHED_LISTS: Final = 256
# Scoring a row exactly, wherever it lies, takes as long as looking at the codes of so many.
_CODES_A_ROW: Final = 32
# Rows that the codes find best are scored exactly: so many times as many as are wanted, more of more rows.
_RESCORED_OF_ONE_LIST: Final = 4
_RESCORED_OF_LISTS: Final = 12
_FEWEST_RESCORED: Final = 160
# What k-means sees: more gives no better lists and codes (FAISS recommends 39 to 256 points a centroid).
_POINTS_A_LIST: Final = 64
_TRAINED_ON: Final = 65_536
_SEED: Final = 20_240_229


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows of the index and their scores, best first; equal scores in order of rows."""

    rows: Rows
    scores: FloatArray


class DenseIndex:
    """Inner-product search over the passages' vectors, in the passages' order."""

    def __init__(self, vectors: FloatArray, codes: faiss.IndexIVFPQFastScan | None) -> None:
        """Put the parts together.

        Args:
            vectors: shape (n, dimension); may be mapped into memory.
            codes: finds rows that are worth scoring; None when all are scored.
        """
        self._vectors = np.asarray(vectors)
        self._codes = codes

    @classmethod
    def build(cls, vectors: FloatArray) -> DenseIndex:
        """Index vectors; equal vectors give equal indexes on one kind of processor.

        Args:
            vectors: shape (n, dimension), L2-normalised float32.
        """
        stored = np.ascontiguousarray(vectors, dtype=np.float32)
        return cls(stored, _build_codes(stored) if len(stored) > EXACT_UP_TO else None)

    @classmethod
    def load(cls, folder: Path) -> DenseIndex:
        """Map the files of ``to_arrays`` into memory; the caller has checked where they come from.

        Raises:
            ValueError: the codes are of another kind.
        """
        vectors = np.load(folder / _VECTORS, mmap_mode="r", allow_pickle=False)
        if not (folder / _CODES).exists():
            return cls(vectors, None)
        codes = faiss.deserialize_index(np.load(folder / _CODES, allow_pickle=False))
        if not isinstance(codes, faiss.IndexIVFPQFastScan):
            raise ValueError(f"{folder / _CODES} holds {type(codes).__name__}, not product-quantised lists")  # noqa: TRY004
        return cls(vectors, codes)

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the arrays to be stored, by the name of the file that ``load`` reads them from."""
        codes = {} if self._codes is None else {_CODES: faiss.serialize_index(self._codes)}
        return {_VECTORS: self._vectors, **codes}

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._vectors.shape[1])

    def vectors(self) -> FloatArray:
        """Return all vectors, shape (n, dimension)."""
        return self._vectors

    def search(self, vector: FloatArray, k: int, allowed: Rows | None = None) -> Candidates:
        """Return the rows with the largest inner products.

        Args:
            vector: shape (dimension,), L2-normalised.
            k: how many at most.
            allowed: search these rows only, rising; None searches all.

        Returns:
            At most ``k`` rows, best first. Over ``EXACT_UP_TO`` rows a few of the last may not be the very best.
        """
        if min(k, len(self) if allowed is None else len(allowed)) < 1:
            return Candidates(np.empty(0, np.int64), np.empty(0, np.float32))
        rows = self._worth_scoring(vector, k, allowed)
        return _best(self.scores(vector, rows), rows, k)

    def _worth_scoring(self, vector: FloatArray, k: int, allowed: Rows | None) -> Rows | None:
        """Return the rows among which the best are looked for; None stands for all."""
        lists = 0 if self._codes is None else int(self._codes.nlist)
        number = max(k * (_RESCORED_OF_LISTS if lists > 1 else _RESCORED_OF_ONE_LIST), _FEWEST_RESCORED)
        available = len(self) if allowed is None else len(allowed)
        if self._codes is None or available <= max(EXACT_UP_TO, number):
            return allowed
        # The fewer rows are allowed, the more lists are searched: as many rows count as without a filter.
        searched = min(lists, ceil(_SEARCHED_LISTS * len(self) / available))
        if allowed is None:
            return _near(self._codes, vector, number, searched, None)
        if available * _CODES_A_ROW <= len(self) * searched / lists:
            return allowed
        return _near(self._codes, vector, number, searched, _bits(allowed, len(self)))

    def scores(self, vector: FloatArray, rows: Rows | None) -> FloatArray:
        """Return the inner products of the given rows, or of all, with ``vector``, in the order of ``rows``."""
        if rows is None or not len(rows):
            return np.asarray(self._vectors[: None if rows is None else 0] @ vector, np.float32)
        first, last = int(rows[0]), int(rows[-1])
        is_range = last - first == len(rows) - 1 and bool((rows[1:] > rows[:-1]).all())
        return np.asarray((self._vectors[first : last + 1] if is_range else self._vectors[rows]) @ vector, np.float32)


def _near(
    codes: faiss.IndexIVFPQFastScan, vector: FloatArray, number: int, searched: int, bits: NDArray[np.uint8] | None
) -> Rows:
    """Return the rows that are nearest by their codes, rising.

    Args:
        codes: of all rows.
        vector: shape (dimension,).
        number: how many at most.
        searched: of how many lists.
        bits: one a row, set when it is allowed; None allows all.
    """
    # FAISS keeps bare pointers: the selector and its bits must live until the search is over.
    selector = None if bits is None else faiss.IDSelectorBitmap(codes.ntotal, faiss.swig_ptr(bits))
    parameters = faiss.SearchParametersIVF()
    parameters.sel, parameters.nprobe = selector, searched
    _, found = codes.search(vector[np.newaxis, :], number, params=parameters)
    return np.sort(found[0][found[0] >= 0])


def _best(scores: FloatArray, rows: Rows | None, k: int) -> Candidates:
    """Return the ``k`` best of scored rows, equal ones in order of rows; None stands for all rows."""
    places = np.arange(len(scores))
    if k < len(scores):
        border = len(scores) - k
        places = np.flatnonzero(scores >= np.partition(scores, border)[border])
    found = places if rows is None else rows[places]
    order = np.lexsort((found, -scores[places]))[:k]
    return Candidates(found[order].astype(np.int64), scores[places[order]])


def _bits(rows: Rows, number: int) -> NDArray[np.uint8]:
    """Return ``number`` bits, set for the given rows."""
    mask = np.zeros(number, np.bool_)
    mask[rows] = True
    return np.packbits(mask, bitorder="little")


def _build_codes(vectors: FloatArray) -> faiss.IndexIVFPQFastScan:
    """Return half a byte for every two components, in lists of nearby vectors."""
    number, dimension = vectors.shape
    lists = number // _ROWS_IN_A_LIST
    lists = lists if lists > _SEARCHED_LISTS else 1
    centroids = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFPQFastScan(centroids, dimension, lists, _parts(dimension), 4, faiss.METRIC_INNER_PRODUCT)
    index.cp.spherical = True
    index.cp.niter = 10
    index.cp.max_points_per_centroid = _POINTS_A_LIST if lists > 1 else _TRAINED_ON
    sample = np.random.default_rng(_SEED).permutation(number)[: max(_TRAINED_ON, _POINTS_A_LIST * lists)]
    # Sums over threads, and with them the last bits of a centroid, would depend on how many there are.
    with threadpool_limits(limits=1):
        index.train(vectors[np.sort(sample)])
        index.add(vectors)
    return index


def _parts(dimension: int) -> int:
    """Return into how many parts a vector is cut: of two components, or of one when their number is odd."""
    return dimension // 2 if dimension % 2 == 0 else dimension
