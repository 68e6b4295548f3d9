"""What is kept of a verdict on an answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from indexing.answers import Answer
from service import wire

_ID_CHARACTERS: Final = 16


class Verdict(StrEnum):
    """What a reader thinks of an answer."""

    USEFUL = "useful"
    NOT_USEFUL = "not_useful"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reader says of an answer.

    Attributes:
        answer_id: which answer, as `answer_id` names it.
        verdict: whether it was of use.
        comment: why, in the reader's words; may be empty.
    """

    answer_id: str
    verdict: Verdict
    comment: str = ""


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """A quote that the answer gave."""

    passage_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict with all that is kept of the answer that it is about.

    Attributes:
        feedback_id: names it, in lists and for deletion.
        created: when it was given, in UTC.
        request_id: of the request that brought it; ties it to the log.
        opinion: what the reader said.
        status: the answer's: "answered" or "not_found".
        confidence: the answer's, in [0, 1].
        index_version: the generation that it was given from.
        language: the question's, as it was understood.
        citations: what the answer quoted, in its order.
        asked: the question with its filters; None where the operator does not want it kept.
    """

    feedback_id: str
    created: datetime
    request_id: str
    opinion: Opinion
    status: str
    confidence: float
    index_version: str
    language: str
    citations: tuple[CitedQuote, ...]
    asked: wire.AskBody | None = None


def answer_id(answer: Answer) -> str:
    """Name an answer by what it shows: its status and its quotes, or the nearest passages where it has none.

    The same answer has the same name in every process, and after the index was built anew, as long as the documents
    say the same. The question is left out, so that a name that is kept does not tell it.

    Args:
        answer: the answer.

    Returns:
        Sixteen hexadecimal digits.
    """
    quoted = (f"{cited.passage.passage_id} {cited.start} {cited.end}" for cited in answer.citations)
    near = (hit.passage.passage_id for hit in answer.nearest)
    shown = "\n".join((answer.status.value, *quoted, *near))
    return hashlib.sha256(shown.encode()).hexdigest()[:_ID_CHARACTERS]
