"""What the API says of the corpus, its uploads and its jobs."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from indexing.records import Document, DocumentMeta
from service.admin.administration import Administration
from service.admin.metadata import Metadata
from service.admin.records import Change, Job, Preview, Upload
from service.admin.staging import duplicate_of
from service.links import Links


class UploadReply(Struct, frozen=True):
    """An upload that waits. It can be published when there are no ``flaws``, no ``failure`` and no ``duplicate_of``.

    ``read_as`` is the encoding that it came in; ``replaces`` the document whose place it takes; ``metadata`` what was
    guessed or said of it; ``flaws`` what is wrong with that, by field; ``preview`` how it was parsed, ``failure`` why
    it was not.
    """

    upload_id: str
    name: str
    created: str
    by: str
    size: int
    read_as: str
    replaces: str | None
    metadata: Metadata
    flaws: dict[str, str]
    duplicate_of: str | None
    preview: Preview | None
    failure: str
    url: str


class UploadSummary(Struct, frozen=True):
    """An upload in a list."""

    upload_id: str
    name: str
    created: str
    by: str
    replaces: str | None
    title: str
    url: str


class JobReply(Struct, frozen=True):
    """A job: ``state`` is queued, running, done, failed or interrupted; ``done`` of ``total`` of its ``stage``.

    ``generation`` is the index that is in use afterwards, and ``error`` says why there is none.
    """

    job_id: str
    kind: str
    state: str
    by: str
    started: str
    finished: str
    document_id: str
    title: str
    stage: str
    done: int
    total: int
    generation: str
    embedded: int
    error: str
    url: str


class ChangeReply(Struct, frozen=True):
    """A change: ``status`` is pending, applied, failed or undone."""

    number: int
    kind: str
    status: str
    document_id: str
    title: str
    by: str
    time: str
    generation: str


class CorpusDocument(Struct, frozen=True):
    """A document of the corpus; without passages, it is not indexed yet."""

    document_id: str
    title: str
    file: str
    sha256: str
    passage_count: int


class CorpusReply(Struct, frozen=True):
    """Reply of ``/v1/admin/corpus``: what there is, what waits, what was done; ``undo`` is the change to undo next."""

    writable: bool
    index_version: str
    index_current: bool
    documents: tuple[CorpusDocument, ...]
    uploads: tuple[UploadSummary, ...]
    changes: tuple[ChangeReply, ...]
    undo: int | None
    job: JobReply | None


class UndoBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Body of ``POST /v1/admin/undo``: the change, which must be the latest in effect."""

    change: int


def upload_reply(
    upload: Upload, administration: Administration, indexed: Mapping[str, Document], links: Links
) -> UploadReply:
    """Shape the reply about an upload.

    Args:
        upload: the upload.
        administration: finds what is wrong with it.
        indexed: the documents that are indexed.
        links: makes addresses.
    """
    return UploadReply(
        upload_id=upload.upload_id,
        name=upload.name,
        created=upload.created,
        by=upload.by,
        size=upload.size,
        read_as=upload.read_as,
        replaces=upload.replaces,
        metadata=upload.metadata,
        flaws=administration.staging.flaws(upload),
        duplicate_of=duplicate_of(upload, indexed),
        preview=upload.preview,
        failure=upload.failure,
        url=_upload_url(upload, links),
    )


def job_reply(job: Job, links: Links) -> JobReply:
    """Shape the reply about a job."""
    return JobReply(
        job_id=job.job_id,
        kind=job.kind.value,
        state=job.state.value,
        by=job.by,
        started=job.started,
        finished=job.finished,
        document_id=job.document_id,
        title=job.title,
        stage=job.stage,
        done=job.done,
        total=job.total,
        generation=job.generation,
        embedded=job.embedded,
        error=job.error,
        url=f"{links.root}/v1/admin/jobs/{job.job_id}",
    )


def corpus_reply(
    administration: Administration, index_version: str, counts: Mapping[str, int], links: Links
) -> CorpusReply:
    """Shape the reply about the whole corpus.

    Args:
        administration: knows the corpus.
        index_version: the generation in use.
        counts: passages by indexed document.
        links: makes addresses.
    """
    latest, undoable = administration.latest_job(), administration.undoable()
    return CorpusReply(
        writable=administration.is_writable,
        index_version=index_version,
        index_current=administration.is_index_current(),
        documents=tuple(_document(meta, counts) for meta in administration.metas()),
        uploads=tuple(_summary(upload, links) for upload in administration.staging.uploads()),
        changes=tuple(map(_change, administration.changes())),
        undo=undoable.number if undoable else None,
        job=job_reply(latest, links) if latest else None,
    )


def _upload_url(upload: Upload, links: Links) -> str:
    return f"{links.root}/v1/admin/uploads/{upload.upload_id}"


def _summary(upload: Upload, links: Links) -> UploadSummary:
    return UploadSummary(
        upload_id=upload.upload_id,
        name=upload.name,
        created=upload.created,
        by=upload.by,
        replaces=upload.replaces,
        title=upload.metadata.title,
        url=_upload_url(upload, links),
    )


def _document(meta: DocumentMeta, counts: Mapping[str, int]) -> CorpusDocument:
    return CorpusDocument(meta.document_id, meta.title, meta.file, meta.sha256, counts.get(meta.document_id, 0))


def _change(change: Change) -> ChangeReply:
    return ChangeReply(
        number=change.number,
        kind=change.kind.value,
        status=change.status.value,
        document_id=change.document_id,
        title=change.title,
        by=change.by,
        time=change.time,
        generation=change.generation,
    )
