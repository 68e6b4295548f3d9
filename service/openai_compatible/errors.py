"""Errors in the form of OpenAI's API: what its clients raise and show."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from litestar import Request, Response

from indexing.errors import QueryError
from service.envelope import request_id
from service.errors import headers_of
from service.openai_compatible.records import ErrorDetail, ErrorReply
from service.openai_compatible.refusals import ParameterError
from service.problems import Problem, log_problem, problem_of

_INVALID: Final = "invalid_request_error"
_FAILED: Final = "server_error"
# Names that clients know; other kinds of error keep the name that Belägg gives them.
_CODES: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "invalid_api_key",
    HTTPStatus.FORBIDDEN: "insufficient_permissions",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_exceeded",
}
_TYPES: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}


def respond(request: Request[Any, Any, Any], error: Exception) -> Response[ErrorReply]:
    """Litestar's exception handler for these routes.

    Args:
        request: what was asked.
        error: what was raised.
    """
    problem = problem_of(error)
    log_problem(error, problem, request_id(request.scope))
    return Response(error_reply(error, problem), status_code=problem.status, headers=headers_of(error, problem))


def error_reply(error: Exception, problem: Problem) -> ErrorReply:
    """Return an error as clients read it.

    Args:
        error: what was raised.
        problem: what it means to the caller.
    """
    kind = _FAILED if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR else _TYPES.get(problem.status, _INVALID)
    return ErrorReply(ErrorDetail(problem.detail, kind, _parameter_of(error), _code_of(error, problem)))


def _parameter_of(error: Exception) -> str | None:
    if isinstance(error, ParameterError):
        return error.parameter
    return "messages" if isinstance(error, QueryError) else None


def _code_of(error: Exception, problem: Problem) -> str:
    if isinstance(error, ParameterError):
        return error.code
    return _CODES.get(problem.status, problem.slug.replace("-", "_"))
