"""What Belägg replies: rankings, answers with the citations that prove them, and what was read out of the question."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from indexing.records import DocumentMeta, Footnote, Passage, Query, ScoredPassage
from indexing.times import years_of


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
        footnotes: the sources that the document gives in the quote, in order of their marks.
    """

    number: int
    passage: Passage
    document: DocumentMeta
    quote: str
    start: int
    end: int
    footnotes: tuple[Footnote, ...] = ()


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


class QuestionForm(StrEnum):
    """What kind of reply a question is phrased for."""

    YES_NO = "yes_no"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    WHY = "why"
    HOW_MANY = "how_many"
    HOW_MUCH = "how_much"
    HOW = "how"
    WHAT = "what"


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was read out of a question besides its topic.

    Attributes:
        language: of the question, ISO 639-1.
        form: how it is phrased; None for keywords.
        parties: codes of the parties whose view is asked for.
        document_ids: documents that the question names by their titles.
        types: types of the kinds of document that it names.
        sessions: parliamentary sessions that it names, "2023/24".
        years: years that documents are to be of.
        places: labels of places that it names ("punkt 20", "underskriften").
        is_comparison: it sets two or more parties or documents side by side, and each is to be heard.
        corrections: misspelt words of the question, in its order, and what they were read as.
        absent: items of which the index has no document, written as in ``Query.ignore`` ("party:M").
        follow_up: the question in full, where it was read in the light of earlier ones; else empty.
    """

    language: str = "sv"
    form: QuestionForm | None = None
    parties: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    is_comparison: bool = False
    corrections: tuple[Correction, ...] = ()
    absent: tuple[str, ...] = ()
    follow_up: str = ""

    @property
    def names_any(self) -> bool:
        """Whether the question names any document, kind, session or year."""
        return bool(self.document_ids or self.types or self.sessions or self.years)

    def names(self, document: DocumentMeta) -> bool:
        """Tell whether the question names the document or its kind."""
        return document.document_id in self.document_ids or document.type in self.types

    def is_put_to(self, document: DocumentMeta) -> bool:
        """Tell whether the document may answer: it is of a party and of a kind or title that is named, if any is."""
        of_party = not self.parties or bool(set(self.parties) & set(document.parties))
        return of_party and (self.names(document) or not (self.types or self.document_ids))

    def dates(self, document: DocumentMeta) -> bool:
        """Tell whether the document is of a session or a year that the question names."""
        return document.session in self.sessions or not years_of(document).isdisjoint(self.years)


@dataclass(frozen=True, slots=True)
class Ranking:
    """One query's passages, best first, ties broken by passage id, and what was read out of the query."""

    query: Query
    passages: tuple[ScoredPassage, ...]
    understanding: Understanding = field(default_factory=Understanding)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question.

    Attributes:
        query: what was asked.
        status: whether the documents hold an answer.
        confidence: in [0, 1], that they do.
        statements: grouped by document, the most probable first; empty when nothing was found.
        citations: numbered from 1 in order of first use; each is used by a statement, unless a model worded them.
        nearest: the nearest passages when nothing was found, else empty.
        understanding: what was read out of the question.
        unanswered: the parts of an answered question to which the documents hold no answer, in the question's words.
        written_by: the language model that worded the statements; None when they are the quotes themselves.
    """

    query: Query
    status: AnswerStatus
    confidence: float
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[ScoredPassage, ...]
    understanding: Understanding
    unanswered: tuple[str, ...] = ()
    written_by: str | None = None

    @property
    def text(self) -> str:
        """The statements joined, each followed by its ``[n]`` marks."""
        return " ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in self.statements)
