"""Placed blocks become the section tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexing.parsing.assembling import PlacedBlock
from indexing.parsing.blocks import HEADINGS, BlockKind
from indexing.parsing.formulas import PROPOSALS_HEADING
from indexing.records import Section, SectionKind

_CAPITAL_LEVEL = 1
_LEAF_LEVEL = 100


@dataclass(slots=True)
class _Node:
    kind: SectionKind
    level: int
    number: str | None
    heading: str | None
    start: int
    body_start: int
    end: int
    is_empty: bool = True
    children: list[_Node] = field(default_factory=list)

    def freeze(self) -> Section:
        children = tuple(child.freeze() for child in self.children)
        end = max([self.end, *(child.end for child in children)])
        return Section(self.kind, self.number, self.heading, self.start, self.body_start, end, children)


def build_tree(text: str, placed: Sequence[PlacedBlock]) -> Section:
    """Build the section tree.

    Args:
        text: the canonical text.
        placed: its blocks, in order.

    Returns:
        The root, of kind DOCUMENT, which spans the whole text.
    """
    builder = _TreeBuilder(text, placed)
    for index in range(len(placed)):
        builder.place(index)
    return builder.root.freeze()


class _TreeBuilder:
    def __init__(self, text: str, placed: Sequence[PlacedBlock]) -> None:
        self._text = text
        self._placed = placed
        self._item_follows = _flags_item_follows(placed)
        self._last_heading = max((at for at, block in enumerate(placed) if block.kind in HEADINGS), default=-1)
        self._long_items = False
        self.root = _Node(SectionKind.DOCUMENT, 0, None, None, 0, 0, len(text))
        self._open = [self.root]

    def place(self, index: int) -> None:
        """Put one block where it belongs."""
        block = self._placed[index]
        if block.kind is BlockKind.TITLE:
            self.root.heading, self.root.body_start = self._body(block), block.end
        elif block.kind in HEADINGS:
            self._place_heading(block)
        elif block.kind is BlockKind.ITEM:
            self._place_item(block)
        elif block.kind is BlockKind.SIGNATURE:
            self._open_node(
                _Node(SectionKind.SIGNATURE, _CAPITAL_LEVEL, None, None, block.start, block.start, block.end)
            )
        else:
            self._place_text(index)

    def _place_heading(self, block: PlacedBlock) -> None:
        level = block.level or _CAPITAL_LEVEL
        if block.level is None and block.number is not None:
            level += 1 + block.number.count(".")
        self._long_items = False
        node = _Node(SectionKind.SECTION, level, block.number, self._body(block), block.start, block.end, block.end)
        self._open_node(node)

    def _place_item(self, block: PlacedBlock) -> None:
        self._close(_LEAF_LEVEL)
        heading = self._open[-1].heading or ""
        is_proposal = heading.casefold().startswith(PROPOSALS_HEADING) and self._open[-1] is not self.root
        kind = SectionKind.PROPOSAL if is_proposal else SectionKind.POINT
        self._open_node(_Node(kind, _LEAF_LEVEL, block.number, None, block.start, block.body_start, block.end, False))

    def _place_text(self, index: int) -> None:
        block = self._placed[index]
        in_item = self._open[-1].kind in {SectionKind.POINT, SectionKind.PROPOSAL}
        if in_item and self._item_follows[index]:
            self._long_items = True
        elif in_item and not self._long_items:
            self._close(_LEAF_LEVEL)
        if self._begins_introduction(index):
            start = block.start
            self._open_node(_Node(SectionKind.INTRODUCTION, _LEAF_LEVEL, None, None, start, start, block.end, False))
        self._fill(block.start, block.end)

    def _begins_introduction(self, index: int) -> bool:
        if self._open[-1] is not self.root or self.root.children:
            return False
        return self._item_follows[index] or index < self._last_heading

    def _open_node(self, node: _Node) -> None:
        self._close(node.level)
        self._fill(node.start, node.end)
        self._open[-1].children.append(node)
        self._open.append(node)

    def _close(self, level: int) -> None:
        while self._open[-1].level >= level:
            self._open.pop()

    def _fill(self, start: int, end: int) -> None:
        """Note that the innermost open node holds ``start:end``."""
        node = self._open[-1]
        if node.is_empty:
            node.body_start, node.is_empty = start, False
        node.end = max(node.end, end)

    def _body(self, block: PlacedBlock) -> str:
        return self._text[block.body_start : block.end]


def _flags_item_follows(placed: Sequence[PlacedBlock]) -> list[bool]:
    """Tell for each block whether its list goes on: a next item comes before the next heading."""
    flags: list[bool] = []
    follows = False
    for block in reversed(placed):
        flags.append(follows)
        if block.kind is BlockKind.ITEM:
            follows = block.number != "1"
        elif block.kind is not BlockKind.TEXT:
            follows = False
    return flags[::-1]
