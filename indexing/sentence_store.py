"""What was read in each sentence when it was indexed: its terms and its marks, so that no question reads it again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntFlag
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexing.ranges import Rows, offsets_of, positions, starts_of

_VOCABULARY: Final = "vocabulary.npy"
_TERMS: Final = "terms.npy"
_OFFSETS: Final = "offsets.npy"
_MARKS: Final = "marks.npy"
_SEPARATOR: Final = "\n"


class Mark(IntFlag):
    """What can be told of a sentence without a question."""

    FORMULA = 1
    """Its document repeats it often."""
    DEMAND = 2
    """It says what shall be done."""
    NUMBER = 4
    TIME = 8
    NAME = 16


@dataclass(frozen=True, slots=True)
class SentenceStore:
    """The sentences' terms and marks, in the passages' and their sentences' order.

    Attributes:
        vocabulary: all terms, sorted.
        terms: numbers of terms in the vocabulary, int32: sentence after sentence, each term of a sentence once.
        offsets: shape (sentences + 1,): sentence ``j`` owns the terms ``[j]:[j + 1]``.
        marks: uint8, shape (sentences,).
    """

    vocabulary: tuple[str, ...]
    terms: NDArray[np.int32]
    offsets: Rows
    marks: NDArray[np.uint8]

    @classmethod
    def build(cls, terms: Sequence[Collection[str]], marks: Sequence[Mark]) -> SentenceStore:
        """Store sentences.

        Args:
            terms: of each sentence, without repetition.
            marks: of each sentence.
        """
        vocabulary = sorted(set(chain.from_iterable(terms)))
        numbers = {term: number for number, term in enumerate(vocabulary)}
        listed = [number for found in terms for number in sorted(numbers[term] for term in found)]
        return cls(
            vocabulary=tuple(vocabulary),
            terms=np.array(listed, np.int32),
            offsets=offsets_of(len(found) for found in terms),
            marks=np.array(marks, np.uint8),
        )

    @classmethod
    def load(cls, folder: Path) -> SentenceStore:
        """Map the files of ``to_arrays`` into memory; the caller has checked where they come from."""
        joined = np.load(folder / _VOCABULARY, allow_pickle=False).tobytes().decode()
        return cls(
            vocabulary=tuple(joined.split(_SEPARATOR)) if joined else (),
            terms=np.load(folder / _TERMS, mmap_mode="r", allow_pickle=False),
            offsets=np.load(folder / _OFFSETS, allow_pickle=False),
            marks=np.load(folder / _MARKS, allow_pickle=False),
        )

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the arrays to be stored, by the name of the file that ``load`` reads them from."""
        return {
            _VOCABULARY: np.frombuffer(_SEPARATOR.join(self.vocabulary).encode(), np.uint8),
            _TERMS: self.terms,
            _OFFSETS: self.offsets,
            _MARKS: self.marks,
        }

    def __len__(self) -> int:
        return len(self.marks)

    def terms_of(self, sentence: int) -> frozenset[str]:
        """Return a sentence's index terms."""
        start, end = self.offsets[sentence : sentence + 2]
        return frozenset(self.vocabulary[number] for number in self.terms[start:end].tolist())

    def holds(self, sentences: Rows, wanted: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which sentences hold which terms.

        Args:
            sentences: their numbers.
            wanted: terms, each once.

        Returns:
            Shape (len(sentences), len(wanted)).
        """
        found = np.zeros((len(sentences), len(wanted)), np.bool_)
        known = sorted((number, place) for place, term in enumerate(wanted) if (number := self._number(term)) >= 0)
        if known:
            numbers, places = np.array(known, np.int64).T
            starts, ends = self.offsets[sentences], self.offsets[sentences + 1]
            held = np.asarray(self.terms)[positions(starts, ends)]
            nearest = np.minimum(np.searchsorted(numbers, held), len(numbers) - 1)
            hits = np.flatnonzero(numbers[nearest] == held)
            owners = np.searchsorted(starts_of(ends - starts), hits, side="right") - 1
            found[owners, places[nearest[hits]]] = True
        return found

    def _number(self, term: str) -> int:
        """Return a term's number, -1 for one that no sentence holds."""
        place = bisect_left(self.vocabulary, term)
        return place if place < len(self.vocabulary) and self.vocabulary[place] == term else -1
