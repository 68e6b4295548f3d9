"""Tables of contents: headings that stand one after another with nothing between them.

Their lines look like headings and count like headings; taken for such, they would use up the numbers of the real ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from indexing.parsing.lines import Line
from indexing.parsing.numbering import is_capital_heading, match_heading, match_item, section_number
from indexing.parsing.sentences import ends_clause

_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}")
_NUMBER = re.compile(r"^\d+(?:\.\d+)*\.? ")
_PAGE = re.compile(r"[\s.…]*\d{0,3}$")
_FEWEST_LINES = 4
_FEWEST_EMPTY_SECTIONS = 3
_LONGEST_TITLE = 160


def find_contents(lines: Sequence[Line]) -> set[int]:
    """Find the lines of tables of contents.

    A run of heading-like lines is one when half of them come again further down, when it holds several sections without
    any text, or when half of them have dot leaders.

    Args:
        lines: the document's lines, footnotes and furniture taken out.

    Returns:
        Indices of the lines.
    """
    counts = Counter(_title(line.text) for line in lines if len(line.text) <= _LONGEST_TITLE)
    found: set[int] = set()
    for run in _runs(lines):
        if _is_contents([lines[index].text for index in run], counts):
            found.update(range(run[0], run[-1] + 1))
    return found


def _runs(lines: Sequence[Line]) -> list[list[int]]:
    """Group heading-like lines; one line between two of them may be the rest of a long title.

    A title that comes again begins a new group: it is the first real heading after the table.
    """
    runs: list[list[int]] = []
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if not _is_title(line.text):
            continue
        gap = index - runs[-1][-1] if runs else 0
        title = _title(line.text)
        if title not in seen and (gap == 1 or (gap == 2 and not ends_clause(lines[index - 1].text))):
            runs[-1].append(index)
            seen.add(title)
        else:
            runs.append([index])
            seen = {title}
    return [run for run in runs if len(run) >= _FEWEST_LINES]


def _is_title(text: str) -> bool:
    if len(text) > _LONGEST_TITLE:
        return False
    if _LEADERS.search(text) is not None:
        return True
    heading_like = match_heading(text) or match_item(text) or is_capital_heading(text)
    return bool(heading_like) and text[-1] not in ".:;"


def _title(text: str) -> str:
    """Return the title without its number and page number: headings further down may lack either."""
    return _NUMBER.sub("", _PAGE.sub("", text)).casefold()


def _is_contents(texts: Sequence[str], counts: Counter[str]) -> bool:
    leaders = sum(_LEADERS.search(text) is not None for text in texts)
    again = sum(counts[_title(text)] > 1 for text in texts)
    return 2 * max(leaders, again) >= len(texts) or _count_empty_sections(texts) >= _FEWEST_EMPTY_SECTIONS


def _count_empty_sections(texts: Sequence[str]) -> int:
    numbers = [section_number(found.number) for text in texts if (found := match_heading(text)) is not None]
    return sum(len(number) > 1 and following[: len(number)] != number for number, following in pairwise(numbers))
