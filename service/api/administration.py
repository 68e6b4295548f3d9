"""``/v1/admin``: uploads, documents and the index, for keys of scope admin.

What the pages of administration do is done by the same functions. All of it waits for disks and other processes, so it
runs in threads, and never in those that answer questions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Final, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from litestar import Response, delete, get, post, put
from litestar.datastructures import UploadFile
from litestar.params import JSONBody, MultipartBody, PathParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT
from msgspec import Struct

from service.admin.administration import Administration
from service.admin.children import ChildProcesses
from service.admin.metadata import Metadata
from service.admin.records import Job, Upload
from service.admin.replies import (
    CorpusReply,
    JobReply,
    UndoBody,
    UploadReply,
    corpus_reply,
    job_reply,
    upload_reply,
)
from service.admin.staging import Documents
from service.admin.workplace import Workplace
from service.api.examples import ExampleOperation
from service.api.responses import ADMIN_BODY_ERRORS, ADMIN_ERRORS, JOB_ERRORS
from service.auth import caller_of, requires
from service.dependencies import InjectedResources, Resources
from service.desk import AnyRequest
from service.keys import Scope
from service.reading import count_passages
from service.settings import Settings

STATE_KEY: Final = "administration"
TAGS: Final = ["Administration"]
GUARDS: Final = [requires(Scope.ADMIN)]
# A multipart body is somewhat longer than the file in it.
MULTIPART_BYTES: Final = 64 * 1024

# An upload may take minutes to read; what else there is to administer needs threads meanwhile.
_MOST_THREADS: Final = 16
_THREADS: Final = RunVar[CapacityLimiter]("administration")
P = ParamSpec("P")
T = TypeVar("T")
UploadId = Annotated[str, PathParameter(description="The upload's id.")]
JobId = Annotated[str, PathParameter(description="The job's id.")]
DocumentId = Annotated[str, PathParameter(description="The document's id.")]


class UploadForm(Struct, frozen=True):
    """A file, and the id of the document whose place it shall take, if it shall replace one."""

    file: UploadFile
    replaces: str | None = None


def open_administration(settings: Settings) -> Administration:
    """Return the administration of a service.

    Args:
        settings: its folders.
    """
    return Administration(Workplace(settings.locations, settings.state), ChildProcesses())


def administration_of(request: AnyRequest) -> Administration:
    """Return the administration of the application."""
    administration = request.app.state[STATE_KEY]
    if not isinstance(administration, Administration):
        raise TypeError(f"the application's state has no Administration as {STATE_KEY!r}")
    return administration


def name_of(request: AnyRequest) -> str:
    """Return what a caller is called in the records: the name of their key, else its id."""
    key = caller_of(request).key
    return (key.name or key.key_id) if key else ""


def indexed_documents(resources: Resources) -> Documents:
    """Return the documents that are indexed.

    Raises:
        StorageError: no index is open.
    """
    return resources.host.look_up(lambda engine: engine.documents).value


async def in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call what waits for disks and processes, in one of a few threads of its own: the index is followed in others."""
    try:
        threads = _THREADS.get()
    except LookupError:
        threads = CapacityLimiter(_MOST_THREADS)
        _THREADS.set(threads)
    return await to_thread.run_sync(partial(call, *args, **kwargs), limiter=threads)


@get(
    "/v1/admin/corpus",
    operation_id="getCorpus",
    summary="Read what there is, what waits and what was done",
    tags=TAGS,
    guards=GUARDS,
    operation_class=ExampleOperation,
    responses=ADMIN_ERRORS,
)
async def get_corpus(request: AnyRequest, resources: InjectedResources) -> CorpusReply:
    """Return the documents of the corpus, the uploads that wait, the changes made, and the latest job."""
    counted = resources.host.look_up(count_passages)
    administration = administration_of(request)
    return await in_thread(corpus_reply, administration, counted.index_version, counted.value, resources.links)


@post(
    "/v1/admin/uploads",
    operation_id="createUpload",
    summary="Upload a file",
    tags=TAGS,
    guards=GUARDS,
    operation_class=ExampleOperation,
    status_code=HTTP_201_CREATED,
    responses=ADMIN_BODY_ERRORS,
)
async def create_upload(
    request: AnyRequest, resources: InjectedResources, data: MultipartBody[UploadForm]
) -> Response[UploadReply]:
    """Take a file in, guess what it is and parse it. Nothing is indexed before it is published."""
    content, staging = await data.file.read(), administration_of(request).staging
    upload = await in_thread(staging.stage, data.file.filename, content, name_of(request), data.replaces or None)
    reply = await _upload_reply(upload, request, resources)
    return Response(reply, status_code=HTTP_201_CREATED, headers={"Location": reply.url})


@get(
    "/v1/admin/uploads/{upload_id:str}",
    operation_id="getUpload",
    summary="Read how a file was parsed",
    tags=TAGS,
    guards=GUARDS,
    operation_class=ExampleOperation,
    responses=ADMIN_ERRORS,
)
async def get_upload(request: AnyRequest, resources: InjectedResources, upload_id: UploadId) -> UploadReply:
    """Return an upload with its metadata, what is wrong with it, and its preview."""
    upload = await in_thread(administration_of(request).staging.upload, upload_id)
    return await _upload_reply(upload, request, resources)


@put(
    "/v1/admin/uploads/{upload_id:str}",
    operation_id="describeUpload",
    summary="Say what a file is",
    tags=TAGS,
    guards=GUARDS,
    operation_class=ExampleOperation,
    status_code=HTTP_200_OK,
    responses=ADMIN_BODY_ERRORS,
)
async def describe_upload(
    request: AnyRequest, resources: InjectedResources, upload_id: UploadId, data: JSONBody[Metadata]
) -> UploadReply:
    """Replace an upload's metadata, and parse it again where that makes a difference."""
    upload = await in_thread(administration_of(request).staging.describe, upload_id, data)
    return await _upload_reply(upload, request, resources)


@delete(
    "/v1/admin/uploads/{upload_id:str}",
    operation_id="discardUpload",
    summary="Discard an upload",
    tags=TAGS,
    guards=GUARDS,
    operation_class=ExampleOperation,
    status_code=HTTP_204_NO_CONTENT,
    responses=ADMIN_ERRORS,
)
async def discard_upload(request: AnyRequest, upload_id: UploadId) -> None:
    """Forget an upload."""
    await in_thread(administration_of(request).staging.discard, upload_id)


@post(
    "/v1/admin/uploads/{upload_id:str}/publication",
    operation_id="publishUpload",
    summary="Make a document of an upload",
    tags=TAGS,
    guards=GUARDS,
    operation_class=ExampleOperation,
    status_code=HTTP_202_ACCEPTED,
    responses=JOB_ERRORS,
)
async def publish_upload(request: AnyRequest, resources: InjectedResources, upload_id: UploadId) -> Response[JobReply]:
    """Begin a job that adds or replaces the document. The service answers from the old index until it is done."""
    indexed = indexed_documents(resources)
    job = await in_thread(administration_of(request).publish, upload_id, name_of(request), indexed)
    return _accepted(job, resources)


@delete(
    "/v1/admin/documents/{document_id:str}",
    operation_id="removeDocument",
    summary="Remove a document",
    tags=TAGS,
    guards=GUARDS,
    operation_class=ExampleOperation,
    status_code=HTTP_202_ACCEPTED,
    responses=JOB_ERRORS,
)
async def remove_document(
    request: AnyRequest, resources: InjectedResources, document_id: DocumentId
) -> Response[JobReply]:
    """Begin a job that takes the document out of the corpus. Its file is kept, and the change can be undone."""
    job = await in_thread(administration_of(request).remove, document_id, name_of(request))
    return _accepted(job, resources)


@post(
    "/v1/admin/index",
    operation_id="rebuildIndex",
    summary="Bring the index up to date",
    tags=TAGS,
    guards=GUARDS,
    operation_class=ExampleOperation,
    status_code=HTTP_202_ACCEPTED,
    responses=JOB_ERRORS,
)
async def rebuild_index(request: AnyRequest, resources: InjectedResources) -> Response[JobReply]:
    """Begin a job that does what ``belagg index`` does."""
    return _accepted(await in_thread(administration_of(request).reindex, name_of(request)), resources)


@post(
    "/v1/admin/undo",
    operation_id="undoChange",
    summary="Undo the latest change",
    tags=TAGS,
    guards=GUARDS,
    operation_class=ExampleOperation,
    status_code=HTTP_202_ACCEPTED,
    responses={**ADMIN_BODY_ERRORS, **JOB_ERRORS},
)
async def undo_change(
    request: AnyRequest, resources: InjectedResources, data: JSONBody[UndoBody]
) -> Response[JobReply]:
    """Begin a job that reverses the latest change, in corpus and index."""
    return _accepted(await in_thread(administration_of(request).undo, data.change, name_of(request)), resources)


@get(
    "/v1/admin/jobs/{job_id:str}",
    operation_id="getJob",
    summary="Read how far a job has come",
    tags=TAGS,
    guards=GUARDS,
    operation_class=ExampleOperation,
    responses=ADMIN_ERRORS,
)
async def get_job(request: AnyRequest, resources: InjectedResources, job_id: JobId) -> Response[JobReply]:
    """Return a job."""
    reply = job_reply(await in_thread(administration_of(request).job, job_id), resources.links)
    return Response(reply, headers={"Cache-Control": "no-store"})


async def _upload_reply(upload: Upload, request: AnyRequest, resources: Resources) -> UploadReply:
    indexed = indexed_documents(resources)
    return await in_thread(upload_reply, upload, administration_of(request), indexed, resources.links)


def _accepted(job: Job, resources: Resources) -> Response[JobReply]:
    reply = job_reply(job, resources.links)
    return Response(reply, status_code=HTTP_202_ACCEPTED, headers={"Location": reply.url})


HANDLERS: Final = [
    get_corpus,
    get_upload,
    describe_upload,
    discard_upload,
    publish_upload,
    remove_document,
    rebuild_index,
    undo_change,
    get_job,
]
