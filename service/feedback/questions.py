"""Making a question file for `belagg eval questions` of feedback.

Gold is what was quoted by answers that readers called useful. Nothing else is: an answer that was of no use has no
known gold, and a question whose gold is not known must not stand in a question file, where no gold says that the
documents hold no answer. Nor can a reader who never saw the documents say that they hold none. A quote that no document
has any more proves nothing. All of these are open cases, for somebody to look up.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from indexing.answers import AnswerStatus
from service import wire
from service.feedback.records import Feedback, Verdict

KIND: Final = "feedback"
_ID_CHARACTERS: Final = 12


class GoldQuestion(Struct, frozen=True):
    """A line of a question file; the fields are those of `eval.questions.Question`."""

    id: str
    question: str
    lang: str
    kind: str
    gold: tuple[str, ...]


class OpenCase(Struct, frozen=True):
    """A question whose gold somebody has to look up; it has no ``gold``, so the harness refuses it as it is."""

    id: str
    question: str
    lang: str
    kind: str
    asked: wire.AskBody
    verdict: str
    comment: str
    status: str
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """Feedback in the form of questions.

    Attributes:
        questions: those with gold, in the order in which they were first asked.
        open_cases: the feedback that names no gold, oldest first.
        without_question: how much feedback was kept without its question, and can be neither.
    """

    questions: tuple[GoldQuestion, ...]
    open_cases: tuple[OpenCase, ...]
    without_question: int


def export(feedback: Iterable[Feedback], texts: Iterable[str]) -> Export:
    """Make questions of feedback.

    An answer's quotes are gold when more readers called it useful than not. Questions that were narrowed down by
    filters are open cases: a question file has no filters, and asks all documents.

    Args:
        feedback: oldest first.
        texts: of the documents that the questions will be put to.
    """
    known = [_collapsed(text) for text in texts]
    by_question: defaultdict[tuple[str, str], list[tuple[Feedback, wire.AskBody]]] = defaultdict(list)
    without_question = 0
    for one in feedback:
        if one.asked is None:
            without_question += 1
        else:
            by_question[_collapsed(one.asked.question), one.language].append((one, one.asked))
    questions, rest = list[GoldQuestion](), list[OpenCase]()
    for (text, language), given in by_question.items():
        approved = _approved(one for one, _ in given)
        gold: dict[str, None] = {}
        for one, asked in given:
            quotes = _standing(one, known) if one.opinion.answer_id in approved and _may_be_gold(one, asked) else ()
            gold |= dict.fromkeys(quotes)
            rest += () if quotes else [_open_case(one, asked)]
        if gold:
            questions.append(_question(text, language, tuple(gold)))
    return Export(tuple(questions), tuple(rest), without_question)


def _approved(feedback: Iterable[Feedback]) -> set[str]:
    """Return the answers that more readers called useful than not."""
    votes: Counter[str] = Counter()
    for one in feedback:
        votes[one.opinion.answer_id] += 1 if one.opinion.verdict is Verdict.USEFUL else -1
    return {answer for answer, balance in votes.items() if balance > 0}


def _may_be_gold(feedback: Feedback, asked: wire.AskBody) -> bool:
    is_plain = asked == wire.AskBody(asked.question, asked.k)
    is_proof = feedback.status == AnswerStatus.ANSWERED and feedback.opinion.verdict is Verdict.USEFUL
    return is_plain and is_proof


def _standing(feedback: Feedback, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the answer's quotes that the documents still hold."""
    quotes = (_collapsed(cited.quote) for cited in feedback.citations)
    return tuple(quote for quote in quotes if any(quote in text for text in texts))


def _question(text: str, language: str, gold: tuple[str, ...]) -> GoldQuestion:
    digest = hashlib.sha256(text.encode()).hexdigest()[:_ID_CHARACTERS]
    return GoldQuestion(f"{KIND}-{language}-{digest}", text, language, KIND, gold)


def _open_case(feedback: Feedback, asked: wire.AskBody) -> OpenCase:
    return OpenCase(
        id=f"{KIND}-{feedback.feedback_id}",
        question=_collapsed(asked.question),
        lang=feedback.language,
        kind=KIND,
        asked=asked,
        verdict=feedback.opinion.verdict.value,
        comment=feedback.opinion.comment,
        status=feedback.status,
        cited=tuple(cited.quote for cited in feedback.citations),
    )


def _collapsed(text: str) -> str:
    return " ".join(text.split())
