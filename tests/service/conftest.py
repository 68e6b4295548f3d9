"""A small corpus of two documents, made by hand, and an engine over it that answers without a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from indexing.answers import (
    Answer,
    AnswerStatus,
    Citation,
    Correction,
    QuestionForm,
    Ranking,
    Statement,
    Understanding,
)
from indexing.engine import Engine
from indexing.errors import FilterError, StorageError, UnknownDocumentError, UnknownPassageError
from indexing.records import (
    Document,
    DocumentMeta,
    Footnote,
    Passage,
    Query,
    ScoredPassage,
    Section,
    SectionKind,
    SourceMap,
    Span,
)
from service.app import create_app
from service.golden import WARM_UP_QUESTION
from service.settings import Settings

Client = TestClient[Litestar]

PROGRAM_ID = "programmet"
MOTION_ID = "motionen"
HOSTILE = "<script>alert('å')</script>"

PROGRAM_TEXT = f"SJUKHUS\n\n1. Fler vårdplatser ska öppnas. {HOSTILE} & mer.\n\n2. Inga privata försäkringar."
MOTION_TEXT = "5 Vårdens villkor\n\nKöerna är långa.\n\n5.1 Personal\n\nFler behövs. Det är bråttom."

PROGRAM_META = DocumentMeta(
    document_id=PROGRAM_ID,
    title="Partiets program <i>",
    title_is_descriptive=False,
    type="program",
    parties=("V",),
    organ="Region Stockholm",
    session=None,
    date="2022-10-01",
    language="sv",
    source="Handgjord.",
    licence="Fri.",
    file="program.txt",
    sha256="0" * 64,
    parsed_as="plain-text",
)
MOTION_META = DocumentMeta(
    document_id=MOTION_ID,
    title="Motion om vården",
    title_is_descriptive=True,
    type="motion",
    parties=("V", "MP"),
    organ=None,
    session="2023/24",
    date=None,
    language="sv",
    source="Handgjord.",
    licence="Fri.",
    file="motion.txt",
    sha256="1" * 64,
    parsed_as="plain-text",
)


def span_of(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


def _section(  # noqa: PLR0917 - a record's fields in order
    text: str,
    kind: SectionKind,
    heading: str | None,
    number: str | None,
    whole: str,
    body: str,
    children: tuple[Section, ...] = (),
) -> Section:
    span = span_of(text, whole)
    return Section(kind, number, heading, span.start, text.index(body), span.end, children)


def _program() -> Document:
    text, first, second = PROGRAM_TEXT, PROGRAM_TEXT[9 : PROGRAM_TEXT.index("\n\n2.")], "2. Inga privata försäkringar."
    points = (
        _section(text, SectionKind.POINT, None, "1", first, "Fler vårdplatser"),
        _section(text, SectionKind.POINT, None, "2", second, "Inga privata"),
    )
    chapter = _section(text, SectionKind.SECTION, "SJUKHUS", None, text, first, points)
    root = Section(SectionKind.DOCUMENT, None, None, 0, 0, len(text), (chapter,))
    paragraphs = (span_of(text, first), span_of(text, second))
    return Document(PROGRAM_META, text, root, paragraphs, (), SourceMap(()), ())


def _motion() -> Document:
    text = MOTION_TEXT
    inner = _section(
        text, SectionKind.SECTION, "Personal", "5.1", text[text.index("5.1") :], "Fler behövs. Det är bråttom."
    )
    outer = _section(text, SectionKind.SECTION, "Vårdens villkor", "5", text, "Köerna", (inner,))
    root = Section(SectionKind.DOCUMENT, None, None, 0, 0, len(text), (outer,))
    paragraphs = (span_of(text, "Köerna är långa."), span_of(text, "Fler behövs. Det är bråttom."))
    note = Footnote(7, "Socialstyrelsen (2021).", span_of(text, "Fler behövs.").end, SourceMap(()))
    return Document(MOTION_META, text, root, paragraphs, (note,), SourceMap(()), ())


DOCUMENTS: Mapping[str, Document] = MappingProxyType({PROGRAM_ID: _program(), MOTION_ID: _motion()})


def _passage(  # noqa: PLR0917 - a record's fields in order
    passage_id: str, document: Document, kind: SectionKind, label: str, path: tuple[str, ...], text: str
) -> Passage:
    span = span_of(document.text, text)
    document_id = document.meta.document_id
    return Passage(
        passage_id, document_id, kind, label, path, span.start, span.end, text, (span,), document.footnotes, ()
    )


_PROGRAM, _MOTION = DOCUMENTS[PROGRAM_ID], DOCUMENTS[MOTION_ID]
POINT = _passage(
    "p-1",
    _PROGRAM,
    SectionKind.POINT,
    "punkt 1",
    ("SJUKHUS",),
    f"1. Fler vårdplatser ska öppnas. {HOSTILE} & mer.",
)
SECTION = _passage(
    "m-5-1",
    _MOTION,
    SectionKind.SECTION,
    "avsnitt 5.1",
    ("5 Vårdens villkor", "5.1 Personal"),
    "Fler behövs. Det är bråttom.",
)
PASSAGES = (POINT, SECTION)


EVERYTHING = Understanding(
    language="sv",
    form=QuestionForm.WHAT,
    parties=("V", "M"),
    document_ids=(PROGRAM_ID,),
    types=("motion",),
    sessions=("2023/24",),
    years=(2023,),
    places=("punkt 1",),
    is_comparison=True,
    corrections=(Correction("vardplatser", "vårdplatser"),),
    absent=("party:M", "type:manifesto", "session:2022/23", "year:2022"),
    follow_up="Vad säger motionen om vårdplatser?",
)


class FakeEngine:
    """Answers every question with both passages, except those about the moon."""

    def __init__(self) -> None:
        self.asked: list[Query] = []
        self.understanding = Understanding()
        self.index_version = "g-1"
        self.documents = DOCUMENTS
        self.failure: Exception | None = None
        self.refresh_failure: Exception | None = None
        self.newer: str | None = None

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        if document_id not in self.documents:
            raise UnknownDocumentError(f"unknown document {document_id!r}; the index has {', '.join(self.documents)}")
        return tuple(passage for passage in PASSAGES if passage.document_id == document_id)

    def passage(self, passage_id: str) -> Passage:
        for passage in PASSAGES:
            if passage.passage_id == passage_id:
                return passage
        raise UnknownPassageError(f"unknown passage {passage_id!r}")

    def search(self, query: Query) -> Ranking:
        self._fail()
        self._note(query)
        return Ranking(query, self._scored(query), self.understanding)

    def ask(self, query: Query) -> Answer:
        self._fail()
        self._note(query)
        if "månen" in query.text:
            return Answer(query, AnswerStatus.NOT_FOUND, 0.125, (), (), self._scored(query), self.understanding)
        citations = (_cite(1, POINT, "Fler vårdplatser ska öppnas. " + HOSTILE), _cite(2, SECTION, "Fler behövs."))
        statements = tuple(Statement(citation.quote, (citation.number,)) for citation in citations)
        return Answer(query, AnswerStatus.ANSWERED, 0.75, statements, citations, (), self.understanding)

    def refresh(self) -> bool:
        if self.refresh_failure is not None:
            raise self.refresh_failure
        if self.newer is None:
            return False
        self.index_version, self.newer = self.newer, None
        return True

    def _note(self, query: Query) -> None:
        """Remember what callers ask; the service's own first questions come at any time."""
        if query.text not in {WARM_UP_QUESTION, POINT.text}:
            self.asked.append(query)

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure

    def _scored(self, query: Query) -> tuple[ScoredPassage, ...]:
        for wanted in query.filters.document_ids:
            if wanted not in self.documents:
                raise FilterError(f"unknown document {wanted!r}; the index has {', '.join(self.documents)}")
        wanted_ids = query.filters.document_ids or tuple(self.documents)
        kept = [passage for passage in PASSAGES if passage.document_id in wanted_ids]
        return tuple(ScoredPassage(passage, 0.5 / rank) for rank, passage in enumerate(kept, start=1))[: query.k]


def _cite(number: int, passage: Passage, quote: str) -> Citation:
    document = DOCUMENTS[passage.document_id]
    span = span_of(document.text, quote)
    return Citation(number, passage, document.meta, quote, span.start, span.end)


def as_engine(fake: FakeEngine) -> Engine:
    return cast(Engine, fake)


@pytest.fixture
def fake_engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Nothing is kept of what was answered: the fake engine may answer the same question differently."""
    return Settings(
        index=tmp_path / "index",
        models=tmp_path / "models",
        state=tmp_path / "state",
        refresh_seconds=0.01,
        cache_entries=0,
    )


@pytest.fixture
def client(settings: Settings, fake_engine: FakeEngine) -> Iterator[Client]:
    with TestClient(create_app(settings, as_engine(fake_engine)), raise_server_exceptions=False) as client:
        yield client


BROKEN_INDEX = StorageError("the index in /srv/secret/index is damaged; build it anew")
