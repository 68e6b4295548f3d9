"""Parser for text extracted from a PDF.

Extraction leaves visual lines, page numbers and footnotes in running text. Nothing here knows a certain document: how
one is set is measured, and what a line is follows from its place in a sequence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexing.parsing.assembling import assemble, make_footnotes, paragraph_spans
from indexing.parsing.blocks import RoleFinder
from indexing.parsing.decoding import decode
from indexing.parsing.footnotes import Note, extract_footnotes
from indexing.parsing.furniture import remove_furniture
from indexing.parsing.joining import Joiner
from indexing.parsing.layout import common_measure, is_double_spaced, settle_gaps
from indexing.parsing.lines import Line, mark_page_starts, split_lines
from indexing.parsing.paragraphs import make_blocks
from indexing.parsing.title import count_title_lines
from indexing.parsing.tree import build_tree
from indexing.records import Artefact, Document, DocumentMeta, SourceMap


def parse_pdf_text(data: bytes, meta: DocumentMeta) -> Document:
    """Parse text extracted from a PDF.

    Args:
        data: the file's bytes.
        meta: what the manifest says of it.

    Returns:
        The document. Every non-space character of the file is in its text, a footnote or an artefact, exactly once.

    Raises:
        ParsingError: the file is empty, binary or not UTF-8.
    """
    source = decode(data, meta.file)
    lines, cleaned = split_lines(source)
    lines, furniture = remove_furniture(source, settle_gaps(mark_page_starts(lines)))
    lines, notes, markers = extract_footnotes(source, lines, is_double_spaced(lines))
    return compose(meta, lines, notes, [*cleaned, *furniture, *markers])


def compose(meta: DocumentMeta, lines: Sequence[Line], notes: Sequence[Note], removed: Iterable[Artefact]) -> Document:
    """Make a document of its lines.

    Args:
        meta: what the manifest says of it.
        lines: the lines of its text.
        notes: its footnotes.
        removed: what was taken out of the source before.

    Returns:
        The document.
    """
    double_spaced = is_double_spaced(lines)
    title_lines = count_title_lines(lines, meta, double_spaced)
    roles = RoleFinder(lines, double_spaced, common_measure(lines), title_lines).find()
    joiner = Joiner([*lines, *(line for note in notes for line in note.lines)])
    text, placed, text_hyphens = assemble(make_blocks(lines, roles, double_spaced), joiner)
    footnotes, note_hyphens = make_footnotes(notes, text, joiner)
    artefacts = sorted([*removed, *text_hyphens, *note_hyphens], key=lambda artefact: artefact.source)
    return Document(
        meta=meta,
        text=text.text,
        root=build_tree(text.text, placed),
        paragraphs=paragraph_spans(placed),
        footnotes=footnotes,
        source_map=SourceMap(text.runs),
        artefacts=tuple(artefacts),
    )
