"""Taking feedback: who may give it, and what is kept of the answer that it is about.

Whoever gives feedback sends the question again, and not the answer: the service answers it, mostly from its cache, so
that nobody can put quotes into the file that no answer gave. Where the documents have changed meanwhile, the answer may
be another than the one that was read, and the feedback is refused.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from anyio import to_thread

from indexing.answers import Answer
from indexing.records import Query
from service import wire
from service.auth import access_of, caller_of
from service.dependencies import Resources
from service.desk import AnyRequest
from service.envelope import request_id
from service.feedback.file import FeedbackFile
from service.feedback.records import CitedQuote, Feedback, Opinion, Verdict, answer_id
from service.keys import Scope
from service.problems import RequestError
from service.reading import Reading
from service.refusals import AnswerChangedError, ForbiddenError
from service.settings import FeedbackFrom, Settings

_ID_BYTES = 6


def may_give_feedback(request: AnyRequest, settings: Settings) -> bool:
    """Return whether whoever sent a request may say what they think of its answer.

    Args:
        request: what came in.
        settings: say whether feedback is taken at all.
    """
    return settings.feedback != FeedbackFrom.OFF and access_of(request).admits(caller_of(request), Scope.FEEDBACK)


def opinion_of(answer: str, verdict: str, comment: str) -> Opinion:
    """Check what a form says.

    Args:
        answer: the answer's id.
        verdict: "useful" or "not_useful".
        comment: free text; browsers send its line breaks as two characters each.

    Raises:
        RequestError: the verdict is another, or the comment too long.
    """
    if verdict not in set(Verdict):
        raise RequestError(f"verdict is {verdict!r}; it must be one of {', '.join(Verdict)}")
    text = comment.replace("\r\n", "\n").strip()
    if len(text) > wire.MAX_COMMENT:
        raise RequestError(f"the comment has {len(text)} characters; at most {wire.MAX_COMMENT} are kept")
    return Opinion(answer, Verdict(verdict), text)


async def take_feedback(query: Query, opinion: Opinion, request: AnyRequest, resources: Resources) -> Feedback:
    """Answer the question again and keep what a reader thinks of the answer.

    Args:
        query: the question.
        opinion: what the reader says.
        request: what it came with.
        resources: answer the question, and say what may be kept.

    Raises:
        ForbiddenError: feedback is not taken here.
        AnswerChangedError: the question is answered otherwise by now.
        FeedbackFullError: as much is kept as may be.
        InputError, OverloadError, ClientGoneError, StorageError: as of any question.
    """
    settings = resources.settings
    if settings.feedback == FeedbackFrom.OFF:
        raise ForbiddenError("this service takes no feedback (setting feedback)")
    served = await resources.desk.quotes(query, request)
    if answer_id(served.reading.value) != opinion.answer_id:
        raise AnswerChangedError(
            f"the answer {opinion.answer_id!r} is not what this question gets now; ask it again and judge that answer"
        )
    asked = _asked(query) if settings.feedback_questions else None
    feedback = _feedback(served.reading, opinion, request_id(request.scope), asked)
    await to_thread.run_sync(FeedbackFile(settings.state, settings.feedback_days).add, feedback)
    resources.metrics.count_feedback(opinion.verdict.value)
    return feedback


def _feedback(reading: Reading[Answer], opinion: Opinion, request: str, asked: wire.AskBody | None) -> Feedback:
    answer = reading.value
    return Feedback(
        feedback_id=secrets.token_hex(_ID_BYTES),
        created=datetime.now(UTC).replace(microsecond=0),
        request_id=request,
        opinion=opinion,
        status=answer.status.value,
        confidence=answer.confidence,
        index_version=reading.index_version,
        language=answer.understanding.language,
        citations=tuple(CitedQuote(cited.passage.passage_id, cited.quote) for cited in answer.citations),
        asked=asked,
    )


def _asked(query: Query) -> wire.AskBody:
    """Return a question as `/v1/ask` takes it."""
    chosen = query.filters
    filters = wire.FilterBody(chosen.parties, chosen.document_ids, chosen.types, chosen.sessions)
    return wire.AskBody(query.text, query.k, filters, query.language, query.ignore, query.earlier)
