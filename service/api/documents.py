"""``/v1/documents`` and ``/v1/passages``."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import get
from litestar.params import PathParameter

from service import wire
from service.api.responses import LOOKUP_ERRORS, READY_ERRORS
from service.auth import requires
from service.convert import document_reply, documents_reply, passage_reply
from service.dependencies import InjectedResources
from service.keys import Scope
from service.reading import count_passages

READING: Final = [requires(Scope.READ)]
TAGS: Final = ["Documents"]


@get(
    "/v1/documents",
    operation_id="listDocuments",
    summary="List the documents",
    tags=TAGS,
    guards=READING,
    responses=READY_ERRORS,
)
async def list_documents(resources: InjectedResources) -> wire.DocumentsReply:
    """Return what is known of each document, in the corpus's order."""
    return documents_reply(resources.host.look_up(count_passages), resources.links)


@get(
    "/v1/documents/{document_id:str}",
    operation_id="getDocument",
    summary="Read a document",
    tags=TAGS,
    guards=READING,
    responses=LOOKUP_ERRORS,
)
async def get_document(
    resources: InjectedResources,
    document_id: Annotated[str, PathParameter(description="The document's id.")],
) -> wire.DocumentReply:
    """Return a document's text, section tree and footnotes."""
    reading = resources.host.look_up(lambda engine: len(engine.passages(document_id)))
    return document_reply(reading, reading.documents[document_id], resources.links)


@get(
    "/v1/passages/{passage_id:str}",
    operation_id="getPassage",
    summary="Read a passage",
    tags=TAGS,
    guards=READING,
    responses=LOOKUP_ERRORS,
)
async def get_passage(
    resources: InjectedResources,
    passage_id: Annotated[str, PathParameter(description="The passage's id.")],
) -> wire.PassageReply:
    """Return a passage with its place, sentences, footnotes and links."""
    return passage_reply(resources.host.look_up(lambda engine: engine.passage(passage_id)), resources.links)
