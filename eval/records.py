"""What a system under evaluation holds and answers, the same for an engine in process and a service by URL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage as the system cut it.

    Attributes:
        passage_id: the system's id for it.
        document_id: the document it belongs to.
        label: what people call the place.
        text: its text.
    """

    passage_id: str
    document_id: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A returned passage and its score; higher is better."""

    passage: IndexedPassage
    score: float


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """A citation: ``quote`` is claimed to be ``document.text[start:end]``."""

    passage_id: str
    document_id: str
    label: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What the system said to a question.

    Attributes:
        is_answered: whether it claims that the documents hold an answer.
        confidence: in [0, 1], that they do.
        statements: the answer's statements, without marks.
        quotes: the citations, in the order of their numbers.
    """

    is_answered: bool
    confidence: float
    statements: tuple[str, ...]
    quotes: tuple[CitedQuote, ...]
