"""What every request and response carries: an id, security headers, a line in the log, a count in the metrics."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Mapping
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.datastructures import Headers
from litestar.types import Message, Scope

from service.logs import FIELDS
from service.metrics import Metrics
from service.plaintext import printable

logger = logging.getLogger("service.access")

REQUEST_ID_HEADER: Final = "X-Request-ID"
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ID_KEY: Final = "belagg_request_id"
_START_KEY: Final = "belagg_started"
_HEADERS_KEY: Final = "belagg_headers"
_FIELDS_KEY: Final = "belagg_fields"
_QUESTION_KEY: Final = "belagg_question"
_QUIET_KEY: Final = "belagg_quiet"
_OPEN_KEY: Final = "belagg_open"

PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# Swagger UI writes style attributes and loads its pictures from data: addresses.
SCHEMA_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SAME_FOR_ALL: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),  # browsers tell no Origin of a form otherwise, and origin.py asks for it
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_RESOURCE_POLICY: Final = b"cross-origin-resource-policy"
_PAGE_POLICY: Final = (b"content-security-policy", PAGE_POLICY.encode())
_SCHEMA_POLICY: Final = (b"content-security-policy", SCHEMA_POLICY.encode())


def request_id(scope: Scope) -> str:
    """Return the request's id: the caller's own when it is harmless, else a new one.

    Args:
        scope: the request.

    Returns:
        The id; the same at every call for a request.
    """
    state = scope["state"]
    if _ID_KEY not in state:
        given = Headers.from_scope(scope).get(REQUEST_ID_HEADER, "")
        state[_ID_KEY] = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    return str(state[_ID_KEY])


async def start_clock(connection: ASGIConnection[Any, Any, Any, Any], _: object) -> None:
    """Guard: note when a request came in.

    It is asynchronous as the other guard is: Litestar would call it in a thread else, which takes longer than it.

    Args:
        connection: the request.
    """
    connection.scope["state"][_START_KEY] = time.perf_counter()


def add_header(scope: Scope, name: str, value: str) -> None:
    """Have the response carry a header, whoever makes the response.

    Args:
        scope: the request.
        name: the header's name.
        value: its value, in ASCII.
    """
    scope["state"].setdefault(_HEADERS_KEY, []).append((name.lower().encode(), value.encode()))


def note_field(scope: Scope, name: str, value: str | float) -> None:
    """Have the request's line in the log carry a field.

    Args:
        scope: the request.
        name: the field's name.
        value: its value; nothing that a question's text could be read from.
    """
    scope["state"].setdefault(_FIELDS_KEY, {})[name] = value


def note_question(scope: Scope, question: str) -> None:
    """Remember what was asked, for the log, where the operator wants it there.

    Args:
        scope: the request.
        question: its text.
    """
    scope["state"][_QUESTION_KEY] = question


def open_to_other_sites(scope: Scope) -> None:
    """Let pages of other sites load what a request is answered with: as a script, for instance.

    Args:
        scope: the request.
    """
    scope["state"][_OPEN_KEY] = True


def log_quietly(scope: Scope) -> None:
    """Have the request's line in the log only where details are logged: there may be thousands like it a second.

    Args:
        scope: the request.
    """
    scope["state"][_QUIET_KEY] = True


class Envelope:
    """Completes each response as it starts, whoever made it: a handler, an error, the router."""

    def __init__(self, metrics: Metrics, *, log_questions: bool = False) -> None:
        """Remember where to count.

        Args:
            metrics: the service's metrics.
            log_questions: write what was asked to the log.
        """
        self._metrics = metrics
        self._log_questions = log_questions

    async def __call__(self, message: Message, scope: Scope) -> None:
        """Litestar's ``before_send`` hook.

        Args:
            message: what is about to be sent.
            scope: the request.
        """
        if message["type"] != "http.response.start":
            return
        own_id = (REQUEST_ID_HEADER.lower().encode(), request_id(scope).encode())
        own_headers = scope["state"].get(_HEADERS_KEY, ())
        policy = _SCHEMA_POLICY if _is_schema_page(scope) else _PAGE_POLICY
        loading = (_RESOURCE_POLICY, b"cross-origin" if scope["state"].get(_OPEN_KEY) else b"same-origin")
        message["headers"] = [*message.get("headers", ()), *_SAME_FOR_ALL, policy, loading, own_id, *own_headers]
        self._record(scope, message["status"])

    def _record(self, scope: Scope, status: int) -> None:
        started = scope["state"].get(_START_KEY)
        seconds = time.perf_counter() - started if started else 0.0
        route = scope.get("path_template") or "unmatched"
        method = str(scope.get("method", ""))
        self._metrics.observe_request(method, route, status, seconds)
        level = logging.DEBUG if _QUIET_KEY in scope["state"] else logging.INFO
        if not logger.isEnabledFor(level):
            return
        fields: dict[str, object] = {
            "request_id": request_id(scope),
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            **scope["state"].get(_FIELDS_KEY, {}),
        }
        if self._log_questions and _QUESTION_KEY in scope["state"]:
            fields["question"] = printable(scope["state"][_QUESTION_KEY])
        line = (method, route, status, seconds * 1000, request_id(scope), _rest_of(fields))
        logger.log(level, "%s %s %d %.1f ms %s%s", *line, extra={FIELDS: fields})


def _rest_of(fields: Mapping[str, object]) -> str:
    """Return the fields that the line for people does not have a place for."""
    return "".join(f" {name}={value!r}" for name, value in list(fields.items())[5:])


def _is_schema_page(scope: Scope) -> bool:
    return scope["path"].rstrip("/") in {"/schema", "/schema/swagger"}
