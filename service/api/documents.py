"""``/v1/documents`` and ``/v1/passages``."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import Response, get
from litestar.params import PathParameter

from service import wire
from service.api.etags import answer_unchanged, tagged
from service.api.examples import ExampleOperation
from service.api.paging import Limit, Offset, Page
from service.api.responses import LIST_ERRORS, LOOKUP_ERRORS, PAGE_ERRORS
from service.auth import requires
from service.convert import document_reply, documents_reply, passage_reply, passages_reply
from service.dependencies import InjectedResources
from service.desk import AnyRequest
from service.keys import Scope
from service.reading import count_passages

READING: Final = [requires(Scope.READ)]
TAGS: Final = ["Documents"]
DocumentId = Annotated[str, PathParameter(description="The document's id.")]


@get(
    "/v1/documents",
    operation_id="listDocuments",
    summary="List the documents",
    tags=TAGS,
    guards=READING,
    before_request=answer_unchanged,
    operation_class=ExampleOperation,
    responses=LIST_ERRORS,
)
async def list_documents(
    request: AnyRequest, resources: InjectedResources, limit: Limit = 1000, offset: Offset = 0
) -> Response[wire.DocumentsReply]:
    """Return what is known of each document, in the corpus's order."""
    page = Page(limit, offset)
    reply = documents_reply(resources.host.look_up(count_passages), resources.links, page.of)
    return tagged(request, reply, page.headers(request, reply.total))


@get(
    "/v1/documents/{document_id:str}",
    operation_id="getDocument",
    summary="Read a document",
    tags=TAGS,
    guards=READING,
    before_request=answer_unchanged,
    operation_class=ExampleOperation,
    responses=LOOKUP_ERRORS,
)
async def get_document(
    request: AnyRequest, resources: InjectedResources, document_id: DocumentId
) -> Response[wire.DocumentReply]:
    """Return a document's text, section tree and footnotes."""
    reading = resources.host.look_up(lambda engine: len(engine.passages(document_id)))
    return tagged(request, document_reply(reading, reading.documents[document_id], resources.links))


@get(
    "/v1/documents/{document_id:str}/passages",
    operation_id="listPassages",
    summary="List a document's passages",
    tags=TAGS,
    guards=READING,
    before_request=answer_unchanged,
    operation_class=ExampleOperation,
    responses=PAGE_ERRORS,
)
async def list_passages(
    request: AnyRequest,
    resources: InjectedResources,
    document_id: DocumentId,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response[wire.PassagesReply]:
    """Return a document's passages in reading order."""
    page = Page(limit, offset)
    reading = resources.host.look_up(lambda engine: engine.passages(document_id))
    reply = passages_reply(reading, resources.links, page.of)
    return tagged(request, reply, page.headers(request, reply.total))


@get(
    "/v1/passages/{passage_id:str}",
    operation_id="getPassage",
    summary="Read a passage",
    tags=TAGS,
    guards=READING,
    before_request=answer_unchanged,
    operation_class=ExampleOperation,
    responses=LOOKUP_ERRORS,
)
async def get_passage(
    request: AnyRequest,
    resources: InjectedResources,
    passage_id: Annotated[str, PathParameter(description="The passage's id.")],
) -> Response[wire.PassageReply]:
    """Return a passage with its place, sentences, footnotes and links."""
    reading = resources.host.look_up(lambda engine: engine.passage(passage_id))
    return tagged(request, passage_reply(reading, resources.links))
