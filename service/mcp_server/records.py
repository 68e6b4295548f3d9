"""What tools are given and what they return, where that is not what the HTTP API is given and returns already.

Descriptions are for language models, which read them to call the tools.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from service.wire import FilterBody

MOST_PASSAGES: Final = 50
MOST_LISTED: Final = 200

# Some programs write a list as a string of JSON, or one value without its list.
Names = str | tuple[str, ...]
Party = Annotated[Names, Meta(description="Party codes or names to restrict the search to: S M SD C V KD MP L.")]
DocumentIds = Annotated[Names, Meta(description="Ids of documents to restrict the search to; list_documents has them.")]
Types = Annotated[Names, Meta(description="Document types to restrict the search to: motion, program, manifesto …")]
Sessions = Annotated[Names, Meta(description="Parliamentary sessions to restrict the search to, written 2023/24.")]
Language = Annotated[str, Meta(description="The question's language, sv or en; leave it out to have it found out.")]
Context = Annotated[
    tuple[str, ...],
    Meta(max_length=50, description="The user's earlier questions, oldest first, when this one leans on them."),
]
Offset = Annotated[int, Meta(ge=0, le=2**31 - 1, description="How many entries to leave out before the first.")]
Limit = Annotated[
    int, Meta(ge=1, le=MOST_LISTED, description="Most entries to return; total tells how many there are.")
]
DocumentId = Annotated[str, Meta(description="The document's id, as list_documents and citations give it.")]


class Narrowing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a question is asked of, and how; without any, all documents are searched."""

    party: Party = ()
    document_id: DocumentIds = ()
    type: Types = ()
    session: Sessions = ()
    language: Language | None = None
    context: Context = ()

    @property
    def filters(self) -> FilterBody:
        """The filters as the HTTP API takes them."""
        return FilterBody(*map(_listed, (self.party, self.document_id, self.type, self.session)))


class AskArguments(Narrowing, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of the tool ``ask``."""

    question: Annotated[str, Meta(description="The user's question in their own words, in Swedish or English.")]


class SearchArguments(Narrowing, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of the tool ``search``."""

    query: Annotated[str, Meta(description="A question or keywords, in Swedish or English.")]
    limit: Annotated[int, Meta(ge=1, le=MOST_PASSAGES, description="Most passages to return.")] = 10


class PassageArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of the tool ``get_passage``."""

    passage_id: Annotated[str, Meta(description="The passage's id, as citations, search and outlines give it.")]


class OutlineArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of the tool ``get_document_outline``."""

    document_id: DocumentId
    limit: Limit = 100
    offset: Offset = 0


class ListArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of the tool ``list_documents``."""

    limit: Limit = 50
    offset: Offset = 0


class OutlineEntry(Struct, frozen=True):
    """A section of a document, in reading order; ``level`` is 1 for those that lie in no other.

    ``start`` and ``end`` are offsets in the document's text, in Unicode code points. ``passage_ids`` are of its own
    text, that of its subsections left out.
    """

    level: int
    kind: str
    label: str
    number: str | None
    heading: str | None
    start: int
    end: int
    passage_ids: tuple[str, ...]


class OutlineReply(Struct, frozen=True):
    """Result of the tool ``get_document_outline``: a page of the sections, and how many there are."""

    index_version: str
    document_id: str
    document_title: str
    url: str
    sections: tuple[OutlineEntry, ...]
    total: int


def _listed(names: Names) -> tuple[str, ...]:
    if isinstance(names, tuple):
        return names
    if names.lstrip().startswith("["):
        return msgspec.json.decode(names, type=tuple[str, ...])
    return (names,)
