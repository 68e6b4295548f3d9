"""Documents for the parser's tests, and the property that every parsed document must have."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from indexing.parsing import parse
from indexing.records import ArtefactKind, Document, DocumentMeta, Section, SectionKind, SourceMap

REPOSITORY = Path(__file__).parents[3]
PROGRAMME_FILE = REPOSITORY / "corpora" / "v-44-punkter-region-stockholm.txt"
MOTION_FILE = REPOSITORY / "corpora" / "v-motion-halso-och-sjukvard.txt"
SHARED_DATA = REPOSITORY.parent / "shared" / "data"

FILLER = (
    "Regionen ska under mandatperioden se över hur vården styrs och hur resurserna används i\n"
    "hela länet så att patienter möter samma kvalitet oavsett var de bor och vem som driver\n"
    "mottagningen där de söker hjälp för sina besvär under dagen, kvällen eller natten på\n"
    "sjukhus och vårdcentraler i stadens alla delar.\n"
)


def make_meta(title: str | None = None, file: str = "sample.txt", parser: str = "pdf-text") -> DocumentMeta:
    """Metadata of a sample; without ``title`` the source shows none."""
    return DocumentMeta(
        document_id="sample",
        title=title or "A described sample",
        title_is_descriptive=title is None,
        type="program",
        parties=("V",),
        organ=None,
        session=None,
        date=None,
        language="sv",
        source="made up",
        licence="none",
        file=file,
        sha256="0" * 64,
        parsed_as=parser,
    )


def parse_text(source: str, title: str | None = None, parser: str = "pdf-text") -> Document:
    """Parse ``source`` and check that nothing of it was lost."""
    document = parse(source.encode(), make_meta(title, parser=parser))
    check_nothing_lost(document, source)
    return document


def artefacts(source: str) -> list[tuple[ArtefactKind, str]]:
    return [(artefact.kind, artefact.text) for artefact in parse_text(source).artefacts]


def paragraph_texts(document: Document) -> list[str]:
    return [document.text[span.start : span.end] for span in document.paragraphs]


def outline(document: Document) -> list[tuple[str, str | None, str | None]]:
    """Kind, number and heading of every node but the root."""
    return [(node.kind.value, node.number, node.heading) for node in document.root.walk()][1:]


def bodies(document: Document, kind: SectionKind) -> dict[str | None, str]:
    return {
        node.number: document.text[node.body_start : node.end] for node in document.root.walk() if node.kind is kind
    }


def innermost(document: Document, offset: int) -> Section:
    """The innermost node that holds the code point before ``offset``."""
    return [node for node in document.root.walk() if node.start < offset <= node.end][-1]


def notes(document: Document) -> dict[int, tuple[str, str]]:
    """Number -> text of the note, and the text just before its anchor."""
    return {
        note.number: (note.text, "" if note.anchor is None else document.text[: note.anchor][-20:])
        for note in document.footnotes
    }


def check_nothing_lost(document: Document, source: str) -> None:
    """Every non-space code point of the source is in the text, a footnote or an artefact, exactly once."""
    _check_every_code_point(document, source)
    _check_map(document.text, document.source_map, source)
    for note in document.footnotes:
        _check_map(note.text, note.source_map, source)
    _check_tree(document.root, document.text)
    _check_form(document)


def _check_every_code_point(document: Document, source: str) -> None:
    uses = [0] * len(source)
    spans = [(artefact.source.start, artefact.source.end) for artefact in document.artefacts]
    for source_map in (document.source_map, *(note.source_map for note in document.footnotes)):
        spans += [(run.source_start, run.source_end) for run in source_map.runs]
    inside = {(artefact.source.start, artefact.source.end) for artefact in document.artefacts}
    for start, end in spans:
        for offset in range(start, end):
            uses[offset] += 1
    for artefact in document.artefacts:
        assert source[artefact.source.start : artefact.source.end] == artefact.text
    # A composed letter may hold a removed soft hyphen; only there may a span lie within another.
    twice = [i for i, count in enumerate(uses) if count > 1 and (i, i + 1) not in inside and not source[i].isspace()]
    lost = [i for i, count in enumerate(uses) if count == 0 and not source[i].isspace()]
    assert [(i, source[max(i - 20, 0) : i + 20]) for i in lost[:3]] == []
    assert [(i, source[max(i - 20, 0) : i + 20]) for i in twice[:3]] == []


def _check_map(text: str, source_map: SourceMap, source: str) -> None:
    """Every run maps back to what it was made from, and what has no run is white space."""
    position = 0
    for run in source_map.runs:
        assert text[position : run.start].strip() == ""
        assert run.start >= position
        assert run.start < run.end
        made_from = source[run.source_start : run.source_end]
        assert _folded(text[run.start : run.end]) == _folded(made_from)
        position = run.end
    assert text[position:].strip() == ""


def _folded(text: str) -> str:
    visible = re.sub(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff]", "", text)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", visible))


def _check_tree(node: Section, text: str) -> None:
    assert node.start <= node.body_start <= node.end <= len(text)
    position = node.body_start
    for child in node.children:
        assert position <= child.start
        assert child.end <= node.end
        position = child.end
        _check_tree(child, text)
    if node.kind is SectionKind.DOCUMENT:
        assert (node.start, node.end) == (0, len(text))


def _check_form(document: Document) -> None:
    text = document.text
    assert unicodedata.is_normalized("NFC", text)
    assert re.search(r"  |\n\n\n|(?<!\n)\n(?!\n)| \n|\n |\A\s|\s\Z", text) is None
    end = 0
    for span in document.paragraphs:
        assert end <= span.start < span.end
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        end = span.end
