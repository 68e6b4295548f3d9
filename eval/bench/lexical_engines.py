"""What a lexical engine must do here, and bm25s as the index uses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, Self

import numpy as np

from indexing.lexical import LexicalIndex
from indexing.ranges import Rows

_DOCUMENTS: Final = "documents.npy"


@dataclass(frozen=True, slots=True)
class TermCorpus:
    """Passages as their index terms.

    Attributes:
        terms: of each passage.
        documents: the number of each passage's document.
    """

    terms: Sequence[Sequence[str]]
    documents: Sequence[int]

    def __len__(self) -> int:
        return len(self.terms)


class LexicalEngine(Protocol):
    """An index in a folder, opened for questions."""

    @classmethod
    def build(cls, corpus: TermCorpus, folder: Path) -> None:
        """Write the index of a corpus into an empty folder."""

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what ``build`` wrote."""

    def top(self, terms: Sequence[str], k: int, documents: Sequence[int] | None = None) -> list[int]:
        """Return the rows of the ``k`` best passages of all documents or of some, best first."""

    def top_and_scores(self, terms: Sequence[str], k: int, rows: Sequence[int]) -> tuple[list[int], list[float]]:
        """Return the ``k`` best rows, and the scores of given ones: the fusion needs those of what vectors found."""


class Bm25sEngine:
    """``indexing.lexical`` and nothing else."""

    def __init__(self, index: LexicalIndex, documents: Rows) -> None:
        self._index = index
        self._documents = documents

    @classmethod
    def build(cls, corpus: TermCorpus, folder: Path) -> None:
        """Write the index of a corpus into an empty folder."""
        for name, data in LexicalIndex.build(corpus.terms).to_files().items():
            (folder / name).write_bytes(data)
        np.save(folder / _DOCUMENTS, np.array(corpus.documents, np.int64))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what ``build`` wrote."""
        return cls(LexicalIndex.load(folder), np.load(folder / _DOCUMENTS))

    def top(self, terms: Sequence[str], k: int, documents: Sequence[int] | None = None) -> list[int]:
        """Return the rows of the ``k`` best passages of all documents or of some, best first."""
        allowed = None if documents is None else np.flatnonzero(np.isin(self._documents, documents))
        return _numbers(self._index.search(terms, k, allowed).rows)

    def top_and_scores(self, terms: Sequence[str], k: int, rows: Sequence[int]) -> tuple[list[int], list[float]]:
        """Return the ``k`` best rows, and the scores of given ones."""
        scores = self._index.scores_of(terms, np.array(rows, np.int64))
        return _numbers(self._index.search(terms, k).rows), scores.tolist()


def _numbers(rows: Rows) -> list[int]:
    return [int(row) for row in rows]
