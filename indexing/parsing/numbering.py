"""Numbered headings and list items, told apart from prose by their place in a sequence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_HEADING = re.compile(r"(?P<number>[1-9]\d?(?:\.[1-9]\d?){0,5})(?P<stop>\.?) (?P<title>\S.*)")
_ITEM = re.compile(r"(?P<number>[1-9]\d{0,2})[.)] (?=\S)")
_LEADERS = re.compile(r"\.{3,}|(?:\. ){3,}|…")
_LONGEST_HEADING = 160
_LONGEST_CAPITAL_HEADING = 100
_FEWEST_CHAPTERS = 2
_LONG_WORD = re.compile(r"[^\W\d_]{4}")

SectionNumber = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """A line that begins with a number.

    Attributes:
        number: as printed, without a final full stop.
        body: offset in the line's text at which the number and its space end.
    """

    number: str
    body: int


def match_heading(text: str, chapters_have_stop: bool = False) -> NumberedLine | None:
    """Return the section number of a line that looks like a numbered heading, or None.

    A heading has a title in capital first letter that ends in no full stop, comma, colon or semicolon, and no dot
    leaders.

    Args:
        text: the line.
        chapters_have_stop: a number of one level stands with a full stop ("3. Vård"); otherwise such a number is a
            list item's.

    Returns:
        The number and where the title begins, or None.
    """
    match = _HEADING.fullmatch(text) if len(text) <= _LONGEST_HEADING else None
    if match is None or (match["stop"] and "." not in match["number"] and not chapters_have_stop):
        return None
    title = match["title"]
    if not title[0].isupper() or title[-1] in ".,:;-" or _LEADERS.search(title):
        return None
    return NumberedLine(match["number"], match.start("title"))


def is_capital_heading(text: str) -> bool:
    """Tell whether the line looks like a heading in capitals: it has a word of four letters and no stop or comma."""
    return (
        len(text) <= _LONGEST_CAPITAL_HEADING
        and text.isupper()
        and text[-1] not in ".,;"
        and _LONG_WORD.search(text) is not None
    )


def have_stop(texts: Iterable[str]) -> bool:
    """Tell whether the document writes its chapters' numbers with a full stop ("3. Vård", then "3.1 Primärvård").

    Args:
        texts: the lines, tables of contents left out.

    Returns:
        Whether at least two chapters that have sections below them are numbered so and in no other way.
    """
    plain: set[str] = set()
    stopped: set[str] = set()
    parents: set[str] = set()
    for text in texts:
        found = match_heading(text, chapters_have_stop=True)
        if found is None:
            continue
        parent, *below = found.number.split(".")
        if below:
            parents.add(parent)
        elif match_heading(text) is None:
            stopped.add(parent)
        else:
            plain.add(parent)
    return len((stopped & parents) - plain) >= _FEWEST_CHAPTERS


def match_item(text: str) -> NumberedLine | None:
    """Return the number of a line that looks like the first of a list item ("20. Vård ska ges"), or None."""
    match = _ITEM.match(text)
    if match is None or _LEADERS.search(text[:_LONGEST_HEADING]):
        return None
    return NumberedLine(match["number"], match.end())


def section_number(printed: str) -> SectionNumber:
    """Return ``"4.3.1"`` as ``(4, 3, 1)``."""
    return tuple(int(part) for part in printed.split("."))


class SectionSequence:
    """Which section number may come next."""

    def __init__(self) -> None:
        self.current: SectionNumber = ()

    def admits(self, number: SectionNumber, at_document_start: bool) -> bool:
        """Tell whether ``number`` can be the next heading's.

        It can when it is the first below the current one, or the next on the level of the current one or of one of
        its ancestors. The first of all is 1, or any number of one level when the document begins with it (an
        extract).
        """
        if not self.current:
            return len(number) == 1 and (number == (1,) or at_document_start)
        if number == (*self.current, 1):
            return True
        depth = len(number)
        return depth <= len(self.current) and number == (*self.current[: depth - 1], self.current[depth - 1] + 1)

    def advance(self, number: SectionNumber) -> None:
        """Take ``number`` as the current heading's."""
        self.current = number
