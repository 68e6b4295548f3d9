"""The title at a document's start."""

from __future__ import annotations

from collections.abc import Sequence

from indexing.parsing.lines import Gap, Line
from indexing.parsing.numbering import match_heading, match_item
from indexing.parsing.sentences import ends_clause
from indexing.records import DocumentMeta

_MOST_LINES = 4
_MOST_CHARACTERS = 250


def count_title_lines(lines: Sequence[Line], meta: DocumentMeta, double_spaced: bool) -> int:
    """Count the lines at the start that are the document's title.

    They are when they read as the manifest's title, or when they are a short first block that is set apart, ends no
    sentence and has no number. A document whose title the manifest only describes shows none.

    Args:
        lines: the document's lines.
        meta: what the manifest says of it.
        double_spaced: an empty line stands after every visual line.

    Returns:
        0 to 4.
    """
    if meta.title_is_descriptive:
        return 0
    title = _folded(meta.title)
    for count in range(1, min(_MOST_LINES, len(lines)) + 1):
        block = lines[:count]
        if _folded(" ".join(line.text for line in block)) == title:
            return count
    return 0 if double_spaced else _first_block(lines)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _first_block(lines: Sequence[Line]) -> int:
    count = 1
    while count < len(lines) and lines[count].gap is Gap.NONE and count <= _MOST_LINES:
        count += 1
    block = lines[:count]
    if not count < len(lines) or count > _MOST_LINES or sum(len(line.text) for line in block) > _MOST_CHARACTERS:
        return 0
    numbered = any(match_heading(line.text) or match_item(line.text) for line in block)
    return 0 if numbered or ends_clause(block[-1].text) or lines[count].text[0].islower() else count
