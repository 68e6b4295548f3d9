"""The records of an answer: statements, the citations that prove them, and what was read out of the question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexing.records import DocumentMeta, Passage, Query, ScoredPassage


class AnswerStatus(StrEnum):
    """Whether the documents hold an answer."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim, located quote: ``document.text[start:end] == quote``.

    Attributes:
        number: what the answer's ``[n]`` marks refer to, from 1.
        passage: the passage that the quote lies in.
        document: the document that the passage lies in.
        quote: the quoted text.
        start: first code point in the document's canonical text.
        end: one past the last.
    """

    number: int
    passage: Passage
    document: DocumentMeta
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, or a few that belong together, and the numbers of the citations that prove it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the question that was read as another: what was typed, and what was searched for in its place."""

    typed: str
    used: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was read out of a question besides its topic.

    Attributes:
        parties: codes of parties that the question names.
        document_ids: documents that the question names.
        types: document types that the question names.
        places: labels of numbered places that the question names ("punkt 20").
        corrections: misspelt words of the question, in its order, and what they were read as.
    """

    parties: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question.

    Attributes:
        query: what was asked.
        status: whether the documents hold an answer.
        confidence: in [0, 1], that they do.
        statements: grouped by document, the most probable first; empty when nothing was found.
        citations: numbered from 1 in order of first use; each is used by a statement.
        nearest: the nearest passages when nothing was found, else empty.
        understanding: what was read out of the question.
    """

    query: Query
    status: AnswerStatus
    confidence: float
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[ScoredPassage, ...]
    understanding: Understanding

    @property
    def text(self) -> str:
        """The statements joined, each followed by its ``[n]`` marks."""
        return " ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in self.statements)
