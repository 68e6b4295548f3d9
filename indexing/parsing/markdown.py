"""Parser for Markdown (CommonMark with tables): what is marked needs no guessing.

The library ``markdown-it-py`` reads the structure but not where in the file each word stands. Its words come in the
file's order, so each is looked for behind the one before; what stands between them is markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexing.normalization import is_normalized
from indexing.parsing.assembling import assemble, paragraph_spans
from indexing.parsing.blocks import BlockKind
from indexing.parsing.cleaning import clean, normalised
from indexing.parsing.decoding import decode
from indexing.parsing.joining import Joiner
from indexing.parsing.lines import Gap, Line
from indexing.parsing.mapped import MappedTextBuilder
from indexing.parsing.numbering import match_heading
from indexing.parsing.paragraphs import Block
from indexing.parsing.tree import build_tree
from indexing.records import Artefact, ArtefactKind, Document, DocumentMeta, SourceMap, Span

# HTML is text to us, and entities stay as they are written: every character of the file keeps its place.
_READER: Final = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["text_join", "entity"])
_LINE_BREAK: Final = re.compile(r"\r\n?|\n")
_BREAKS: Final = frozenset({"softbreak", "hardbreak"})
_CELLS: Final = frozenset({"th_open", "td_open"})
_VERBATIM: Final = frozenset({"fence", "code_block"})
_BLOCK_ENDS: Final = frozenset({"heading_close", "paragraph_close", "list_item_close", "tr_close"}) | _VERBATIM


def parse_markdown(data: bytes, meta: DocumentMeta) -> Document:
    """Parse Markdown.

    Args:
        data: the file's bytes.
        meta: what the manifest says of it.

    Returns:
        The document, without footnotes. Every non-space character of the file is in its text or an artefact.

    Raises:
        ParsingError: the file is empty, binary or not UTF-8.
    """
    source = decode(data, meta.file)
    reading = _Reading(source)
    blocks = _with_title(list(reading.blocks()), meta)
    joiner = Joiner([line for block in blocks for line in block.lines])
    text, placed, hyphens = assemble(blocks, joiner)
    return Document(
        meta=meta,
        text=text.text,
        root=build_tree(text.text, placed),
        paragraphs=paragraph_spans(placed),
        footnotes=(),
        source_map=SourceMap(text.runs),
        artefacts=tuple(sorted([*reading.artefacts, *hyphens], key=lambda artefact: artefact.source)),
    )


def _with_title(blocks: list[Block], meta: DocumentMeta) -> list[Block]:
    """Make the first heading the title, where it is the only one of its level and a title is shown at all."""
    if not blocks or blocks[0].level is None or meta.title_is_descriptive:
        return blocks
    first = blocks[0]
    if [block.level for block in blocks].count(first.level) > 1:
        return blocks
    return [Block(BlockKind.TITLE, first.lines, None, 0), *blocks[1:]]


@dataclass(slots=True)
class _Frame:
    """What the words that come next belong to.

    Attributes:
        kind: of the block.
        level: of a heading, 1 to 6; else None.
        lines: its lines so far.
        mark: what a point or a proposal begins with ("1."); else empty.
    """

    kind: BlockKind = BlockKind.TEXT
    level: int | None = None
    lines: list[Line] = field(default_factory=list)
    mark: str = ""


class _Reading:
    """One pass over a file: its tokens and, side by side, its characters."""

    def __init__(self, source: str) -> None:
        self._source = source
        start = 1 if source.startswith("\ufeff") else 0  # a byte order mark would hide a heading behind it
        self._tokens = _READER.parse(source[start:])
        self._line_starts = [start, *(found.end() for found in _LINE_BREAK.finditer(source, start)), len(source)]
        self._position = 0
        self._limit = len(source)
        self._line = _LineMaker(source)
        self._lists = 0
        self.artefacts = self._line.artefacts

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks; afterwards ``artefacts`` is complete."""
        frame = _Frame()
        for token in self._tokens:
            if token.map is not None:
                self._limit = self._line_starts[min(token.map[1], len(self._line_starts) - 1)]
            if token.type == "heading_open":
                frame = _Frame(BlockKind.CAPITAL_HEADING, int(token.tag[1:]))
            elif token.type == "list_item_open":
                frame = self._item(token)
            elif token.type in {"ordered_list_open", "bullet_list_open"}:
                self._lists += 1
            elif token.type in {"ordered_list_close", "bullet_list_close"}:
                self._lists -= 1
            elif token.type == "inline" or token.type in _VERBATIM:
                self._read(token, frame)
            elif token.type in _CELLS and self._line.has_text:
                self._line.add_plain(" ")
                self._find("|")
                self._line.add_plain(" ")
            if token.type in _BLOCK_ENDS:
                yield from self._closed(frame)
                frame = _Frame()
        self._skip_to(len(self._source))

    def _item(self, token: Token) -> _Frame:
        """Begin a list item with its mark; those of the outermost numbered lists are points or proposals."""
        mark = f"{token.info}{token.markup}"
        self._find(mark)
        self._line.add_plain(" ")
        is_point = bool(token.info) and self._lists == 1
        return _Frame(mark=mark) if is_point else _Frame()

    def _read(self, token: Token, frame: _Frame) -> None:
        if token.type in _VERBATIM:
            for line in token.content.splitlines():
                self._place(line.strip())
                self._end_line(frame)
            return
        for child in token.children or ():
            if child.type in _BREAKS:
                self._end_line(frame)
            elif child.type == "text_special":
                self._find(child.content)
            elif child.type == "link_close":
                self._skip_destination()
            else:
                self._place(child.content)

    def _place(self, text: str) -> None:
        """Add words to the line: as they stand, or one by one where the file breaks them otherwise."""
        if not self._find(text):
            for word in text.split():
                self._find(word)
                self._line.add_plain(" ")

    def _find(self, text: str) -> bool:
        if not text:
            return True
        start = self._source.find(text, self._position, self._limit)
        if start < 0:
            return False
        self._skip_to(start)
        self._position = start + len(text)
        self._line.add(start, self._position)
        return True

    def _skip_to(self, end: int) -> None:
        """Note as markup what stands before the next words."""
        for found in re.finditer(r"\S+", self._source[self._position : end]):
            start = self._position + found.start()
            self.artefacts.append(Artefact(ArtefactKind.MARKUP, Span(start, start + len(found[0])), found[0]))
        self._position = max(self._position, end)

    def _skip_destination(self) -> None:
        """Pass by a link's address, so that its words are not taken for those of the text after it."""
        if not self._source.startswith("](", self._position):
            return
        found = _READER.helpers.parseLinkDestination(self._source, self._position + 2, self._limit)
        closing = self._source.find(")", found.pos if found.ok else self._position, self._limit)
        if closing >= 0:
            self._skip_to(closing + 1)

    def _end_line(self, frame: _Frame) -> None:
        line = self._line.end()
        if line.text:
            frame.lines.append(line)

    def _closed(self, frame: _Frame) -> Iterator[Block]:
        self._end_line(frame)
        if not frame.lines:
            return
        first, lines = frame.lines[0].text, tuple(frame.lines)
        if frame.level is not None and (found := match_heading(first, chapters_have_stop=True)):
            yield Block(BlockKind.NUMBERED_HEADING, lines, found.number, found.body, frame.level)
        elif frame.mark and first.startswith(f"{frame.mark} "):
            number = frame.mark[:-1].lstrip("0") or "0"
            yield Block(BlockKind.ITEM, lines, number, len(frame.mark) + 1)
        else:
            yield Block(frame.kind, lines, None, 0, frame.level)


class _LineMaker:
    """Puts a line together from stretches of the file."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._start = self._end = 0
        self._builder = MappedTextBuilder()
        self._before = ""
        self._ends_in_soft_hyphen = False
        self.artefacts: list[Artefact] = []

    @property
    def has_text(self) -> bool:
        return self._builder.length > 0 or self._end > self._start

    def add(self, start: int, end: int) -> None:
        """Add a stretch; it is one with the stretch before when nothing stands between them."""
        if start != self._end:
            self._settle()
            self._start = start
        self._end = end

    def add_plain(self, text: str) -> None:
        self._settle()
        if text:
            self._builder.add_plain(text)
            self._before = text[-1]

    def end(self) -> Line:
        self._settle()
        content = normalised(self._builder.build())
        line = Line(content, Gap.EMPTY, 0, starts_page=False, ends_in_soft_hyphen=self._ends_in_soft_hyphen)
        self._builder, self._before, self._ends_in_soft_hyphen = MappedTextBuilder(), "", False
        return line

    def _settle(self) -> None:
        start, end = self._start, self._end
        self._start = self._end
        if start == end:
            return
        raw = self._source[start:end]
        cleaned = clean(self._source, start, end)
        if raw[0].isspace() or not is_normalized(self._before + raw[0]):
            self._builder.add_plain(" ")  # an accent behind markup does not belong to the letter before it
        self._builder.add(cleaned.content)
        self._builder.add_plain(" " if raw[-1].isspace() else "")
        self._before = raw[-1]
        self._ends_in_soft_hyphen = cleaned.ends_in_soft_hyphen
        self.artefacts.extend(cleaned.artefacts)
