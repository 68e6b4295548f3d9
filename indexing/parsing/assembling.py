"""Blocks become the canonical text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from indexing.parsing.blocks import HEADINGS, BlockKind
from indexing.parsing.footnotes import Note
from indexing.parsing.joining import Joiner
from indexing.parsing.mapped import MappedText, MappedTextBuilder
from indexing.parsing.paragraphs import Block
from indexing.records import Artefact, Footnote, MappedRun, SourceMap, Span

BLOCK_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block in the canonical text.

    Attributes:
        kind: what it is.
        number: the number it begins with, or None.
        start: first code point.
        body_start: first code point after its number.
        end: one past its last code point.
        level: of a heading that is marked as one, from 1; None where its number tells, or nothing.
    """

    kind: BlockKind
    number: str | None
    start: int
    body_start: int
    end: int
    level: int | None = None


def assemble(blocks: Sequence[Block], joiner: Joiner) -> tuple[MappedText, list[PlacedBlock], list[Artefact]]:
    """Write the canonical text.

    Args:
        blocks: in order.
        joiner: joins each block's lines.

    Returns:
        The text, where each block stands in it, and the line-end hyphens that were removed.
    """
    builder = MappedTextBuilder()
    placed: list[PlacedBlock] = []
    artefacts: list[Artefact] = []
    for block in blocks:
        if placed:
            builder.add_plain(BLOCK_BREAK)
        content, removed = joiner.join(block.lines)
        start = builder.length
        builder.add(content)
        placed.append(PlacedBlock(block.kind, block.number, start, start + block.body, builder.length, block.level))
        artefacts.extend(removed)
    return builder.build(), placed, artefacts


def paragraph_spans(placed: Sequence[PlacedBlock]) -> tuple[Span, ...]:
    """Return the spans of everything but the title and headings, numbers of list items left out."""
    no_paragraphs = HEADINGS | {BlockKind.TITLE}
    return tuple(Span(block.body_start, block.end) for block in placed if block.kind not in no_paragraphs)


def make_footnotes(
    notes: Sequence[Note], text: MappedText, joiner: Joiner
) -> tuple[tuple[Footnote, ...], list[Artefact]]:
    """Join the notes' lines and anchor them in the canonical text.

    Args:
        notes: in the order they stand.
        text: the canonical text.
        joiner: joins each note's lines.

    Returns:
        The footnotes in order of their numbers, and the line-end hyphens that were removed.
    """
    footnotes: list[Footnote] = []
    artefacts: list[Artefact] = []
    for note in notes:
        content, removed = joiner.join(note.lines)
        anchor = None if note.anchor is None else _canonical_offset(text.runs, note.anchor)
        footnotes.append(Footnote(note.number, content.text, anchor, SourceMap(content.runs)))
        artefacts.extend(removed)
    return tuple(sorted(footnotes, key=lambda footnote: footnote.number)), artefacts


def _canonical_offset(runs: Sequence[MappedRun], source: int) -> int:
    """Return the canonical offset just after what stands before the source offset ``source``."""
    index = bisect_right(runs, source - 1, key=lambda run: run.source_start) - 1
    if index < 0:
        return 0
    run = runs[index]
    return min(run.end, run.start + source - run.source_start) if source < run.source_end else run.end
