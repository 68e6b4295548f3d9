"""``/v1/search`` and ``/v1/ask``."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from indexing.queries import make_query
from indexing.records import Query
from service import wire
from service.api.etags import answer_unchanged, tagged
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
from service.api.responses import BODY_ERRORS, QUESTION_ERRORS
from service.auth import requires
from service.convert import ask_reply, search_reply
from service.dependencies import InjectedResources, Resources
from service.desk import AnyRequest
from service.keys import Scope
from service.settings import Settings

READING: Final = [requires(Scope.READ)]
TAGS: Final = ["Questions"]
DEFAULT_K: Final = 10


def to_query(asked: wire.AskBody, settings: Settings) -> Query:
    """Check what a caller asked.

    Args:
        asked: the question as sent, with its filters.
        settings: knows the longest question accepted.

    Returns:
        The query.

    Raises:
        QueryError: the question, ``k``, ``language`` or ``ignore`` cannot be used.
        FilterError: a filter value cannot be used.
    """
    return make_query(
        asked.question,
        k=asked.k,
        parties=asked.filters.party,
        document_ids=(*asked.filters.document_id, *asked.filters.document),
        types=asked.filters.type,
        sessions=asked.filters.session,
        language=asked.language,
        ignore=asked.ignore,
        earlier=asked.context,
        max_characters=settings.max_question_characters,
    )


def to_filters(*chosen: list[str] | None) -> wire.FilterBody:
    """Make a filter of the query parameters party, document_id, type, session and document."""
    return wire.FilterBody(*(tuple(values or ()) for values in chosen))


def to_asked(body: wire.SearchBody) -> wire.AskBody:
    """Return a search in the form of a question: they differ in a name alone."""
    return wire.AskBody(body.query, body.k, body.filters, body.language, body.ignore, body.context)


async def _search(
    asked: wire.AskBody, request: AnyRequest, resources: Resources
) -> tuple[wire.SearchReply, dict[str, str]]:
    served = await resources.desk.search(to_query(asked, resources.settings), request)
    return search_reply(served.reading, resources.links), served.headers


async def _ask(asked: wire.AskBody, request: AnyRequest, resources: Resources) -> tuple[wire.AskReply, dict[str, str]]:
    served = await resources.desk.ask(to_query(asked, resources.settings), request)
    return ask_reply(served.reading, resources.links), served.headers


@get(
    "/v1/search",
    operation_id="search",
    summary="Rank passages",
    tags=TAGS,
    guards=READING,
    before_request=answer_unchanged,
    operation_class=ExampleOperation,
    responses=QUESTION_ERRORS,
)
async def search(
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
) -> Response[wire.SearchReply]:
    """Return the passages that are nearest to a question, best first."""
    filters = to_filters(party, document_id, type_, session, document)
    asked = wire.AskBody(question, k, filters, language, tuple(ignore or ()), tuple(context or ()))
    reply, headers = await _search(asked, request, resources)
    return tagged(request, reply, headers)


@post(
    "/v1/search",
    operation_id="searchByBody",
    summary="Rank passages",
    tags=TAGS,
    guards=READING,
    operation_class=ExampleOperation,
    status_code=HTTP_200_OK,
    responses=BODY_ERRORS,
)
async def search_by_body(
    request: AnyRequest, resources: InjectedResources, data: JSONBody[wire.SearchBody]
) -> Response[wire.SearchReply]:
    """Return the passages that are nearest to a question, best first."""
    reply, headers = await _search(to_asked(data), request, resources)
    return Response(reply, headers=headers)


@get(
    "/v1/ask",
    operation_id="ask",
    summary="Answer a question",
    tags=TAGS,
    guards=READING,
    before_request=answer_unchanged,
    operation_class=ExampleOperation,
    responses=QUESTION_ERRORS,
)
async def ask(
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
) -> Response[wire.AskReply]:
    """Answer a question in verbatim, located quotes, or say that the documents hold no answer."""
    filters = to_filters(party, document_id, type_, session, document)
    asked = wire.AskBody(question, k, filters, language, tuple(ignore or ()), tuple(context or ()))
    reply, headers = await _ask(asked, request, resources)
    return tagged(request, reply, headers)


@post(
    "/v1/ask",
    operation_id="askByBody",
    summary="Answer a question",
    tags=TAGS,
    guards=READING,
    operation_class=ExampleOperation,
    status_code=HTTP_200_OK,
    responses=BODY_ERRORS,
)
async def ask_by_body(
    request: AnyRequest,
    resources: InjectedResources,
    data: JSONBody[wire.AskBody],
) -> Response[wire.AskReply]:
    """Answer a question in verbatim, located quotes, or say that the documents hold no answer."""
    reply, headers = await _ask(data, request, resources)
    return Response(reply, headers=headers)
