"""The source file as visual lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import IntEnum

from indexing.parsing.cleaning import clean
from indexing.parsing.mapped import MappedText
from indexing.records import Artefact

_LINE_END = re.compile(r"\r\n|[\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029]")


class Gap(IntEnum):
    """What stands between a line and the line before it; a greater gap says more."""

    NONE = 0
    EMPTY = 1
    WIDE = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A visual line with text on it.

    Attributes:
        content: its repaired text, never empty.
        gap: NONE directly after the line before, EMPTY after one empty line, WIDE after several or one of spaces.
        indent: white space characters before the text.
        starts_page: the line is the first of a page, so the gap before it says nothing.
        ends_in_soft_hyphen: the line broke a word at a soft hyphen.
    """

    content: MappedText
    gap: Gap
    indent: int
    starts_page: bool
    ends_in_soft_hyphen: bool

    @property
    def text(self) -> str:
        """The line's repaired text."""
        return self.content.text


def split_lines(source: str) -> tuple[list[Line], list[Artefact]]:
    """Split a source file into its lines with text.

    Args:
        source: the decoded source file.

    Returns:
        The lines, and the artefacts of repairing them, both in order of the source.
    """
    lines: list[Line] = []
    artefacts: list[Artefact] = []
    blanks, new_page = Gap.NONE, False
    for start, end, breaks_page in _bounds(source):
        cleaned = clean(source, start, end)
        artefacts.extend(cleaned.artefacts)
        if cleaned.content.text:
            indent = cleaned.content.source_span().start - start
            lines.append(Line(cleaned.content, blanks, indent, new_page, cleaned.ends_in_soft_hyphen))
            blanks, new_page = Gap.NONE, False
        else:
            blanks = Gap.EMPTY if blanks is Gap.NONE and end == start else Gap.WIDE
        new_page = new_page or breaks_page
    return lines, artefacts


def _bounds(source: str) -> list[tuple[int, int, bool]]:
    """Start and end of every line, and whether a form feed ends it."""
    bounds: list[tuple[int, int, bool]] = []
    start = 0
    for line_end in _LINE_END.finditer(source):
        bounds.append((start, line_end.start(), line_end[0] == "\f"))
        start = line_end.end()
    bounds.append((start, len(source), False))
    return bounds


def mark_page_starts(lines: list[Line]) -> list[Line]:
    """Find pages that begin without a form feed: an unusual indent on a line directly below another.

    Extraction leaves the page break as such a space. When many lines look like that, it is how the text is set.
    """
    if not lines:
        return lines
    usual = Counter(line.indent for line in lines).most_common(1)[0][0]
    suspects = {i for i, line in enumerate(lines) if i and line.gap is Gap.NONE and line.indent not in {0, usual}}
    if not suspects or len(suspects) > max(1, len(lines) // 10):
        return lines
    return [replace(line, starts_page=True) if i in suspects else line for i, line in enumerate(lines)]
