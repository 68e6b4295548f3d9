"""What goes over the wire: the JSON of HTTP requests and replies, and of the command line's ``--json``.

The field names are an interface (DESIGN.md, section 6): adding one is fine, renaming one breaks callers.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

MAX_BATCH: Final = 32
MAX_COMMENT: Final = 2000

Language = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
Ignored = Annotated[str, Meta(description='A part of `understood` ("party"), or one item of it ("party:V").')]
Context = Annotated[tuple[str, ...], Meta(max_length=50, description="Questions asked before it, the oldest first.")]


class FilterBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What to search; an empty list restricts nothing. ``document`` is another name of ``document_id``."""

    party: tuple[str, ...] = ()
    document_id: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    session: tuple[str, ...] = ()
    document: tuple[str, ...] = ()


class SearchBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Body of ``POST /v1/search``; ``language`` and ``ignore`` as in ``POST /v1/ask``."""

    query: str
    k: int = 10
    filters: FilterBody = FilterBody()
    language: Language | None = None
    ignore: tuple[Ignored, ...] = ()
    context: Context = ()


class BatchBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Body of ``POST /v1/search/batch``."""

    searches: Annotated[tuple[SearchBody, ...], Meta(min_length=1, max_length=MAX_BATCH)]


class AskBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Body of ``POST /v1/ask``.

    ``language`` is the question's, where Belägg is not to find out by itself; quotes are in their document's language.
    ``ignore`` says what is not to be read out of the question, ``context`` what it may lean on ("varför?").
    """

    question: str
    k: int = 10
    filters: FilterBody = FilterBody()
    language: Language | None = None
    ignore: tuple[Ignored, ...] = ()
    context: Context = ()


class FeedbackBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Body of ``POST /v1/feedback``: a question as it was asked, the ``answer_id`` of its answer, and a verdict."""

    asked: AskBody
    answer_id: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
    verdict: Literal["useful", "not_useful"]
    comment: Annotated[str, Meta(max_length=MAX_COMMENT)] = ""


class FeedbackReply(Struct, frozen=True):
    """Reply of ``POST /v1/feedback``; ``keeps_question`` tells whether the question was kept with it."""

    feedback_id: str
    keeps_question: bool


class CorrectionReply(Struct, frozen=True):
    """A word of the question that was read as another."""

    typed: str
    used: str


class UnderstoodReply(Struct, frozen=True):
    """What was read out of the question. Each field but ``language``, ``form`` and ``absent`` can be ignored.

    ``follow_up`` is the question in full, where it was read in the light of earlier ones, else null.
    ``form`` is null for keywords. ``absent`` lists the items of which the index has no document ("party:M").
    """

    language: str
    form: str | None
    party: tuple[str, ...]
    document_id: tuple[str, ...]
    type: tuple[str, ...]
    session: tuple[str, ...]
    year: tuple[int, ...]
    place: tuple[str, ...]
    comparison: bool
    correction: tuple[CorrectionReply, ...]
    absent: tuple[str, ...]
    follow_up: str | None


class PassageHit(Struct, frozen=True):
    """A passage in a ranking."""

    rank: int
    score: float
    passage_id: str
    document_id: str
    document_title: str
    label: str
    section_path: tuple[str, ...]
    text: str
    start: int
    end: int
    url: str


class SearchReply(Struct, frozen=True):
    """Reply of ``/v1/search``."""

    query: str
    index_version: str
    took_ms: float
    passages: tuple[PassageHit, ...]
    understood: UnderstoodReply
    notes: tuple[str, ...]


class BatchReply(Struct, frozen=True):
    """Reply of ``/v1/search/batch``: one reply a search, in their order."""

    results: tuple[SearchReply, ...]


class StatementReply(Struct, frozen=True):
    """A statement of an answer and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


class CitationReply(Struct, frozen=True):
    """A quote and where it stands: ``document.text[start:end] == quote``, in Unicode code points.

    ``footnotes`` are the sources that the document gives within the quote; ``language`` is the document's.
    """

    number: int
    passage_id: str
    document_id: str
    document_title: str
    party: tuple[str, ...]
    label: str
    quote: str
    start: int
    end: int
    url: str
    footnotes: tuple[FootnoteReply, ...]
    language: str


class AskReply(Struct, frozen=True):
    """Reply of ``/v1/ask``; ``nearest`` is there when the status is ``not_found``.

    ``notes`` tell, in its language, what a reader should know; ``unanswered`` are the parts of the question that got no
    answer; ``answer_id`` is for ``POST /v1/feedback``; ``written_by`` names the model that worded statements, if any.
    """

    question: str
    status: str
    confidence: float
    answer: str
    statements: tuple[StatementReply, ...]
    citations: tuple[CitationReply, ...]
    index_version: str
    took_ms: float
    understood: UnderstoodReply
    notes: tuple[str, ...]
    unanswered: tuple[str, ...]
    answer_id: str
    nearest: tuple[PassageHit, ...] | UnsetType = UNSET
    written_by: str | UnsetType = UNSET


class EventReply(Struct, frozen=True):
    """An event of ``/v1/ask/stream``; ``data`` is JSON: a part of the reply of ``/v1/ask``, or a problem."""

    event: Literal["understood", "citation", "statement", "done", "problem"]
    data: str


class DocumentSummary(Struct, frozen=True):
    """A document in the list of documents."""

    document_id: str
    title: str
    title_is_descriptive: bool
    type: str
    party: tuple[str, ...]
    organ: str | None
    session: str | None
    date: str | None
    language: str
    source: str
    licence: str
    characters: int
    passage_count: int
    url: str


class DocumentsReply(Struct, frozen=True):
    """Reply of ``/v1/documents``: a page of the list, and how long the list is."""

    index_version: str
    documents: tuple[DocumentSummary, ...]
    total: int


class FootnoteReply(Struct, frozen=True):
    """A footnote; ``anchor`` is where its mark stood in the document's text."""

    number: int
    text: str
    anchor: int | None


class OutlineNode(Struct, frozen=True):
    """A node of a document's section tree."""

    kind: str
    number: str | None
    heading: str | None
    start: int
    end: int
    children: tuple[OutlineNode, ...]


class DocumentReply(DocumentSummary, frozen=True):
    """Reply of ``/v1/documents/{id}``: all there is to a document."""

    index_version: str
    outline: OutlineNode
    text: str
    footnotes: tuple[FootnoteReply, ...]


class SpanReply(Struct, frozen=True):
    """A half-open range of code points in a document's text."""

    start: int
    end: int


class PassageReply(Struct, frozen=True):
    """Reply of ``/v1/passages/{id}``."""

    index_version: str
    passage_id: str
    document_id: str
    document_title: str
    kind: str
    label: str
    section_path: tuple[str, ...]
    text: str
    start: int
    end: int
    sentences: tuple[SpanReply, ...]
    footnotes: tuple[FootnoteReply, ...]
    links: tuple[str, ...]
    url: str


class PassagesReply(Struct, frozen=True):
    """Reply of ``/v1/documents/{id}/passages``: a page of the list, and how long the list is."""

    index_version: str
    passages: tuple[PassageReply, ...]
    total: int


class HealthReply(Struct, frozen=True):
    """Reply of ``/health/live`` and ``/health/ready``."""

    status: str
    index_version: str | UnsetType = UNSET


class ProblemReply(Struct, frozen=True):
    """An error, after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
