"""The pages' addresses."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import MediaType, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, PathParameter, QueryParameter

from indexing.engine import Engine
from indexing.errors import InputError, UnknownPassageError
from indexing.queries import make_query
from indexing.records import Document, Passage, Span
from service.convert import documents_reply
from service.dependencies import InjectedResources, Resources
from service.desk import AnyRequest
from service.links import Links
from service.pages.reader import build_view
from service.pages.templates import STATIC, render
from service.pages.views import AnswerView, answer_view
from service.problems import PlaceError
from service.reading import count_passages
from service.requests import DROPS_UNKNOWN_PARAMETERS

PAGE: Final = {DROPS_UNKNOWN_PARAMETERS: True}
EXAMPLES: Final = (
    "Vad säger V om privata sjukvårdsförsäkringar?",
    "Hur ska fler vårdplatser bli till?",
    "Vad vill partiet göra åt barnmorskornas arbetsvillkor?",
    "Hur ska väntetiderna i vården bli kortare?",
)
_MEDIA_TYPES: Final = {"belagg.css": "text/css", "belagg.svg": "image/svg+xml"}

Offset = Annotated[int | None, QueryParameter(description="Offset in the document's text, in code points.")]


def _html(page: str, status_code: int = 200) -> Response[str]:
    return Response(page, media_type=MediaType.HTML, status_code=status_code)


@get("/", operation_id="questionPage", include_in_schema=False, opt=PAGE)
async def question_page(
    *,
    request: AnyRequest,
    resources: InjectedResources,
    question: Annotated[str | None, QueryParameter(name="q")] = None,
    ignore: Annotated[list[str] | None, QueryParameter()] = None,
    language: Annotated[str | None, QueryParameter()] = None,
) -> Response[str]:
    """Show the question field and, when there is a question, its answer."""
    if question is None:
        return _question_html(resources, "")
    try:
        limit = resources.settings.max_question_characters
        query = make_query(question, language=language, ignore=ignore or (), max_characters=limit)
    except InputError:
        return _question_html(resources, question, flaw=True)
    served = await resources.desk.ask(query, request)
    page = _question_html(resources, query.text, answer_view(served.reading, Links(resources.links.base)))
    page.headers.update(served.headers)
    return page


def _question_html(
    resources: Resources, question: str, answer: AnswerView | None = None, flaw: bool = False
) -> Response[str]:
    limit = resources.settings.max_question_characters
    values = {"question": question, "answer": answer, "flaw": flaw, "limit": limit, "examples": EXAMPLES}
    return _html(render("question.html", values, resources.links.base), 400 if flaw else 200)


@get("/documents", operation_id="documentsPage", include_in_schema=False, opt=PAGE)
async def documents_page(resources: InjectedResources) -> Response[str]:
    """List the documents."""
    base = resources.links.base
    reply = documents_reply(resources.host.look_up(count_passages), Links(base))
    return _html(render("documents.html", {"documents": reply.documents}, base))


@get("/documents/{document_id:str}", operation_id="readerPage", include_in_schema=False, opt=PAGE)
async def reader_page(
    *,
    resources: InjectedResources,
    document_id: Annotated[str, PathParameter()],
    start: Offset = None,
    end: Offset = None,
    passage: Annotated[str | None, QueryParameter()] = None,
) -> Response[str]:
    """Show a document, with a quote highlighted when offsets or a passage are given."""
    reading = resources.host.look_up(lambda engine: (engine.passages(document_id), _find(engine, passage)))
    document, (_, known) = reading.documents[document_id], reading.value
    highlight = _highlight(document, start, end, known)
    values = {"meta": document.meta, "view": build_view(document, highlight), "place": known, "highlight": highlight}
    return _html(render("reader.html", values, resources.links.base))


def _find(engine: Engine, passage_id: str | None) -> Passage | None:
    """Return the passage, or None when the index has it no more: the page can do without."""
    try:
        return engine.passage(passage_id) if passage_id else None
    except UnknownPassageError:
        return None


def _highlight(document: Document, start: int | None, end: int | None, passage: Passage | None) -> Span | None:
    """Return what to mark: the offsets, or else the whole passage.

    Raises:
        PlaceError: the offsets are not a range within the text.
    """
    if start is None and end is None:
        own = passage is not None and passage.document_id == document.meta.document_id
        return Span(passage.start, passage.end) if passage and own else None
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        limit = len(document.text)
        raise PlaceError(f"start={start}, end={end} is not a range within the document's 0 to {limit} code points")
    return Span(start, end)


@get("/static/{name:str}", include_in_schema=False, opt=PAGE, sync_to_thread=True)
def static_file(name: FromPath[str]) -> Response[bytes]:
    """Return the style or the icon."""
    if name not in _MEDIA_TYPES:
        raise NotFoundException
    headers = {"Cache-Control": "public, max-age=604800"}
    return Response((STATIC / name).read_bytes(), media_type=_MEDIA_TYPES[name], headers=headers)
