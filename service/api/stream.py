"""``/v1/ask/stream``: an answer as server-sent events, so that a caller can show its parts as they come.

The events are ``understood`` (what was read out of the question), then each ``citation`` before the first
``statement`` that refers to it, and last ``done`` with the whole reply of ``/v1/ask``; or ``problem`` in place of the
rest. A question that waits in line gets a comment now and then, lest a proxy takes the connection for dead. Whoever
hangs up leaves the line. An answer is asked for again, not resumed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import msgspec
from litestar import get, post
from litestar.params import JSONBody
from litestar.response import ServerSentEvent, ServerSentEventMessage
from litestar.status_codes import HTTP_200_OK

from indexing.answers import Answer
from service import wire
from service.api.examples import ExampleOperation
from service.api.parameters import (
    Context,
    Count,
    DocumentIds,
    DocumentIdsToo,
    Ignored,
    Language,
    Parties,
    Question,
    Sessions,
    Types,
)
from service.api.questions import DEFAULT_K, READING, TAGS, to_filters, to_query
from service.api.responses import STREAM_BODY_RESPONSES, STREAM_RESPONSES
from service.convert import ask_reply
from service.dependencies import InjectedResources, Resources
from service.desk import AnyRequest, Served
from service.envelope import request_id
from service.errors import problem_reply
from service.problems import log_problem, problem_of
from service.streaming import STREAM_HEADERS, begin, heartbeats


@get(
    "/v1/ask/stream",
    operation_id="askStream",
    summary="Answer a question, part by part",
    tags=TAGS,
    guards=READING,
    operation_class=ExampleOperation,
    responses=STREAM_RESPONSES,
    media_type="text/event-stream",
)
async def ask_stream(
    *,
    request: AnyRequest,
    resources: InjectedResources,
    question: Question,
    k: Count = DEFAULT_K,
    party: Parties = None,
    document: DocumentIds = None,
    document_id: DocumentIdsToo = None,
    type_: Types = None,
    session: Sessions = None,
    language: Language = None,
    ignore: Ignored = None,
    context: Context = None,
) -> ServerSentEvent:
    """Answer as server-sent events: understood, citation, statement, done; or problem."""
    filters = to_filters(party, document_id, type_, session, document)
    asked = wire.AskBody(question, k, filters, language, tuple(ignore or ()), tuple(context or ()))
    return await _stream(asked, request, resources)


@post(
    "/v1/ask/stream",
    operation_id="askStreamByBody",
    summary="Answer a question, part by part",
    tags=TAGS,
    guards=READING,
    operation_class=ExampleOperation,
    status_code=HTTP_200_OK,
    responses=STREAM_BODY_RESPONSES,
    media_type="text/event-stream",
)
async def ask_stream_by_body(
    request: AnyRequest, resources: InjectedResources, data: JSONBody[wire.AskBody]
) -> ServerSentEvent:
    """Answer as server-sent events: understood, citation, statement, done; or problem."""
    return await _stream(data, request, resources)


async def _stream(asked: wire.AskBody, request: AnyRequest, resources: Resources) -> ServerSentEvent:
    """Answer at once if that is quick, so that what goes wrong has its own status; else begin to stream."""
    work = await begin(resources.desk.ask(to_query(asked, resources.settings), request))
    return ServerSentEvent(_events(work, request, resources), headers=STREAM_HEADERS, status_code=HTTP_200_OK)


async def _events(
    work: asyncio.Future[Served[Answer]], request: AnyRequest, resources: Resources
) -> AsyncIterator[ServerSentEventMessage]:
    try:
        async for heartbeat in heartbeats(work):
            yield heartbeat
        reply = ask_reply(work.result().reading, resources.links)
    except Exception as error:  # noqa: BLE001 - the response has begun: what nobody foresaw must be told in it too
        problem = problem_of(error)
        log_problem(error, problem, request_id(request.scope))
        yield _event("problem", problem_reply(problem, request.url.path, request_id(request.scope)))
        return
    finally:
        work.cancel()  # the caller hung up; what is done already does not mind
    for event in events_of(reply):
        yield event


def events_of(reply: wire.AskReply) -> Iterator[ServerSentEventMessage]:
    """Yield a reply's parts in the order in which they are shown.

    Args:
        reply: the whole.
    """
    yield _event("understood", reply.understood)
    cited = {citation.number: citation for citation in reply.citations}
    for statement in reply.statements:
        for number in statement.citations:
            if citation := cited.pop(number, None):
                yield _event("citation", citation)
        yield _event("statement", statement)
    for citation in cited.values():  # a model that words an answer may pass over some
        yield _event("citation", citation)
    yield _event("done", reply)


def _event(name: str, data: msgspec.Struct) -> ServerSentEventMessage:
    return ServerSentEventMessage(event=name, data=msgspec.json.encode(data).decode())
