"""Footnote markers: numbers glued to the word or full stop before them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from indexing.parsing.lines import Line
from indexing.parsing.mapped import MappedTextBuilder
from indexing.records import Artefact, ArtefactKind, Span

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_DIGITS = str.maketrans(_SUPERSCRIPTS, "0123456789")
_MARKER = re.compile(
    rf"(?:(?<=[.!?”’»\")])|(?<=[^\d\s][,;:])|(?<=[^\W\d_A-ZÅÄÖ]{{2}}))(?P<digits>[1-9]\d{{0,2}})(?=$|[\s.,;:)])"
    rf"|(?<=\S)(?P<superscript>[{_SUPERSCRIPTS}]{{1,3}})"
)
_LEADING_NUMBER = re.compile(r"\d+(?:\.\d+)*\.?(?!\w)")


@dataclass(frozen=True, slots=True, order=True)
class Marker:
    """A number that may refer to a footnote.

    Attributes:
        line: index of its line.
        start: first code point in the line's text.
        end: one past the last.
        number: the note it would refer to.
        rank: 0 for a usual marker, 1 for one that could as well be the decimals of a number ("2027.13").
    """

    line: int
    start: int
    end: int
    number: int
    rank: int


class Markers:
    """All possible markers of a document, by number and rank."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._found: defaultdict[tuple[int, int], list[Marker]] = defaultdict(list)
        self._excluded: set[int] = set()
        for index, line in enumerate(lines):
            number_ends = _leading_number_end(line.text)
            for match in _MARKER.finditer(line.text, number_ends):
                marker = _marker(index, line.text, match)
                self._found[marker.number, marker.rank].append(marker)

    def exclude(self, lines: Iterable[int]) -> None:
        """Do not take markers from these lines: they are footnotes themselves."""
        self._excluded.update(lines)

    def last_between(self, number: int, after: Marker, before: Marker, most_rank: int = 1) -> Marker | None:
        """Return the last marker of ``number`` that stands between two others, a usual one if there is any."""
        for rank in range(most_rank + 1):
            markers = self._found.get((number, rank), [])
            index = bisect_left(markers, before) - 1
            while index >= 0 and markers[index].line in self._excluded:
                index -= 1
            if index >= 0 and markers[index] > after:
                return markers[index]
        return None


def _leading_number_end(text: str) -> int:
    """Return where the number ends that the line begins with: no part of "4.1" in "4.1 Vård" is a marker."""
    match = _LEADING_NUMBER.match(text)
    return 0 if match is None else match.end()


def _marker(index: int, text: str, match: re.Match[str]) -> Marker:
    digits = match["digits"] or match["superscript"].translate(_TO_DIGITS)
    decimal = text[max(match.start() - 2, 0) : match.start()]
    rank = int(len(decimal) == 2 and decimal[0].isdigit() and decimal[1] == "." and match["superscript"] is None)
    return Marker(index, match.start(), match.end(), int(digits), rank)


def remove_markers(source: str, line: Line, markers: Collection[Marker]) -> tuple[Line, list[Artefact]]:
    """Take markers out of a line.

    Args:
        source: the decoded source file.
        line: the line.
        markers: the markers in it.

    Returns:
        The line without them, and the removed markers.
    """
    builder = MappedTextBuilder()
    artefacts: list[Artefact] = []
    position = 0
    for marker in sorted(markers):
        builder.add(line.content.slice(position, marker.start))
        artefacts.append(marker_artefact(source, line.content.slice(marker.start, marker.end).source_span()))
        position = marker.end
    builder.add(line.content.slice(position, len(line.text)))
    return replace(line, content=builder.build()), artefacts


def marker_artefact(source: str, span: Span) -> Artefact:
    """Return the number of a footnote, in the text or before the note, as an artefact."""
    return Artefact(ArtefactKind.FOOTNOTE_MARKER, span, source[span.start : span.end])
