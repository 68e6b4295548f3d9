"""What the question page shows, made of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexing.answers import Answer, AnswerStatus, Citation
from indexing.records import Document, DocumentMeta, Footnote, Passage, ScoredPassage, Span
from service.feedback.records import answer_id
from service.pages.asked import Asked
from service.pages.display import Display
from service.pages.understood import UnderstoodView, understood_view
from service.permalinks import permalink
from service.reading import Reading


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A quote or a passage with everything that says where it stands.

    Attributes:
        number: from 1, in the answer's order.
        document_id: the document.
        title: the document's.
        language: the document's.
        parties: codes that the title does not name already.
        label: what people call the place.
        path: headings above it.
        text: verbatim.
        permalink: path of the place, for sharing.
        url: the same with the question, so that the reader leads to the next citation and back.
        footnotes: the sources that the document gives in it.
    """

    number: int
    document_id: str
    title: str
    language: str
    parties: tuple[str, ...]
    label: str
    path: tuple[str, ...]
    text: str
    permalink: str
    url: str
    footnotes: tuple[Footnote, ...] = ()

    @property
    def reference(self) -> str:
        """What a quote is followed by when it is copied: title, parties, label."""
        parties = f" ({', '.join(self.parties)})" if self.parties else ""
        return f"{self.title}{parties}, {self.label}"


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement with its citations.

    Attributes:
        heading: the document's title, when another document spoke before; else empty.
        language: the document's, or the question's for what a model worded.
        text: the statement.
        citations: those that prove it.
        fresh: those of them that no statement before has.
    """

    heading: str
    language: str
    text: str
    citations: tuple[PlaceView, ...]
    fresh: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer, ready for the templates."""

    is_found: bool
    statements: tuple[StatementView, ...]
    citation_count: int
    nearest: tuple[PlaceView, ...]
    document_count: int
    took_ms: float
    index_version: str
    understood: UnderstoodView
    unanswered: tuple[str, ...]
    answer_id: str
    written_by: str


def answer_view(reading: Reading[Answer], asked: Asked, display: Display, base: str) -> AnswerView:
    """Shape an answer for the page.

    Args:
        reading: the answer and its generation.
        asked: the question's address.
        display: the page's language.
        base: path below which the service is mounted.

    Returns:
        The view.
    """
    answer = reading.value
    return AnswerView(
        is_found=answer.status is AnswerStatus.ANSWERED,
        statements=tuple(_statements(answer, asked, base)),
        citation_count=len(answer.citations),
        nearest=_nearest(answer, reading.documents, asked, base),
        document_count=len({citation.document.document_id for citation in answer.citations}),
        took_ms=reading.took_ms,
        index_version=reading.index_version,
        understood=understood_view(answer, asked, reading.documents, display.words, base),
        unanswered=answer.unanswered,
        answer_id=answer_id(answer),
        written_by=answer.written_by or "",
    )


def places(reading: Reading[Answer], asked: Asked, base: str) -> tuple[PlaceView, ...]:
    """Return an answer's citations, or the nearest passages when there are none.

    Args:
        reading: the answer and its generation.
        asked: the question's address.
        base: path below which the service is mounted.
    """
    cited = tuple(_cited(citation, asked, base) for citation in reading.value.citations)
    return cited or _nearest(reading.value, reading.documents, asked, base)


def unnamed_parties(meta: DocumentMeta) -> tuple[str, ...]:
    """Return a document's parties, or none when its title ends by naming them: "Motion om vården (V)"."""
    named = f"({', '.join(meta.parties)})"
    return () if meta.title.endswith(named) else meta.parties


def _statements(answer: Answer, asked: Asked, base: str) -> Iterator[StatementView]:
    cited = {citation.number: _cited(citation, asked, base) for citation in answer.citations}
    if answer.written_by:
        yield from _written(answer, cited)
        return
    shown: set[int] = set()
    before = ""
    for statement in answer.statements:
        first = cited[statement.citations[0]]
        fresh = [number for number in statement.citations if number not in shown]
        shown.update(fresh)
        yield StatementView(
            heading="" if first.document_id == before else first.title,
            language=first.language,
            text=statement.text,
            citations=tuple(cited[number] for number in statement.citations),
            fresh=tuple(cited[number] for number in fresh),
        )
        before = first.document_id


def _written(answer: Answer, cited: Mapping[int, PlaceView]) -> Iterator[StatementView]:
    """Yield what a model worded; with its first sentence come all quotes, also those that it passed over."""
    for place, statement in enumerate(answer.statements):
        yield StatementView(
            heading="",
            language=answer.understanding.language,
            text=statement.text,
            citations=tuple(cited[number] for number in statement.citations),
            fresh=() if place else tuple(cited.values()),
        )


def _nearest(answer: Answer, documents: Mapping[str, Document], asked: Asked, base: str) -> tuple[PlaceView, ...]:
    return tuple(_near(hit, rank, documents, asked, base) for rank, hit in enumerate(answer.nearest, start=1))


def _cited(citation: Citation, asked: Asked, base: str) -> PlaceView:
    span = Span(citation.start, citation.end)
    return _place(
        citation.number, citation.passage, citation.document, span, citation.quote, asked, base, citation.footnotes
    )


def _near(hit: ScoredPassage, rank: int, documents: Mapping[str, Document], asked: Asked, base: str) -> PlaceView:
    passage = hit.passage
    span, meta = Span(passage.start, passage.end), documents[passage.document_id].meta
    return _place(rank, passage, meta, span, passage.text, asked, base)


def _place(  # noqa: PLR0917 - a record's parts in order
    number: int,
    passage: Passage,
    meta: DocumentMeta,
    span: Span,
    text: str,
    asked: Asked,
    base: str,
    footnotes: tuple[Footnote, ...] = (),
) -> PlaceView:
    question = (*asked.parameters(), ("hit", str(number)))
    return PlaceView(
        number=number,
        document_id=meta.document_id,
        title=meta.title,
        language=meta.language,
        parties=unnamed_parties(meta),
        label=passage.label,
        path=_path(passage),
        text=text,
        permalink=permalink(passage, span, text, base),
        url=permalink(passage, span, text, base, question),
        footnotes=footnotes,
    )


def _path(passage: Passage) -> tuple[str, ...]:
    return tuple(heading for heading in passage.section_path if heading != passage.label)
