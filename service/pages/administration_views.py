"""What the pages of administration show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indexing.kinds import KIND_TYPES
from indexing.parties import PARTY_CODES
from indexing.records import DocumentMeta
from service.admin.administration import Administration
from service.admin.records import Change, Job, Upload
from service.admin.staging import Documents, duplicate_of
from service.admin.uploads import PARSERS_BY_SUFFIX
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class DocumentsView:
    """The corpus and all that is done to it.

    Attributes:
        is_writable: documents can be added, replaced and removed.
        is_current: the index has what the corpus has.
        documents: each with its number of indexed passages; None for one that is not indexed.
        uploads: those that wait.
        changes: newest first.
        undoable: number of the change that can be undone, or None.
        job: the latest, or None.
        limit: largest upload in bytes.
    """

    is_writable: bool
    is_current: bool
    documents: tuple[tuple[DocumentMeta, int | None], ...]
    uploads: tuple[Upload, ...]
    changes: tuple[Change, ...]
    undoable: int | None
    job: Job | None
    limit: int


@dataclass(frozen=True, slots=True)
class UploadView:
    """An upload under review.

    Attributes:
        flaws: fields that cannot stay as they are.
        duplicate: the indexed document that has the same text, or None.
        replaced: the document whose place it takes, or None.
        types: what documents may be called, for choosing.
        parties: codes.
        parsers: how its kind of file may be read.
    """

    flaws: frozenset[str]
    duplicate: DocumentMeta | None
    replaced: DocumentMeta | None
    types: tuple[str, ...]
    parties: tuple[str, ...]
    parsers: tuple[str, ...]


def documents_view(administration: Administration, counts: Mapping[str, int], settings: Settings) -> DocumentsView:
    """Gather what the page of documents shows.

    Args:
        administration: knows the corpus.
        counts: passages by indexed document.
        settings: the largest upload.
    """
    undoable = administration.undoable()
    return DocumentsView(
        is_writable=administration.is_writable,
        is_current=administration.is_index_current(),
        documents=tuple((meta, counts.get(meta.document_id)) for meta in administration.metas()),
        uploads=administration.staging.uploads(),
        changes=administration.changes(),
        undoable=undoable.number if undoable else None,
        job=administration.latest_job(),
        limit=settings.max_upload_bytes,
    )


def upload_view(upload: Upload, administration: Administration, indexed: Documents) -> UploadView:
    """Gather what the page of an upload shows besides the upload itself.

    Args:
        upload: the upload.
        administration: finds what is wrong with it.
        indexed: the documents that are indexed.
    """
    duplicate = duplicate_of(upload, indexed)
    replaced = next((meta for meta in administration.metas() if meta.document_id == upload.replaces), None)
    suffix = upload.name[upload.name.rfind(".") :].lower()
    return UploadView(
        flaws=frozenset(administration.staging.flaws(upload)),
        duplicate=indexed[duplicate].meta if duplicate else None,
        replaced=replaced,
        types=tuple(KIND_TYPES),
        parties=PARTY_CODES,
        parsers=PARSERS_BY_SUFFIX.get(suffix, (upload.metadata.parser,)),
    )
