"""A document as a page: its text in blocks, its section tree as an outline, a quote highlighted.

Pure functions from records to views; the templates only place and escape what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Final

from indexing.records import Document, Footnote, Section, SectionKind, Span
from service.pages.catalogue import PageLanguage, Words

# What the outline shows of a point or a proposal, which have no heading of their own.
SNIPPET_CHARACTERS: Final = 60
TITLE_ANCHOR: Final = "titel"
# Two neighbours that begin alike may do so by chance.
MIN_SIBLINGS: Final = 3
_NUMBERED_KINDS: Final = {SectionKind.POINT: "punkt", SectionKind.PROPOSAL: "yrkande"}
_NAMED_KINDS: Final = {SectionKind.INTRODUCTION, SectionKind.SIGNATURE}
_SWEDISH: Final = Words(PageLanguage.SV)
_DEEPEST_HEADING: Final = 6


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text within a block.

    Attributes:
        text: verbatim.
        is_marked: it belongs to the highlighted quote.
        is_hit: it is where the quote begins.
        note: number of the footnote whose mark stands after the stretch, or None.
    """

    text: str
    is_marked: bool = False
    is_hit: bool = False
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph.

    Attributes:
        tag: HTML element.
        anchor: id on the page, or an empty string.
        number: the printed number of the point or proposal that begins here, or an empty string.
        segments: its text.
    """

    tag: str
    anchor: str
    number: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A line of the outline.

    Attributes:
        label: what the place is called.
        snippet: the first words of a place without a heading, or an empty string.
        anchor: id on the page.
        is_current: the highlighted quote lies here.
        children: the places within.
    """

    label: str
    snippet: str
    anchor: str
    is_current: bool
    children: tuple[OutlineEntry, ...]


@dataclass(frozen=True, slots=True)
class ReaderView:
    """All that the reader page shows of a document's text."""

    blocks: tuple[Block, ...]
    outline: tuple[OutlineEntry, ...]
    footnotes: tuple[Footnote, ...]


def build_view(document: Document, highlight: Span | None, words: Words = _SWEDISH) -> ReaderView:
    """Lay out a document.

    Args:
        document: the document.
        highlight: what to mark, within the text, or None.
        words: what places without a heading are called.

    Returns:
        The view.
    """
    anchors = _anchors(document.root)
    blocks = list(_blocks(document, highlight, anchors))
    outline = _entries(document.text, document.root.children, highlight, anchors, words)
    return ReaderView(tuple(_with_hit(blocks)), outline, document.footnotes)


# A section is known by where it and its body begin: a chapter may begin where its first point does.
Anchors = Mapping[tuple[int, int], str]


def _anchors(root: Section) -> Anchors:
    """Return an id for each section: its kind and number when these are unique, else its offset."""
    anchors: dict[tuple[int, int], str] = {}
    taken: set[str] = set()
    for section in list(root.walk())[1:]:
        name = f"{_NUMBERED_KINDS.get(section.kind, 'avsnitt')}-{section.number}" if section.number else ""
        unique = name if name and name not in taken else f"t{section.start}-{section.body_start}"
        taken.add(unique)
        anchors[_key(section)] = unique
    return anchors


def _key(section: Section) -> tuple[int, int]:
    return section.start, section.body_start


@dataclass(frozen=True, slots=True)
class _Layout:
    """What every block of a document's page is cut from.

    Attributes:
        text: the document's canonical text.
        highlight: what to mark, or None.
        notes: numbers of footnotes by the offset at which their marks stood.
    """

    text: str
    highlight: Span | None
    notes: Mapping[int, int]

    def block(self, tag: str, span: Span, anchor: str = "", number: str = "") -> Block:
        return Block(tag, anchor, number, self._segments(span))

    def _segments(self, span: Span) -> tuple[Segment, ...]:
        """Cut a span where the highlight begins and ends and where footnote marks stand."""
        borders = {self.highlight.start, self.highlight.end} if self.highlight else set()
        within = {offset for offset in borders | self.notes.keys() if span.start < offset < span.end}
        return tuple(
            Segment(self.text[start:end], is_marked=self._is_marked(start, end), note=self.notes.get(end))
            for start, end in pairwise(sorted({span.start, span.end} | within))
        )

    def _is_marked(self, start: int, end: int) -> bool:
        return self.highlight is not None and self.highlight.start <= start and end <= self.highlight.end


def _blocks(document: Document, highlight: Span | None, anchors: Anchors) -> Iterator[Block]:
    """Yield headings and paragraphs in the text's order; a section's own paragraphs end where the next begins."""
    notes = {note.anchor: note.number for note in document.footnotes if note.anchor is not None}
    layout = _Layout(document.text, highlight, notes)
    sections = list(_walk_with_depth(document.root))
    borders = [section.start for section, _ in sections[1:]] + [len(document.text)]
    for (section, depth), border in zip(sections, borders, strict=True):
        own = [span for span in document.paragraphs if section.start <= span.start < border]
        yield from _section_blocks(layout, section, depth, own, anchors[_key(section)] if depth else "")


def _section_blocks(
    layout: _Layout, section: Section, depth: int, paragraphs: Sequence[Span], anchor: str
) -> Iterator[Block]:
    """Yield a section's heading and the paragraphs before its first child."""
    number = f"{section.number}." if section.kind in _NUMBERED_KINDS and section.number else ""
    if section.heading:
        heading = _trimmed(layout.text, Span(section.start, section.body_start))
        # The title within the text repeats the page's own heading.
        tag = f"h{min(depth + 1, _DEEPEST_HEADING)}" if depth else "p"
        yield layout.block(tag, heading, anchor if depth else TITLE_ANCHOR)
        anchor = ""
    for span in paragraphs:
        body = Span(max(span.start, section.body_start), span.end)
        if body.start < body.end:
            yield layout.block("p", body, anchor, number)
            anchor, number = "", ""


def _walk_with_depth(section: Section, depth: int = 0) -> Iterator[tuple[Section, int]]:
    yield section, depth
    for child in section.children:
        yield from _walk_with_depth(child, depth + 1)


def _trimmed(text: str, span: Span) -> Span:
    start = span.start + len(text[span.start : span.end]) - len(text[span.start : span.end].lstrip())
    return Span(start, start + len(text[span.start : span.end].strip()))


def _with_hit(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks with the first marked segment as the hit."""
    is_found = False
    for block in blocks:
        first = next((i for i, segment in enumerate(block.segments) if segment.is_marked), None)
        if is_found or first is None:
            yield block
            continue
        is_found = True
        segments = (replace(segment, is_hit=i == first) for i, segment in enumerate(block.segments))
        yield replace(block, segments=tuple(segments))


def _entries(
    text: str, sections: Sequence[Section], highlight: Span | None, anchors: Anchors, words: Words
) -> tuple[OutlineEntry, ...]:
    bodies = [_body_words(text, section) for section in sections]
    shared = _shared_words([body for body in bodies if body])
    return tuple(
        OutlineEntry(
            label=_label(section, words),
            snippet=_snippet(body[shared:], is_cut=shared > 0),
            anchor=anchors[_key(section)],
            is_current=highlight is not None and section.start <= highlight.start < section.end,
            children=_entries(text, section.children, highlight, anchors, words),
        )
        for section, body in zip(sections, bodies, strict=True)
    )


def _label(section: Section, words: Words) -> str:
    if section.heading:
        return f"{section.number} {section.heading}" if section.number else section.heading
    if section.kind in _NUMBERED_KINDS:
        return section.number or ""
    names = {SectionKind.INTRODUCTION: words.introduction, SectionKind.SIGNATURE: words.signature}
    return names.get(section.kind, words.section)


def _body_words(text: str, section: Section) -> list[str]:
    """Return the words of a section that has nothing else to be known by."""
    is_named = section.heading or section.kind in _NAMED_KINDS
    return [] if is_named else text[section.body_start : section.end].split()


def _shared_words(bodies: Sequence[list[str]]) -> int:
    """Return how many first words all share: the proposals of a motion begin alike, and differ after that."""
    if len(bodies) < MIN_SIBLINGS:
        return 0
    alike = takewhile(lambda words: len(set(words)) == 1, zip(*bodies, strict=False))
    return sum(1 for _ in alike)


def _snippet(words: Sequence[str], *, is_cut: bool) -> str:
    text = " ".join(words)
    shown = text if len(text) <= SNIPPET_CHARACTERS else text[:SNIPPET_CHARACTERS].rsplit(" ", 1)[0] + " …"
    return f"… {shown}" if is_cut and shown else shown
