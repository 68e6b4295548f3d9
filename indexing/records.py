"""The records that travel through the system, from a source file to a ranking.

Nothing here imports anything of Belägg. All offsets are in Unicode code points and half-open: ``text[start:end]``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int


class SectionKind(StrEnum):
    """What a node of a document's section tree is."""

    DOCUMENT = "document"
    INTRODUCTION = "introduction"
    SECTION = "section"
    POINT = "point"
    PROPOSAL = "proposal"
    SIGNATURE = "signature"


class ArtefactKind(StrEnum):
    """Why a part of the source file is neither in the canonical text nor in a footnote."""

    PAGE_NUMBER = "page number"
    RUNNING_HEAD = "running head"
    FOOTNOTE_MARKER = "footnote marker"
    SOFT_HYPHEN = "soft hyphen"
    LINE_END_HYPHEN = "line-end hyphen"
    CONTROL_CHARACTER = "control character"
    MARKUP = "markup"


@dataclass(frozen=True, slots=True)
class Artefact:
    """A part of the source file that extraction left behind and parsing removed."""

    kind: ArtefactKind
    source: Span
    text: str


@dataclass(frozen=True, slots=True)
class MappedRun:
    """Canonical code points ``start:end`` that came from source code points ``source_start:source_end``.

    Runs of equal length on both sides map code point by code point; others (a ligature, a composed letter)
    map as a whole.
    """

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Ties spans of a clean text to the source file it was made from.

    Attributes:
        runs: in order of ``start``, without overlap. Clean code points between runs (joining spaces, paragraph
            breaks) have no source of their own.
    """

    runs: tuple[MappedRun, ...]

    def to_source(self, start: int, end: int) -> Span:
        """Return the smallest source span that holds everything that ``start:end`` was made from.

        Args:
            start: first code point in the clean text.
            end: one past the last code point in the clean text.

        Returns:
            The span in the decoded source file.

        Raises:
            ValueError: nothing between ``start`` and ``end`` comes from the source.
        """
        touched = list(self._runs_touching(start, end))
        if not touched:
            raise ValueError(f"no part of {start}:{end} comes from the source file")
        first, last = touched[0], touched[-1]
        return Span(_source_offset(first, max(start, first.start)), _source_end(last, min(end, last.end)))

    def _runs_touching(self, start: int, end: int) -> Iterator[MappedRun]:
        index = max(bisect_right(self.runs, start, key=lambda run: run.start) - 1, 0)
        for run in self.runs[index:]:
            if run.start >= end:
                return
            if run.end > start:
                yield run


def _is_pointwise(run: MappedRun) -> bool:
    return run.end - run.start == run.source_end - run.source_start


def _source_offset(run: MappedRun, offset: int) -> int:
    return run.source_start + (offset - run.start) if _is_pointwise(run) else run.source_start


def _source_end(run: MappedRun, offset: int) -> int:
    return run.source_start + (offset - run.start) if _is_pointwise(run) else run.source_end


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote of a document.

    Attributes:
        number: as printed.
        text: the note, cleaned like the canonical text, without its number.
        anchor: offset in the canonical text at which the marker stood (just after the word or full stop it was
            glued to), or None when no marker refers to it.
        source_map: ties ``text`` to the source file.
    """

    number: int
    text: str
    anchor: int | None
    source_map: SourceMap


@dataclass(frozen=True, slots=True)
class Section:
    """A node of a document's section tree.

    Attributes:
        kind: what it is.
        number: as printed without a final full stop ("5.5", "20"), or None.
        heading: its heading without the number, or None (points and proposals have none).
        start: first code point in the canonical text, its heading and number included.
        body_start: first code point after its heading and number.
        end: one past its last code point, all descendants included.
        children: in document order; they lie within ``body_start:end`` and do not overlap.
    """

    kind: SectionKind
    number: str | None
    heading: str | None
    start: int
    body_start: int
    end: int
    children: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Section]:
        """Yield this node and all its descendants in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """What the corpus manifest says of a document.

    Attributes:
        document_id: a slug: ``a-z``, ``0-9`` and hyphens.
        title: the document's title, or a description of it when ``title_is_descriptive``.
        title_is_descriptive: the source shows no title; the manifest's author described it.
        type: "program", "motion", "manifesto", ...
        parties: codes, of S M SD C V KD MP L.
        organ: the assembly it is addressed to ("Region Stockholm", "Riksdagen"), or None.
        session: parliamentary session, "2023/24", or None.
        date: ISO 8601, or None.
        language: ISO 639-1.
        source: where the file comes from, in words.
        licence: under what terms it may be used.
        file: path below the corpus folder.
        sha256: of the file's bytes, hexadecimal.
        parsed_as: name of the parser for the file's format.
    """

    document_id: str
    title: str
    title_is_descriptive: bool
    type: str
    parties: tuple[str, ...]
    organ: str | None
    session: str | None
    date: str | None
    language: str
    source: str
    licence: str
    file: str
    sha256: str
    parsed_as: str


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document.

    Attributes:
        meta: what the manifest says of it.
        text: the canonical text: what people would have read before the extraction broke it.
        root: the section tree; ``root`` itself has kind DOCUMENT and spans the whole text.
        paragraphs: spans of the canonical text's paragraphs, headings excluded, in order.
        footnotes: in order of their numbers.
        source_map: ties ``text`` to the source file.
        artefacts: what was removed, in order of the source.
    """

    meta: DocumentMeta
    text: str
    root: Section
    paragraphs: tuple[Span, ...]
    footnotes: tuple[Footnote, ...]
    source_map: SourceMap
    artefacts: tuple[Artefact, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval and citation. It never crosses a structural border.

    Attributes:
        passage_id: stable across rebuilds while the document's id and the passage's text stay.
        document_id: the document it belongs to.
        kind: kind of the section that it lies in.
        label: what people call the place: "punkt 20", "yrkande 22", "avsnitt 5.5".
        section_path: headings from the outermost to the innermost, numbers included.
        start: first code point in the document's canonical text.
        end: one past the last.
        text: ``document.text[start:end]``.
        sentences: spans in the document's canonical text.
        footnotes: notes whose markers stood in the passage.
        links: ids of passages that say the same in another role (a proposal and the section that argues for it).
    """

    passage_id: str
    document_id: str
    kind: SectionKind
    label: str
    section_path: tuple[str, ...]
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    footnotes: tuple[Footnote, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Restricts what is searched; an empty tuple restricts nothing.

    Values within a field are alternatives, fields are conditions that must all hold.
    """

    parties: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the retriever.

    Attributes:
        text: the question as asked, NFC, without surrounding white space.
        k: how many passages to return.
        filters: what to search.
        language: the question's, ISO 639-1; None finds out.
        ignore: what is not to be read out of the question: a part ("party") or one item of it ("party:V").
        earlier: the questions of the conversation before this one, as asked, the oldest first.
    """

    text: str
    k: int
    filters: Filters = field(default_factory=Filters)
    language: str | None = None
    ignore: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage and its score; higher is better."""

    passage: Passage
    score: float
