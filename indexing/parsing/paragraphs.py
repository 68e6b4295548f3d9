"""Where paragraphs end: lines with their roles become blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexing.parsing.blocks import BlockKind, Role
from indexing.parsing.formulas import begins_request, ends_request
from indexing.parsing.layout import common_measure, is_unwrapped, measure
from indexing.parsing.lines import Gap, Line
from indexing.parsing.sentences import begins_bullet, begins_dash_item, can_begin_sentence, ends_clause, ends_sentence

# A line that leaves a fifth of the width empty was not wrapped there.
_CLEARLY_SHORT = 0.8
_MOST_REQUEST_LINES = 9


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a heading, an item's first paragraph, a paragraph, a signature.

    Attributes:
        kind: what it is.
        lines: at least one.
        number: the number its first line begins with, or None.
        body: offset in the first line's text after that number.
        level: of a heading that is marked as one, from 1; None where its number tells, or nothing.
    """

    kind: BlockKind
    lines: tuple[Line, ...]
    number: str | None
    body: int
    level: int | None = None


def make_blocks(lines: Sequence[Line], roles: Sequence[Role], double_spaced: bool) -> list[Block]:
    """Group the lines into blocks.

    Args:
        lines: the document's lines, footnotes and furniture taken out.
        roles: one for each line.
        double_spaced: an empty line stands after every visual line.

    Returns:
        The blocks; each line is in exactly one.
    """
    breaks = _Breaks(lines, roles, double_spaced)
    starts = [index for index in range(len(lines)) if index == 0 or breaks.is_before(index)]
    return [_block(lines, roles, start, end) for start, end in pairwise([*starts, len(lines)])]


def _block(lines: Sequence[Line], roles: Sequence[Role], start: int, end: int) -> Block:
    role = roles[start]
    return Block(role.kind, tuple(lines[start:end]), role.number, role.body)


class _Breaks:
    """Decides for each line whether a block begins with it."""

    def __init__(self, lines: Sequence[Line], roles: Sequence[Role], double_spaced: bool) -> None:
        self._lines = lines
        self._roles = roles
        self._telling_gap = Gap.WIDE if double_spaced else Gap.EMPTY
        self._in_item = _flags_in_item(roles)
        common = common_measure(lines)
        self._widths = tuple(
            measure([line for line, flag in zip(lines, self._in_item, strict=True) if flag is in_item]) or common
            for in_item in (False, True)
        )

    def is_before(self, index: int) -> bool:
        before, role = self._roles[index - 1], self._roles[index]
        if role.begins:
            return True
        if role.kind is not BlockKind.TEXT:
            return False
        if before.kind not in {BlockKind.TEXT, BlockKind.ITEM}:
            return True
        return self._is_paragraph(index)

    def _is_paragraph(self, index: int) -> bool:
        before, line = self._lines[index - 1], self._lines[index]
        if before.ends_in_soft_hyphen or not can_begin_sentence(line.text):
            return False
        if begins_bullet(line.text):
            return True
        apart = line.gap >= self._telling_gap and not line.starts_page
        return self._after_sentence(index, apart) if ends_clause(before.text) else self._after_fragment(index, apart)

    def _after_sentence(self, index: int, apart: bool) -> bool:
        before, line = self._lines[index - 1].text, self._lines[index].text
        if apart or is_unwrapped(before) or begins_dash_item(line) or self._has_room(index - 1):
            return True
        return ends_sentence(before) and (self._borders_request(index) or self._is_indented(index))

    def _after_fragment(self, index: int, apart: bool) -> bool:
        """A line that ends no sentence ends a paragraph only when it is set apart or clearly short."""
        before, line = self._lines[index - 1], self._lines[index]
        if before.text[-1] in ",-\u2010–&/(":
            return False
        if apart and (line.gap is Gap.WIDE or self._has_room(index - 1)):
            return True
        return self._has_room(index - 1, _CLEARLY_SHORT)

    def _has_room(self, index: int, share: float = 1.0) -> bool:
        width = self._widths[self._in_item[index]]
        return width.has_room(self._lines[index].text, self._lines[index + 1].text, share)

    def _borders_request(self, index: int) -> bool:
        before = " ".join(line.text for line in self._lines[max(index - 2, 0) : index])
        after = " ".join(line.text for line in self._lines[index : index + _MOST_REQUEST_LINES])
        return ends_request(before) or begins_request(after)

    def _is_indented(self, index: int) -> bool:
        """Tell whether the line has room left although its sentence goes on: it was a paragraph's indented first."""
        if index + 1 == len(self._lines) or self._roles[index + 1].begins or ends_clause(self._lines[index].text):
            return False
        return self._lines[index + 1].text[0].islower() and self._has_room(index)


def _flags_in_item(roles: Sequence[Role]) -> list[bool]:
    flags: list[bool] = []
    inside = False
    for role in roles:
        if role.begins:
            inside = role.kind is BlockKind.ITEM
        flags.append(inside)
    return flags
