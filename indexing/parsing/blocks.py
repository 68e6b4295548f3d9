"""What each line begins: a heading, a list item, a signature or text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from indexing.parsing.contents import find_contents
from indexing.parsing.layout import Measure
from indexing.parsing.lines import Gap, Line
from indexing.parsing.numbering import (
    SectionSequence,
    have_stop,
    is_capital_heading,
    match_heading,
    match_item,
    section_number,
)
from indexing.parsing.sentences import can_begin_sentence, ends_clause

_LONGEST_SIGNATURE = 100
_MOST_HEADING_LINES = 3
_SIGNATURE = re.compile(r"[^\W\d_][\w.'’-]*(?: [\w.'’-]+){1,5} \((?:S|M|SD|C|V|KD|MP|L|-)\)")


class BlockKind(Enum):
    """What a block of lines is."""

    TITLE = auto()
    CAPITAL_HEADING = auto()
    NUMBERED_HEADING = auto()
    ITEM = auto()
    TEXT = auto()
    SIGNATURE = auto()


HEADINGS = frozenset({BlockKind.CAPITAL_HEADING, BlockKind.NUMBERED_HEADING})


@dataclass(frozen=True, slots=True)
class Role:
    """What a line does.

    Attributes:
        kind: of the block that the line belongs to.
        begins: the line surely begins a block; for TEXT, layout decides.
        number: the number it begins with, or None.
        body: offset in the line's text after that number.
    """

    kind: BlockKind
    begins: bool
    number: str | None = None
    body: int = 0


_TEXT = Role(BlockKind.TEXT, begins=False)


class RoleFinder:
    """Reads the lines once, following the sequences of sections and of list items.

    Args:
        lines: the document's lines, footnotes and furniture taken out.
        double_spaced: an empty line stands after every visual line.
        width: of the text block.
        title_lines: how many lines at the start are the title.
    """

    def __init__(self, lines: Sequence[Line], double_spaced: bool, width: Measure, title_lines: int) -> None:
        self._lines = lines
        self._double_spaced = double_spaced
        self._width = width
        self._title_lines = title_lines
        self._sections = SectionSequence()
        self._item = 0
        self._has_items = False
        self._roles: list[Role] = []
        self._contents = find_contents(lines)
        self._chapters_have_stop = have_stop(
            line.text for index, line in enumerate(lines) if index not in self._contents
        )
        self._item_numbers = {found.number for line in lines if (found := match_item(line.text)) is not None}
        self._first_signature = len(lines) - _count_signatures(lines)

    def find(self) -> list[Role]:
        """Return the role of every line."""
        for index in range(len(self._lines)):
            self._roles.append(self._role(index))
        return self._roles

    def _role(self, index: int) -> Role:
        if index < self._title_lines:
            return Role(BlockKind.TITLE, begins=index == 0)
        if index >= self._first_signature:
            return Role(BlockKind.SIGNATURE, begins=True)
        if index in self._contents:
            return Role(BlockKind.TEXT, begins=True)
        continued = self._continued_heading(index)
        if continued is not None:
            return continued
        if not self._follows_break(index):
            return _TEXT
        return self._numbered_heading(index) or self._capital_heading(index) or self._new_item(index) or _TEXT

    def _follows_break(self, index: int) -> bool:
        """Tell whether something new can begin at the line: nothing before it is left open."""
        if index == 0 or self._roles[index - 1].kind not in {BlockKind.TEXT, BlockKind.ITEM}:
            return True
        before, line = self._lines[index - 1], self._lines[index]
        if ends_clause(before.text) or self._width.has_room(before.text, line.text):
            return True
        telling = Gap.WIDE if self._double_spaced else Gap.EMPTY
        return line.gap >= telling and not line.starts_page

    def _numbered_heading(self, index: int) -> Role | None:
        found = match_heading(self._lines[index].text, self._chapters_have_stop)
        if found is None:
            return None
        number = section_number(found.number)
        if not self._sections.admits(number, index == self._title_lines):
            return None
        self._sections.advance(number)
        self._item = 0
        return Role(BlockKind.NUMBERED_HEADING, True, found.number, found.body)

    def _capital_heading(self, index: int) -> Role | None:
        text = self._lines[index].text
        if not is_capital_heading(text):
            return None
        following = self._lines[index + 1].text if index + 1 < len(self._lines) else ""
        return Role(BlockKind.CAPITAL_HEADING, True) if following and can_begin_sentence(following) else None

    def _continued_heading(self, index: int) -> Role | None:
        """Return the heading's role when the line is the rest of a heading that did not fit on one line."""
        before = self._roles[index - 1] if index else _TEXT
        if before.kind not in HEADINGS:
            return None
        line, heading = self._lines[index], self._lines[index - 1]
        if index >= _MOST_HEADING_LINES and self._roles[index - _MOST_HEADING_LINES + 1].kind is before.kind:
            return None
        if line.gap is Gap.WIDE or (line.gap is Gap.EMPTY and not self._double_spaced):
            return None
        if before.kind is BlockKind.CAPITAL_HEADING:
            continues = is_capital_heading(line.text)
        else:
            continues = line.text[0].islower() and self._may_continue(heading.text, line.text)
        return Role(before.kind, begins=False) if continues else None

    def _may_continue(self, heading: str, text: str) -> bool:
        """Tell whether a line in lower case is a heading's: the heading was full, or the line is as short as one."""
        if not self._width.has_room(heading, text):
            return True
        return len(text) <= len(heading) and text[-1] not in ".,:;"

    def _new_item(self, index: int) -> Role | None:
        found = match_item(self._lines[index].text)
        if found is None or not self._is_next_item(int(found.number)):
            return None
        self._item = int(found.number)
        self._has_items = True
        return Role(BlockKind.ITEM, True, found.number, found.body)

    def _is_next_item(self, number: int) -> bool:
        if number in {1, self._item + 1}:
            return True
        return not self._has_items and str(number + 1) in self._item_numbers


def _count_signatures(lines: Sequence[Line]) -> int:
    """Count the lines at the document's end that are signers' names with their parties."""
    count = 0
    for line in reversed(lines):
        if len(line.text) > _LONGEST_SIGNATURE or _SIGNATURE.fullmatch(line.text) is None:
            break
        count += 1
    return count
