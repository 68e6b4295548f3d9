"""``/v1/search`` and ``/v1/ask``."""

from __future__ import annotations

from typing import Final

from litestar import get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from indexing.queries import make_query
from indexing.records import Query
from service import wire
from service.api.parameters import (
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
from service.convert import ask_reply, search_reply
from service.dependencies import InjectedHost, InjectedLinks, InjectedMetrics, InjectedSettings
from service.host import EngineHost
from service.links import Links
from service.metrics import Metrics
from service.settings import Settings

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
        max_characters=settings.max_question_characters,
    )


def _filters(*chosen: list[str] | None) -> wire.FilterBody:
    """Make a filter of the query parameters party, document_id, type, session and document."""
    return wire.FilterBody(*(tuple(values or ()) for values in chosen))


async def _search(query: Query, host: EngineHost, links: Links) -> wire.SearchReply:
    return search_reply(await host.read(lambda engine: engine.search(query)), links)


async def _ask(query: Query, host: EngineHost, links: Links, metrics: Metrics) -> wire.AskReply:
    reading = await host.read(lambda engine: engine.ask(query))
    metrics.count_answer(reading.value.status.value)
    return ask_reply(reading, links)


@get("/v1/search", operation_id="search", summary="Rank passages", tags=TAGS, responses=QUESTION_ERRORS)
async def search(
    *,
    host: InjectedHost,
    links: InjectedLinks,
    settings: InjectedSettings,
    question: Question,
    k: Count = DEFAULT_K,
    party: Parties = None,
    document: DocumentIds = None,
    document_id: DocumentIdsToo = None,
    type_: Types = None,
    session: Sessions = None,
    language: Language = None,
    ignore: Ignored = None,
) -> wire.SearchReply:
    """Return the passages that are nearest to a question, best first."""
    filters = _filters(party, document_id, type_, session, document)
    asked = wire.AskBody(question, k, filters, language, tuple(ignore or ()))
    return await _search(to_query(asked, settings), host, links)


@post(
    "/v1/search",
    operation_id="searchByBody",
    summary="Rank passages",
    tags=TAGS,
    status_code=HTTP_200_OK,
    responses=BODY_ERRORS,
)
async def search_by_body(
    host: InjectedHost, links: InjectedLinks, settings: InjectedSettings, data: JSONBody[wire.SearchBody]
) -> wire.SearchReply:
    """Return the passages that are nearest to a question, best first."""
    asked = wire.AskBody(data.query, data.k, data.filters, data.language, data.ignore)
    return await _search(to_query(asked, settings), host, links)


@get("/v1/ask", operation_id="ask", summary="Answer a question", tags=TAGS, responses=QUESTION_ERRORS)
async def ask(
    *,
    host: InjectedHost,
    links: InjectedLinks,
    settings: InjectedSettings,
    metrics: InjectedMetrics,
    question: Question,
    k: Count = DEFAULT_K,
    party: Parties = None,
    document: DocumentIds = None,
    document_id: DocumentIdsToo = None,
    type_: Types = None,
    session: Sessions = None,
    language: Language = None,
    ignore: Ignored = None,
) -> wire.AskReply:
    """Answer a question in verbatim, located quotes, or say that the documents hold no answer."""
    filters = _filters(party, document_id, type_, session, document)
    asked = wire.AskBody(question, k, filters, language, tuple(ignore or ()))
    return await _ask(to_query(asked, settings), host, links, metrics)


@post(
    "/v1/ask",
    operation_id="askByBody",
    summary="Answer a question",
    tags=TAGS,
    status_code=HTTP_200_OK,
    responses=BODY_ERRORS,
)
async def ask_by_body(
    host: InjectedHost,
    links: InjectedLinks,
    settings: InjectedSettings,
    metrics: InjectedMetrics,
    data: JSONBody[wire.AskBody],
) -> wire.AskReply:
    """Answer a question in verbatim, located quotes, or say that the documents hold no answer."""
    return await _ask(to_query(data, settings), host, links, metrics)
