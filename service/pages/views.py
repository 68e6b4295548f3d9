"""What the question page shows, made of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from indexing.answers import Answer, AnswerStatus, Citation, Statement
from indexing.records import Document, DocumentMeta, Footnote, Passage, ScoredPassage
from service.convert import place_of, place_of_citation
from service.links import Links
from service.notes import notes
from service.pages.understood import UnderstoodView, understood_view
from service.reading import Reading


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A quote or a passage with everything that says where it stands."""

    number: int
    document_id: str
    title: str
    language: str
    parties: tuple[str, ...]
    label: str
    path: tuple[str, ...]
    text: str
    url: str
    footnotes: tuple[Footnote, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementGroup:
    """Statements that follow each other out of one document."""

    title: str
    language: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer, ready for the template."""

    is_found: bool
    groups: tuple[StatementGroup, ...]
    citations: tuple[PlaceView, ...]
    nearest: tuple[PlaceView, ...]
    document_count: int
    took_ms: float
    index_version: str
    understood: UnderstoodView
    notes: tuple[str, ...]
    unanswered: tuple[str, ...]


def answer_view(reading: Reading[Answer], links: Links) -> AnswerView:
    """Shape an answer for the page.

    Args:
        reading: the answer and its generation.
        links: makes the places' addresses; the page links within its own host.

    Returns:
        The view.
    """
    answer = reading.value
    return AnswerView(
        is_found=answer.status is AnswerStatus.ANSWERED,
        groups=tuple(_groups(answer)),
        citations=tuple(_cited(citation, links) for citation in answer.citations),
        nearest=tuple(_near(hit, rank, reading.documents, links) for rank, hit in enumerate(answer.nearest, start=1)),
        document_count=len({citation.document.document_id for citation in answer.citations}),
        took_ms=reading.took_ms,
        index_version=reading.index_version,
        understood=understood_view(answer, reading.documents, links),
        notes=notes(answer.understanding, "sv"),
        unanswered=answer.unanswered,
    )


def unnamed_parties(meta: DocumentMeta) -> tuple[str, ...]:
    """Return a document's parties, or none when its title ends by naming them: "Motion om vården (V)"."""
    named = f"({', '.join(meta.parties)})"
    return () if meta.title.endswith(named) else meta.parties


def _groups(answer: Answer) -> Iterator[StatementGroup]:
    def document_of(statement: Statement) -> DocumentMeta:
        return answer.citations[statement.citations[0] - 1].document

    for meta, statements in groupby(answer.statements, key=document_of):
        yield StatementGroup(meta.title, meta.language, tuple(statements))


def _cited(citation: Citation, links: Links) -> PlaceView:
    meta = citation.document
    return PlaceView(
        number=citation.number,
        document_id=meta.document_id,
        title=meta.title,
        language=meta.language,
        parties=unnamed_parties(meta),
        label=citation.passage.label,
        path=_path(citation.passage),
        text=citation.quote,
        url=place_of_citation(citation, links),
        footnotes=citation.footnotes,
    )


def _near(hit: ScoredPassage, rank: int, documents: Mapping[str, Document], links: Links) -> PlaceView:
    meta = documents[hit.passage.document_id].meta
    return PlaceView(
        number=rank,
        document_id=meta.document_id,
        title=meta.title,
        language=meta.language,
        parties=unnamed_parties(meta),
        label=hit.passage.label,
        path=_path(hit.passage),
        text=hit.passage.text,
        url=place_of(hit.passage, links),
    )


def _path(passage: Passage) -> tuple[str, ...]:
    return tuple(heading for heading in passage.section_path if heading != passage.label)
