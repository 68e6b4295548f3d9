"""What every request and response carries: an id, security headers, a line in the log, a count in the metrics."""

from __future__ import annotations

import logging
import re
import time
import uuid
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.datastructures import Headers
from litestar.types import Message, Scope

from service.metrics import Metrics

logger = logging.getLogger("service.access")

REQUEST_ID_HEADER: Final = "X-Request-ID"
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ID_KEY: Final = "belagg_request_id"
_START_KEY: Final = "belagg_started"

PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Swagger UI writes style attributes and loads its pictures from data: addresses.
SCHEMA_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SAME_FOR_ALL: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
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


class Envelope:
    """Completes each response as it starts, whoever made it: a handler, an error, the router."""

    def __init__(self, metrics: Metrics) -> None:
        """Remember where to count.

        Args:
            metrics: the service's metrics.
        """
        self._metrics = metrics

    async def __call__(self, message: Message, scope: Scope) -> None:
        """Litestar's ``before_send`` hook.

        Args:
            message: what is about to be sent.
            scope: the request.
        """
        if message["type"] != "http.response.start":
            return
        own_id = (REQUEST_ID_HEADER.lower().encode(), request_id(scope).encode())
        policy = _SCHEMA_POLICY if _is_schema_page(scope) else _PAGE_POLICY
        message["headers"] = [*message.get("headers", ()), *_SAME_FOR_ALL, policy, own_id]
        self._record(scope, message["status"])

    def _record(self, scope: Scope, status: int) -> None:
        started = scope["state"].get(_START_KEY)
        seconds = time.perf_counter() - started if started else 0.0
        route = scope.get("path_template") or "unmatched"
        method = str(scope.get("method", ""))
        self._metrics.observe_request(method, route, status, seconds)
        logger.info("%s %s %d %.1f ms %s", method, route, status, seconds * 1000, request_id(scope))


def _is_schema_page(scope: Scope) -> bool:
    return scope["path"].rstrip("/") in {"/schema", "/schema/swagger"}
