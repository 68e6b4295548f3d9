"""Documents as resources: their texts, which a chat program can put before its language model."""

from __future__ import annotations

from typing import Final

from indexing.records import Document
from service.host import EngineHost
from service.reading import Reading

URI_TEMPLATE: Final = "belagg://documents/{document_id}"
TEXT: Final = "text/plain"
PAGE: Final = 100
_PREFIX: Final = URI_TEMPLATE.partition("{")[0]


def uri_of(document: Document) -> str:
    """Return a document's address; ids are slugs, and need no escape."""
    return f"{_PREFIX}{document.meta.document_id}"


def page_of(host: EngineHost, cursor: str | None) -> tuple[tuple[Document, ...], str | None]:
    """Return a page of the documents, and the cursor of the next one.

    Args:
        host: has the engine.
        cursor: of this page, as a page before gave it; None for the first.

    Raises:
        ValueError: no page gave this cursor.
        StorageError: no index is open.
    """
    start = int(cursor or 0)
    documents = tuple(host.look_up(lambda engine: engine.documents).value.values())
    if start < 0 or start > len(documents):
        raise ValueError(f"cursor {cursor!r}")
    end = start + PAGE
    return documents[start:end], str(end) if end < len(documents) else None


def document_at(host: EngineHost, uri: str) -> Reading[Document] | None:
    """Return the document at an address; None when there is none.

    Args:
        host: has the engine.
        uri: the address.

    Raises:
        StorageError: no index is open.
    """
    document_id = uri.removeprefix(_PREFIX)
    reading = host.look_up(lambda engine: engine.documents.get(document_id))
    if not uri.startswith(_PREFIX) or reading.value is None:
        return None
    return Reading(reading.value, reading.documents, reading.index_version, reading.took_ms)
