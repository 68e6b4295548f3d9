"""The pages of administration. They need a key of scope admin, and do what ``/v1/admin`` does by the same functions."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import MultipartBody, PathParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from indexing.errors import UnknownDocumentError
from indexing.records import DocumentMeta
from service.admin.errors import DuplicateError, MetadataError, UnreadableUploadError
from service.admin.metadata import Metadata
from service.admin.records import Job
from service.api.administration import UploadForm, administration_of, in_thread, indexed_documents, name_of
from service.dependencies import InjectedResources, Resources
from service.desk import AnyRequest
from service.pages.administration_views import documents_view, upload_view
from service.pages.display import display_of
from service.pages.templates import html, render
from service.reading import count_passages
from service.requests import DROPS_UNKNOWN_PARAMETERS

PAGE: Final = {DROPS_UNKNOWN_PARAMETERS: True}
UploadId = Annotated[str, PathParameter()]
JobId = Annotated[str, PathParameter()]
DocumentId = Annotated[str, PathParameter()]
_PRIVATE: Final = {"Cache-Control": "no-store"}


@get("/documents", operation_id="administrationPage", include_in_schema=False, opt=PAGE)
async def administration_page(request: AnyRequest, resources: InjectedResources) -> Response[str]:
    """Show the corpus, what waits, what is being done, and what was done."""
    counted = resources.host.look_up(count_passages)
    view = await in_thread(documents_view, administration_of(request), counted.value, resources.settings)
    return _page("admin_documents.html", {"view": view, "version": counted.index_version}, request, resources)


@post("/uploads", operation_id="uploadOnPage", include_in_schema=False, opt=PAGE, status_code=HTTP_303_SEE_OTHER)
async def upload_file(request: AnyRequest, resources: InjectedResources, data: MultipartBody[UploadForm]) -> Redirect:
    """Take a file in, and lead to its review."""
    content, staging = await data.file.read(), administration_of(request).staging
    upload = await in_thread(staging.stage, data.file.filename, content, name_of(request), data.replaces or None)
    return _to(f"/admin/uploads/{upload.upload_id}", resources)


@get("/uploads/{upload_id:str}", operation_id="uploadPage", include_in_schema=False, opt=PAGE)
async def upload_page(request: AnyRequest, resources: InjectedResources, upload_id: UploadId) -> Response[str]:
    """Show how a file was read, and what is said of it."""
    upload = await in_thread(administration_of(request).staging.upload, upload_id)
    indexed = indexed_documents(resources)
    view = await in_thread(upload_view, upload, administration_of(request), indexed)
    return _page("admin_upload.html", {"view": view, "upload": upload, "said": upload.metadata}, request, resources)


@post(
    "/uploads/{upload_id:str}",
    operation_id="reviewOnPage",
    include_in_schema=False,
    opt=PAGE,
    status_code=HTTP_303_SEE_OTHER,
)
async def review_upload(request: AnyRequest, resources: InjectedResources, upload_id: UploadId) -> Redirect:
    """Keep what the form says of a file; then read it again, publish it or discard it, as its button says."""
    form, administration = await request.form(), administration_of(request)
    if form.get("action") == "discard":
        await in_thread(administration.staging.discard, upload_id)
        return _to("/admin/documents", resources)
    await in_thread(administration.staging.describe, upload_id, metadata_of(form))
    if form.get("action") == "publish":
        try:
            indexed = indexed_documents(resources)
            return _to_job(await in_thread(administration.publish, upload_id, name_of(request), indexed), resources)
        except (MetadataError, DuplicateError, UnreadableUploadError):
            pass  # the page of the upload says what is wrong, field by field
    return _to(f"/admin/uploads/{upload_id}", resources)


@get("/documents/{document_id:str}/replacement", operation_id="replacePage", include_in_schema=False, opt=PAGE)
async def replace_page(request: AnyRequest, resources: InjectedResources, document_id: DocumentId) -> Response[str]:
    """Ask for the file that takes a document's place."""
    return await _document_page("replacement", document_id, request, resources)


@get("/documents/{document_id:str}/removal", operation_id="removePage", include_in_schema=False, opt=PAGE)
async def remove_page(request: AnyRequest, resources: InjectedResources, document_id: DocumentId) -> Response[str]:
    """Ask whether a document is to be removed."""
    return await _document_page("removal", document_id, request, resources)


@post(
    "/documents/{document_id:str}/removal",
    operation_id="removeOnPage",
    include_in_schema=False,
    opt=PAGE,
    status_code=HTTP_303_SEE_OTHER,
)
async def remove_document(request: AnyRequest, resources: InjectedResources, document_id: DocumentId) -> Redirect:
    """Begin to remove a document."""
    return _to_job(await in_thread(administration_of(request).remove, document_id, name_of(request)), resources)


@post(
    "/documents/{document_id:str}/details",
    operation_id="editOnPage",
    include_in_schema=False,
    opt=PAGE,
    status_code=HTTP_303_SEE_OTHER,
)
async def edit_document(request: AnyRequest, resources: InjectedResources, document_id: DocumentId) -> Redirect:
    """Take a document as an upload, to change what is said of it."""
    staging = administration_of(request).staging
    upload = await in_thread(staging.stage_indexed, document_id, name_of(request))
    return _to(f"/admin/uploads/{upload.upload_id}", resources)


@post("/index", operation_id="rebuildOnPage", include_in_schema=False, opt=PAGE, status_code=HTTP_303_SEE_OTHER)
async def rebuild_index(request: AnyRequest, resources: InjectedResources) -> Redirect:
    """Begin to bring the index up to date."""
    return _to_job(await in_thread(administration_of(request).reindex, name_of(request)), resources)


@post(
    "/changes/{number:int}/undo",
    operation_id="undoOnPage",
    include_in_schema=False,
    opt=PAGE,
    status_code=HTTP_303_SEE_OTHER,
)
async def undo_change(
    request: AnyRequest, resources: InjectedResources, number: Annotated[int, PathParameter()]
) -> Redirect:
    """Begin to undo a change."""
    return _to_job(await in_thread(administration_of(request).undo, number, name_of(request)), resources)


@get("/jobs/{job_id:str}", operation_id="jobPage", include_in_schema=False, opt=PAGE)
async def job_page(request: AnyRequest, resources: InjectedResources, job_id: JobId) -> Response[str]:
    """Show how far a job has come; the page's script asks for it again and again, and so does a browser without."""
    job = await in_thread(administration_of(request).job, job_id)
    return _page("admin_job.html", {"job": job}, request, resources)


def metadata_of(form: FormMultiDict) -> Metadata:
    """Return what the form of an upload says.

    Args:
        form: its fields; parties are repeated.
    """

    def text(name: str) -> str:
        value = form.get(name)
        return value if isinstance(value, str) else ""

    return Metadata(
        id=text("id"),
        title=text("title"),
        type=text("type"),
        party=tuple(code for code in form.getall("party", []) if isinstance(code, str)),
        language=text("language"),
        source=text("source"),
        licence=text("licence"),
        parser=text("parser"),
        title_is_descriptive="title_is_descriptive" in form,
        organ=text("organ"),
        session=text("session"),
        date=text("date"),
    )


async def _document_page(purpose: str, document_id: str, request: AnyRequest, resources: Resources) -> Response[str]:
    metas = await in_thread(administration_of(request).metas)
    values = {"meta": _find(metas, document_id), "purpose": purpose, "limit": resources.settings.max_upload_bytes}
    return _page("admin_document.html", values, request, resources)


def _find(metas: tuple[DocumentMeta, ...], document_id: str) -> DocumentMeta:
    found = next((meta for meta in metas if meta.document_id == document_id), None)
    if found is None:
        raise UnknownDocumentError(f"unknown document {document_id!r}; the corpus does not have it")
    return found


def _page(template: str, values: dict[str, object], request: AnyRequest, resources: Resources) -> Response[str]:
    display = display_of(request)
    page = html(render(template, values, resources.links.base, display), display)
    page.headers.update(_PRIVATE)
    return page


def _to(path: str, resources: Resources) -> Redirect:
    return Redirect(f"{resources.links.base}{path}", status_code=HTTP_303_SEE_OTHER, headers=_PRIVATE)


def _to_job(job: Job, resources: Resources) -> Redirect:
    return _to(f"/admin/jobs/{job.job_id}", resources)


PAGES: Final = [
    administration_page,
    upload_page,
    review_upload,
    replace_page,
    remove_page,
    remove_document,
    edit_document,
    rebuild_index,
    undo_change,
    job_page,
]
