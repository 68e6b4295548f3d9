"""Addresses of quotes that go on working when the index is built anew.

An address carries where the quote stood and the quote's own first and last words. Where a document has changed, the
words are looked for, nearest to the old place first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote as percent
from urllib.parse import urlencode

from indexing.records import Document, Passage, Span

# Words of a quote that its address carries: enough to tell it from the rest of a document.
HEAD_WORDS: Final = 8
TAIL_WORDS: Final = 4
ELLIPSIS: Final = "…"
# How much longer a quote may have become for its first and last words still to be taken for its ends.
_GROWTH: Final = 1.5
_LONGEST_EXCERPT: Final = 400


class Outcome(StrEnum):
    """What became of the place that an address names."""

    NONE = "none"
    SAME = "same"
    MOVED = "moved"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document, as an address names it.

    Attributes:
        start: first code point, or None.
        end: one past the last, or None.
        passage_id: the passage that it lies in, or None.
        excerpt: the quote's first and last words, or None.
    """

    start: int | None = None
    end: int | None = None
    passage_id: str | None = None
    excerpt: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What an address leads to now: a span of the document's text, if there is one, and what became of it."""

    outcome: Outcome
    span: Span | None = None


def excerpt_of(quote: str) -> str:
    """Return a quote's first and last words; all of them when it is short."""
    words = quote.split()
    if len(words) <= HEAD_WORDS + TAIL_WORDS:
        return " ".join(words)
    return f"{' '.join(words[:HEAD_WORDS])} {ELLIPSIS} {' '.join(words[-TAIL_WORDS:])}"


def permalink(passage: Passage, span: Span, quote: str, root: str, extra: Iterable[tuple[str, str]] = ()) -> str:
    """Return the address at which a quote is read in its document.

    Args:
        passage: the passage that the quote lies in.
        span: where the quote stands in the document's text.
        quote: the quote.
        root: what stands before every path.
        extra: further parameters.
    """
    place = (("passage", passage.passage_id), ("start", span.start), ("end", span.end), ("quote", excerpt_of(quote)))
    return f"{root}/documents/{percent(passage.document_id, safe='')}?{urlencode((*place, *extra))}#hit"


def locate(document: Document, place: Place, passage: Passage | None) -> Found:
    """Find what an address names.

    Args:
        document: the document as it is now.
        place: what the address says.
        passage: the passage of the place's id, where the document still has it.

    Returns:
        The place itself where it still holds the quote; else the quote where it stands now; else that it is lost.
        Without an excerpt, the offsets, or else the passage.
    """
    named = _span(document, place)
    if place.excerpt:
        return _locate_excerpt(document.text, place.excerpt, named, passage)
    if place.passage_id:
        return _locate_in(passage, named)
    return Found(Outcome.SAME, named) if named else Found(Outcome.NONE)


def _locate_in(passage: Passage | None, named: Span | None) -> Found:
    """Find a place by its passage, whose id is a digest of its text: one that is gone was changed."""
    if passage is None:
        return Found(Outcome.LOST)
    whole = Span(passage.start, passage.end)
    if named is None:
        return Found(Outcome.SAME, whole)
    is_within = whole.start <= named.start and named.end <= whole.end
    return Found(Outcome.SAME, named) if is_within else Found(Outcome.MOVED, whole)


def _locate_excerpt(text: str, excerpt: str, named: Span | None, passage: Passage | None) -> Found:
    shown = text[named.start : named.end] if named else ""
    if named is not None and excerpt_of(shown) == " ".join(excerpt.split()):
        return Found(Outcome.SAME, named)
    length = named.end - named.start if named else len(excerpt)
    near = named.start if named else passage.start if passage else 0
    spans = _occurrences(text, excerpt, length)
    if not spans:
        return Found(Outcome.LOST)
    return Found(Outcome.MOVED, min(spans, key=lambda span: (abs(span.start - near), span.start)))


def _occurrences(text: str, excerpt: str, length: int) -> list[Span]:
    """Return where the text has the excerpt's first words with its last words not much later than they were."""
    head, _, tail = (part.split() for part in excerpt[:_LONGEST_EXCERPT].partition(ELLIPSIS))
    if not head:
        return []
    begins = _words_pattern(head).finditer(text)
    if not tail:
        return [Span(*match.span()) for match in begins]
    ending, reach = _words_pattern(tail), int(length * _GROWTH)
    found = ((match.start(), ending.search(text, match.end(), match.start() + reach)) for match in begins)
    return [Span(start, end.end()) for start, end in found if end]


def _words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)


def _span(document: Document, place: Place) -> Span | None:
    """Return the offsets as a span, if they are one of the document's text."""
    if place.start is None or place.end is None or not 0 <= place.start < place.end <= len(document.text):
        return None
    return Span(place.start, place.end)
