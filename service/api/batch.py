"""``/v1/search/batch``: many searches in one request."""

from __future__ import annotations

from litestar import Response, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from indexing.errors import InputError
from indexing.records import Query
from service import wire
from service.api.examples import ExampleOperation
from service.api.questions import READING, TAGS, to_asked, to_query
from service.api.responses import BODY_ERRORS
from service.convert import search_reply
from service.dependencies import InjectedResources
from service.desk import AnyRequest
from service.settings import Settings


@post(
    "/v1/search/batch",
    operation_id="searchBatch",
    summary="Rank passages for many queries",
    tags=TAGS,
    guards=READING,
    operation_class=ExampleOperation,
    status_code=HTTP_200_OK,
    responses=BODY_ERRORS,
)
async def search_batch(
    request: AnyRequest, resources: InjectedResources, data: JSONBody[wire.BatchBody]
) -> Response[wire.BatchReply]:
    """Return a ranking for each query, in their order; none when one of them cannot be used.

    The searches take turns: a batch takes no more of the service than one caller who asks one after the other.
    """
    queries = [_query(place, search, resources.settings) for place, search in enumerate(data.searches)]
    replies = []
    for place, query in enumerate(queries):
        try:
            served = await resources.desk.search(query, request)
        except InputError as error:
            raise _placed(place, error) from error
        replies.append(search_reply(served.reading, resources.links))
    return Response(wire.BatchReply(tuple(replies)))


def _query(place: int, search: wire.SearchBody, settings: Settings) -> Query:
    try:
        return to_query(to_asked(search), settings)
    except InputError as error:
        raise _placed(place, error) from error


def _placed(place: int, error: InputError) -> InputError:
    """Return the error, of its own kind, with the search that it is about."""
    return type(error)(f"searches[{place}]: {error}")
