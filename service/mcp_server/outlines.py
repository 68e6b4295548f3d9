"""A document's section tree as a list that can be read in pages."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from indexing.labels import label
from indexing.records import Document, Passage, Section
from service.links import Links
from service.mcp_server.records import OutlineEntry, OutlineReply
from service.reading import Reading


def outline_reply(
    reading: Reading[tuple[Passage, ...]], document: Document, links: Links, offset: int, limit: int
) -> OutlineReply:
    """Shape a page of a document's outline.

    Args:
        reading: the document's passages, and the generation.
        document: the document.
        links: makes the document's address.
        offset: how many sections come before the page.
        limit: the page's longest length.
    """
    starts = [passage.start for passage in reading.value]
    entries = tuple(_entries(document.root, 0, reading.value, starts))
    return OutlineReply(
        index_version=reading.index_version,
        document_id=document.meta.document_id,
        document_title=document.meta.title,
        url=links.document(document.meta.document_id),
        sections=entries[offset : offset + limit],
        total=len(entries),
    )


def _entries(
    section: Section, level: int, passages: Sequence[Passage], starts: Sequence[int]
) -> Iterator[OutlineEntry]:
    """Yield a section and those within it; the document itself is no section of its own."""
    if level:
        yield OutlineEntry(
            level=level,
            kind=section.kind.value,
            label=label(section),
            number=section.number,
            heading=section.heading,
            start=section.start,
            end=section.end,
            passage_ids=tuple(passage.passage_id for passage in _own(section, passages, starts)),
        )
    for child in section.children:
        yield from _entries(child, level + 1, passages, starts)


def _own(section: Section, passages: Sequence[Passage], starts: Sequence[int]) -> Iterator[Passage]:
    """Yield the passages that begin in a section, and in none of its subsections.

    Args:
        section: the section; what it holds comes in reading order, as do the passages.
        passages: of the document.
        starts: where each of them begins.
    """
    begins = (section.start, *(child.end for child in section.children))
    ends = (*(child.start for child in section.children), section.end)
    for start, end in zip(begins, ends, strict=True):
        yield from passages[bisect_left(starts, start) : bisect_left(starts, end)]
