"""Turns every error into a response: a page for people, problem details for programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from litestar import MediaType, Request, Response
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from service import sign_in
from service.api.responses import PROBLEM_JSON
from service.envelope import request_id
from service.pages.display import display_of
from service.pages.problems import problem_page
from service.problems import OverloadError, Problem, log_problem, problem_of
from service.refusals import NotSignedInError, RateLimitError
from service.wire import ProblemReply

# Addresses for programs; the rest are pages, and say what went wrong in HTML to whoever asks for HTML.
_PROGRAM_PATHS: Final = ("/v1", "/mcp", "/health", "/metrics", "/schema")


def respond_to_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Litestar's exception handler for every exception.

    Args:
        request: what was asked.
        error: what was raised.

    Returns:
        The response; never a traceback.
    """
    problem = problem_of(error)
    identifier = request_id(request.scope)
    log_problem(error, problem, identifier)
    headers = headers_of(error, problem)
    if _wants_page(request):
        if isinstance(error, NotSignedInError) and request.method == HttpMethod.GET:
            return _to_sign_in(request)
        display = display_of(request)
        page = problem_page(problem, identifier, str(request.scope["app"].state.base), display)
        shown = {**headers, **display.headers}
        return Response(page, status_code=problem.status, media_type=MediaType.HTML, headers=shown)
    reply = problem_reply(problem, request.url.path, identifier)
    return Response(reply, status_code=problem.status, media_type=PROBLEM_JSON, headers=headers)


def _to_sign_in(request: Request[Any, Any, Any]) -> Redirect:
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"{request.app.state.base}{sign_in.PATH}?{urlencode({'next': request.url.path + query})}"
    return Redirect(address, status_code=HTTP_303_SEE_OTHER, headers={"Cache-Control": "no-store"})


def problem_reply(problem: Problem, path: str, identifier: str) -> ProblemReply:
    """Return a problem as programs read it.

    Args:
        problem: what went wrong.
        path: what was asked for.
        identifier: the request's id.
    """
    return ProblemReply(
        type=f"urn:belagg:problem:{problem.slug}",
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        instance=path,
        request_id=identifier,
    )


def headers_of(error: Exception, problem: Problem) -> dict[str, str]:
    """Return the headers of the response to an error, in whatever form its body is.

    Args:
        error: what was raised.
        problem: what it means to the caller.
    """
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if isinstance(error, NotSignedInError):
        headers["WWW-Authenticate"] = error.challenge
    if isinstance(error, RateLimitError):
        headers["Retry-After"] = str(error.retry_after)
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(error.retry_after if isinstance(error, OverloadError) else 1)
    return headers | {"Cache-Control": "no-store"}


def _wants_page(request: Request[Any, Any, Any]) -> bool:
    is_program_path = request.url.path.startswith(_PROGRAM_PATHS)
    return not is_program_path and "text/html" in request.headers.get("Accept", "")
