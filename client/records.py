"""What goes over the wire, as a caller sees it. Fields that a newer service adds are left out; none is ever renamed."""

from __future__ import annotations

from msgspec import Struct


class Filters(Struct, frozen=True):
    """What to search; an empty list restricts nothing."""

    party: tuple[str, ...] = ()
    document_id: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    session: tuple[str, ...] = ()


class Search(Struct, frozen=True, omit_defaults=True):
    """A search, alone or of a batch."""

    query: str
    k: int = 10
    filters: Filters = Filters()
    language: str | None = None
    ignore: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


class Question(Struct, frozen=True, omit_defaults=True):
    """A question."""

    question: str
    k: int = 10
    filters: Filters = Filters()
    language: str | None = None
    ignore: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


class Opinion(Struct, frozen=True):
    """What a reader thinks of the answer to a question: "useful" or "not_useful", and why."""

    asked: Question
    answer_id: str
    verdict: str
    comment: str = ""


class Receipt(Struct, frozen=True):
    """What the service says of feedback that it keeps."""

    feedback_id: str
    keeps_question: bool


class Batch(Struct, frozen=True):
    """Several searches."""

    searches: tuple[Search, ...]


class Correction(Struct, frozen=True):
    """A word that was read as another."""

    typed: str
    used: str


class Understood(Struct, frozen=True):
    """What was read out of a question."""

    language: str
    form: str | None
    party: tuple[str, ...]
    document_id: tuple[str, ...]
    type: tuple[str, ...]
    session: tuple[str, ...]
    year: tuple[int, ...]
    place: tuple[str, ...]
    comparison: bool
    correction: tuple[Correction, ...]
    absent: tuple[str, ...]
    follow_up: str | None = None


class Hit(Struct, frozen=True):
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


class Ranking(Struct, frozen=True):
    """What a search found, best first."""

    query: str
    index_version: str
    took_ms: float
    passages: tuple[Hit, ...]
    understood: Understood
    notes: tuple[str, ...]


class Rankings(Struct, frozen=True):
    """What a batch found."""

    results: tuple[Ranking, ...]


class Statement(Struct, frozen=True):
    """A statement of an answer and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


class Footnote(Struct, frozen=True):
    """A footnote; ``anchor`` is where its mark stood in the document's text."""

    number: int
    text: str
    anchor: int | None


class Citation(Struct, frozen=True):
    """A verbatim quote and its place: ``document.text[start:end] == quote``."""

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
    footnotes: tuple[Footnote, ...]
    language: str = ""


class Answer(Struct, frozen=True):
    """An answer; without statements, and with the nearest passages, when the documents don't say.

    ``written_by`` names the language model that worded the statements; None where they are the quotes themselves.
    """

    question: str
    status: str
    confidence: float
    answer: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    index_version: str
    took_ms: float
    understood: Understood
    notes: tuple[str, ...]
    unanswered: tuple[str, ...]
    nearest: tuple[Hit, ...] = ()
    answer_id: str = ""
    written_by: str | None = None

    @property
    def is_answered(self) -> bool:
        """Whether the documents say."""
        return self.status == "answered"


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


class Documents(Struct, frozen=True):
    """A page of the list of documents."""

    index_version: str
    documents: tuple[DocumentSummary, ...]
    total: int


class OutlineNode(Struct, frozen=True):
    """A node of a document's section tree."""

    kind: str
    number: str | None
    heading: str | None
    start: int
    end: int
    children: tuple[OutlineNode, ...]


class Document(DocumentSummary, frozen=True):
    """All there is to a document."""

    index_version: str
    outline: OutlineNode
    text: str
    footnotes: tuple[Footnote, ...]


class Span(Struct, frozen=True):
    """A half-open range of code points in a document's text."""

    start: int
    end: int


class Passage(Struct, frozen=True):
    """A passage with its place."""

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
    sentences: tuple[Span, ...]
    footnotes: tuple[Footnote, ...]
    links: tuple[str, ...]
    url: str


class Passages(Struct, frozen=True):
    """A page of a document's passages."""

    index_version: str
    passages: tuple[Passage, ...]
    total: int


class Health(Struct, frozen=True):
    """Whether the service can answer; it names the index once it can."""

    status: str
    index_version: str = ""


class Problem(Struct, frozen=True):
    """An error, after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str = ""
    request_id: str = ""
