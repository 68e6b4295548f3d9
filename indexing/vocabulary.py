"""The words that the indexed passages are written with, and how often: what a misspelt word is corrected against.

Words are compared without their diacritics ("vard" is found under "vård"): leaving them out is the commonest way to
misspell Swedish.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final

import msgspec
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from indexing.normalization import normalize

LETTERS: Final = re.compile(r"[^\W\d_]+")
# Most questions are asked with the same few hundred words.
_KEPT_WORDS: Final = 10_000
_MARKS: Final = re.compile(r"[\u0300-\u036f]")


class Form(msgspec.Struct, frozen=True):
    """A word of the passages, lower case, and how often it stands there."""

    word: str
    count: int


class _Bucket(msgspec.Struct, frozen=True, array_like=True):
    """The words of one length; three parallel tuples, sorted by the word without diacritics, then the word."""

    folded: tuple[str, ...]
    words: tuple[str, ...]
    counts: tuple[int, ...]

    def rows(self, prefix: str) -> range:
        """Return where the words begin with a folded prefix."""
        first = bisect_left(self.folded, prefix)
        return range(first, bisect_left(self.folded, prefix + chr(0x10FFFF), lo=first))

    def form(self, row: int) -> Form:
        return Form(self.words[row], self.counts[row])


class Vocabulary:
    """Lower-case words, runs of letters, with their counts."""

    def __init__(self, buckets: dict[int, _Bucket]) -> None:
        self._buckets = buckets
        self._looked_up = lru_cache(maxsize=_KEPT_WORDS)(self._look_up)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Vocabulary:
        """Count the words of texts."""
        counts = Counter(word for text in texts for word in LETTERS.findall(normalize(text).lower()))
        rows = sorted((len(key := folded(word)), key, word, count) for word, count in counts.items())
        columns = {length: list(zip(*found, strict=True)) for length, found in groupby(rows, key=itemgetter(0))}
        return cls({length: _Bucket(*parallel) for length, (_, *parallel) in columns.items()})

    @classmethod
    def from_bytes(cls, data: bytes) -> Vocabulary:
        """Restore a vocabulary from what ``to_bytes`` returned.

        Raises:
            msgspec.MsgspecError: the bytes are no vocabulary.
        """
        return cls(msgspec.json.decode(data, type=dict[int, _Bucket]))

    def to_bytes(self) -> bytes:
        """Return the vocabulary as JSON: by length, the folded words, the words and their counts, sorted."""
        return msgspec.json.encode(self._buckets)

    def count(self, word: str) -> int:
        """Return how often the passages hold a lower-case word."""
        return next((form.count for form in self.same_letters(word) if form.word == word), 0)

    def same_letters(self, word: str) -> tuple[Form, ...]:
        """Return the words that differ from a lower-case word in diacritics at most."""
        return self._looked_up(word)

    def _look_up(self, word: str) -> tuple[Form, ...]:
        key = folded(word)
        bucket = self._buckets.get(len(key))
        return tuple(bucket.form(row) for row in bucket.rows(key)) if bucket else ()

    def near(self, word: str, max_edits: int) -> list[tuple[Form, int]]:
        """Return the words within some edits of a lower-case word, and how many edits they are away.

        An edit leaves out, adds or replaces a letter or swaps two neighbours; each touches other letters (optimal
        string alignment). Diacritics are no edits. The first letter must agree: fewer than one misspelling in
        twenty is there (Pollock & Zamora 1984, doi:10.1145/358027.358048), and a 26th of the words is soon searched.
        """
        key = folded(word)
        found = []
        for length in range(len(key) - max_edits, len(key) + max_edits + 1):
            if bucket := self._buckets.get(length):
                rows = bucket.rows(key[:1])
                some = bucket.folded[rows.start : rows.stop]
                matches = extract(key, some, scorer=OSA.distance, score_cutoff=max_edits, limit=None)
                found += [(bucket.form(rows.start + row), int(edits)) for _, edits, row in matches]
        return found


@lru_cache(maxsize=10_000)
def folded(word: str) -> str:
    """Return a word without its diacritics: a for å and ä, o for ö, e for é."""
    return word if word.isascii() else _MARKS.sub("", unicodedata.normalize("NFD", word))
