"""What can search vectors: Belägg's index, what it is compared with, and what was tried before it was chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

import faiss
import numpy as np

from indexing.dense import DenseIndex
from indexing.encoder import FloatArray
from indexing.ranges import Rows

BELAGG: Final = "Belägg"
FLAT: Final = "FAISS flat"
NUMPY: Final = "numpy"

# What takes minutes over more, to build or to search.
_MOST_FOR_SLOW: Final = 200_000
_ANY: Final = 1 << 62
# Found by codes for each row wanted, then scored exactly: of eight bits to a component, and of two.
_FINE: Final = 2
_COARSE: Final = 8


class Search(Protocol):
    """Finds rows of an index."""

    def __call__(self, vector: FloatArray, k: int, allowed: Rows | None) -> Rows:
        """Return the ``k`` rows with the largest inner products with ``vector``, of those that are allowed."""
        ...


@dataclass(frozen=True, slots=True)
class Built:
    """An index.

    Attributes:
        passages: how many it holds.
        bytes_held: in memory.
        search: searches it.
    """

    passages: int
    bytes_held: int
    search: Search


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to search: how to build an index of vectors, shape (n, dimension), and for how many at most."""

    build: Callable[[FloatArray], Built]
    most_rows: int = _ANY


def exact(vectors: FloatArray, vector: FloatArray, k: int, allowed: Rows | None = None) -> Rows:
    """Return the rows with the largest inner products, by one matrix product."""
    scores = (vectors if allowed is None else vectors[allowed]) @ vector
    places = np.argpartition(scores, len(scores) - k)[len(scores) - k :] if k < len(scores) else np.arange(len(scores))
    places = places[np.argsort(-scores[places])]
    return places if allowed is None else allowed[places]


def _belagg(vectors: FloatArray) -> Built:
    index = DenseIndex.build(vectors)
    held = sum(array.nbytes for name, array in index.to_arrays().items() if name != "vectors.npy")
    return Built(len(vectors), held or vectors.nbytes, lambda vector, k, allowed: index.search(vector, k, allowed).rows)


def _numpy(vectors: FloatArray) -> Built:
    return Built(len(vectors), vectors.nbytes, partial(exact, vectors))


def _flat(vectors: FloatArray) -> Built:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)

    def search(vector: FloatArray, k: int, allowed: Rows | None) -> Rows:
        parameters = faiss.SearchParameters()
        bits = None if allowed is None else np.packbits(np.isin(np.arange(len(vectors)), allowed), bitorder="little")
        parameters.sel = None if bits is None else faiss.IDSelectorBitmap(len(vectors), faiss.swig_ptr(bits))
        found: Rows = index.search(vector[np.newaxis, :], k, params=parameters)[1][0]
        return found[found >= 0]

    return Built(len(vectors), vectors.nbytes, search)


def _rescored(description: str, factor: int, parameters: faiss.SearchParameters | None, vectors: FloatArray) -> Built:
    """Build an index by FAISS's description of it; what it finds is scored exactly. Filters are not its business."""
    index = faiss.index_factory(vectors.shape[1], description.format(n=len(vectors) // 512), faiss.METRIC_INNER_PRODUCT)
    index.train(vectors[np.random.default_rng(0).permutation(len(vectors))[:131_072]])
    index.add(vectors)

    def search(vector: FloatArray, k: int, allowed: Rows | None) -> Rows:
        del allowed
        found = index.search(vector[np.newaxis, :], factor * k, params=parameters)[1][0]
        return exact(vectors, vector, k, found[found >= 0])

    return Built(len(vectors), len(faiss.serialize_index(index)), search)


def _of_lists(number: int) -> faiss.SearchParameters:
    return faiss.SearchParametersIVF(nprobe=number)  # type: ignore[call-arg]  # the stub knows no arguments


def _keeping(number: int) -> faiss.SearchParameters:
    return faiss.SearchParametersHNSW(efSearch=number)  # type: ignore[attr-defined, no-any-return]  # not in the stub


# The descriptions are FAISS's: SQ quantises components, PQ pairs of them, fs scans 32 codes at a time, RaBitQ keeps a
# bit of a component, IVF lists nearby vectors, HNSW is a graph of neighbours. {n} is a 512th of the rows.
ENGINES: Final = {
    BELAGG: Engine(_belagg),
    FLAT: Engine(_flat),
    NUMPY: Engine(_numpy),
    "SQfp16": Engine(partial(_rescored, "SQfp16", _FINE, None), _MOST_FOR_SLOW),
    "SQ8": Engine(partial(_rescored, "SQ8", _FINE, None), _MOST_FOR_SLOW),
    "SQ4": Engine(partial(_rescored, "SQ4", _FINE, None), _MOST_FOR_SLOW),
    "RaBitQfs": Engine(partial(_rescored, "RaBitQfs", _COARSE, None), _MOST_FOR_SLOW),
    "PQ96x4fs": Engine(partial(_rescored, "PQ96x4fs", _COARSE, None)),
    "PQ192x4fs": Engine(partial(_rescored, "PQ192x4fs", _COARSE, None)),
    "IVF{n},SQ8, 64 lists": Engine(partial(_rescored, "IVF{n},SQ8", _FINE, _of_lists(64))),
    "HNSW32,SQ8, 128 kept": Engine(partial(_rescored, "HNSW32,SQ8", _FINE, _keeping(128)), _MOST_FOR_SLOW),
}
