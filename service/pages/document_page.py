"""The address of the document reader."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import Response, get
from litestar.params import PathParameter, QueryParameter

from indexing.engine import Engine
from indexing.errors import UnknownDocumentError, UnknownPassageError
from indexing.records import Document, Passage
from service.dependencies import InjectedResources, Resources
from service.desk import AnyRequest
from service.envelope import request_id
from service.pages.asked import OneValue, Question, Values, asked
from service.pages.display import display_of, origin_of
from service.pages.hits import HitsView, find_hits
from service.pages.problems import problem_page
from service.pages.reader import build_view
from service.pages.templates import html, render
from service.permalinks import Found, Place, locate, permalink
from service.problems import PlaceError, problem_of
from service.reading import Reading
from service.requests import DROPS_UNKNOWN_PARAMETERS

Offset = Annotated[int | None, QueryParameter(description="Offset in the document's text, in code points.")]
_PAGE: Final = {DROPS_UNKNOWN_PARAMETERS: True}


@get("/documents/{document_id:str}", operation_id="readerPage", include_in_schema=False, opt=_PAGE)
async def reader_page(
    *,
    request: AnyRequest,
    resources: InjectedResources,
    document_id: Annotated[str, PathParameter()],
    start: Offset = None,
    end: Offset = None,
    passage: OneValue = None,
    quote: OneValue = None,
    hit: Annotated[int, QueryParameter()] = 0,
    question: Question = None,
    party: Values = None,
    document: Values = None,
    type_: Annotated[list[str] | None, QueryParameter(name="type")] = None,
    session: Values = None,
    ignore: Values = None,
    language: OneValue = None,
    after: Values = None,
) -> Response[str]:
    """Show a document, with a quote highlighted when offsets, a passage or the quote's words are given."""
    place = Place(start, end, passage, quote)
    try:
        reading = resources.host.look_up(lambda engine: (engine.passages(document_id), _find(engine, passage)))
    except UnknownDocumentError as error:
        if not quote:
            raise
        return _gone(error, quote, request, resources)
    given = asked(question, (party, document, type_, session), ignore, language, after)
    hits = await find_hits(given, hit, request, resources)
    return _page(reading, document_id, place, hits, request=request, resources=resources)


def _page(
    reading: Reading[tuple[tuple[Passage, ...], Passage | None]],
    document_id: str,
    place: Place,
    hits: HitsView | None,
    *,
    request: AnyRequest,
    resources: Resources,
) -> Response[str]:
    document = reading.documents[document_id]
    passages, named = reading.value
    own = named if named in passages else None
    found = _found(document, place, own)
    within = _around(passages, found)
    display, base = display_of(request), resources.links.base
    shown = {
        "hits": hits,
        "meta": document.meta,
        "view": build_view(document, found.span, display.words),
        "found": found,
        "place": place,
        "within": within,
        "permalink": _permalink(document, found, within, base),
        "origin": origin_of(request, resources.links),
    }
    return html(render("reader.html", shown, base, display), display)


def _find(engine: Engine, passage_id: str | None) -> Passage | None:
    """Return the passage, or None when the index has it no more: the page can do without."""
    try:
        return engine.passage(passage_id) if passage_id else None
    except UnknownPassageError:
        return None


def _found(document: Document, place: Place, passage: Passage | None) -> Found:
    """Find the place.

    Raises:
        PlaceError: the address has nothing but offsets, and they are no range within the text.
    """
    is_given = place.start is not None or place.end is not None
    has_more = place.passage_id or place.excerpt
    is_range = None not in {place.start, place.end} and 0 <= (place.start or 0) < (place.end or 0) <= len(document.text)
    if is_given and not is_range and not has_more:
        limit = len(document.text)
        numbers = f"start={place.start}, end={place.end}"
        raise PlaceError(f"{numbers} is not a range within the document's 0 to {limit} code points")
    return locate(document, place, passage)


def _around(passages: tuple[Passage, ...], found: Found) -> Passage | None:
    """Return the passage that holds what was found."""
    if found.span is None:
        return None
    start = found.span.start
    return next((passage for passage in passages if passage.start <= start < passage.end), None)


def _permalink(document: Document, found: Found, within: Passage | None, base: str) -> str:
    if found.span is None or within is None:
        return f"{base}/documents/{document.meta.document_id}"
    return permalink(within, found.span, document.text[found.span.start : found.span.end], base)


def _gone(error: UnknownDocumentError, quote: str, request: AnyRequest, resources: Resources) -> Response[str]:
    """Say that a document that a link quotes from is no longer indexed."""
    display = display_of(request)
    page = problem_page(problem_of(error), request_id(request.scope), resources.links.base, display, quote)
    return html(page, display, 404)
