"""The pages' addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from indexing.config import MAX_EARLIER
from indexing.errors import InputError
from service.convert import documents_reply
from service.dependencies import InjectedResources, Resources
from service.desk import AnyRequest
from service.links import Links
from service.pages.asked import Asked, OneValue, Question, Values, asked
from service.pages.display import display_of, origin_of
from service.pages.document_page import reader_page
from service.pages.examples import examples
from service.pages.facets import facets
from service.pages.feedback import feedback_view
from service.pages.pieces import MEDIA_TYPE, answer_pieces
from service.pages.templates import html, render, static_files
from service.pages.views import AnswerView, answer_view
from service.reading import count_passages
from service.requests import DROPS_UNKNOWN_PARAMETERS

__all__ = ["answer_stream", "documents_page", "question_page", "reader_page", "static_file"]

PAGE: Final = {DROPS_UNKNOWN_PARAMETERS: True}
_MEDIA_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@get("/", operation_id="questionPage", include_in_schema=False, opt=PAGE)
async def question_page(
    *,
    request: AnyRequest,
    resources: InjectedResources,
    question: Question = None,
    party: Values = None,
    document: Values = None,
    type_: Annotated[list[str] | None, QueryParameter(name="type")] = None,
    session: Values = None,
    ignore: Values = None,
    language: OneValue = None,
    after: Values = None,
) -> Response[str]:
    """Show the question field and, when there is a question, its answer."""
    given = asked(question, (party, document, type_, session), ignore, language, after)
    if given.question is None:
        return await _question_html(given, request, resources)
    try:
        query = given.query(resources.settings.max_question_characters)
    except InputError:
        return await _question_html(given, request, resources, flaw=True)
    served = await resources.desk.ask(query, request)
    answer = answer_view(served.reading, given, display_of(request), resources.links.base)
    page = await _question_html(given, request, resources, answer)
    page.headers.update(served.headers)
    return page


@get("/answer", operation_id="answerStream", include_in_schema=False, opt=PAGE)
async def answer_stream(
    *,
    request: AnyRequest,
    resources: InjectedResources,
    question: Question = None,
    party: Values = None,
    document: Values = None,
    type_: Annotated[list[str] | None, QueryParameter(name="type")] = None,
    session: Values = None,
    ignore: Values = None,
    language: OneValue = None,
    after: Values = None,
) -> Stream:
    """Return what the question page shows of an answer, statement by statement, for the page's script."""
    given = asked(question, (party, document, type_, session), ignore, language, after)
    query = given.query(resources.settings.max_question_characters)
    served = await resources.desk.ask(query, request)
    base, display = resources.links.base, display_of(request)
    answer = answer_view(served.reading, given, display, base)
    pieces = answer_pieces(_values(given, request, resources), answer, base, display)
    headers = {**display.headers, **served.headers, "Cache-Control": "no-store"}
    return Stream(pieces, media_type=MEDIA_TYPE, headers=headers)


@get("/documents", operation_id="documentsPage", include_in_schema=False, opt=PAGE)
async def documents_page(request: AnyRequest, resources: InjectedResources) -> Response[str]:
    """List the documents."""
    base = resources.links.base
    reply = documents_reply(resources.host.look_up(count_passages), Links(base))
    display = display_of(request)
    values = {"documents": reply.documents, "version": reply.index_version, "built": _day(resources.host.built)}
    return html(render("documents.html", values, base, display), display)


@get(["/static/{name:str}", "/static/{version:str}/{name:str}"], include_in_schema=False, opt=PAGE)
async def static_file(name: FromPath[str]) -> Response[bytes]:
    """Return a style, a script or the icon; the version in its address only tells browsers when it changed."""
    if name not in static_files():
        raise NotFoundException
    headers = {"Cache-Control": "public, max-age=604800"}
    return Response(static_files()[name], media_type=_MEDIA_TYPES[Path(name).suffix], headers=headers)


def _day(seconds: float) -> str:
    """Return the day of a time in seconds since 1970, ISO 8601 in UTC; nothing when it is unknown."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds else ""


async def _question_html(
    given: Asked,
    request: AnyRequest,
    resources: Resources,
    answer: AnswerView | None = None,
    *,
    flaw: bool = False,
) -> Response[str]:
    display = display_of(request)
    values = {
        **_values(given, request, resources),
        "answer": answer,
        "is_whole": True,
        "flaw": flaw,
        "most_earlier": MAX_EARLIER,
        "limit": resources.settings.max_question_characters,
        "is_worded": bool(resources.settings.writer_url and resources.settings.writer_model),
        "facets": facets(given, resources.host.look_up(lambda engine: engine.documents).value, display.words),
        "examples": () if answer else await examples(request, resources),
    }
    return html(render("question.html", values, resources.links.base, display), display, 400 if flaw else 200)


def _values(given: Asked, request: AnyRequest, resources: Resources) -> dict[str, object]:
    """Return what the whole page and its pieces show alike."""
    feedback = feedback_view(request, resources.settings)
    return {"asked": given, "origin": origin_of(request, resources.links), "feedback": feedback}
