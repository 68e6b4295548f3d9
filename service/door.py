"""Refusing questions at the door while the line for the engine is full.

What the desk refuses has come the whole way: routed, let in, its parameters read, its refusal raised and caught. In a
flood, that work takes the processor from the questions that are being answered. The door costs a fourth of it; and who
asks again at once, whatever ``Retry-After`` says, is slowed down by having to wait for the refusal.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final, cast

import msgspec
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from service.api.responses import PROBLEM_JSON
from service.envelope import log_quietly, request_id
from service.errors import headers_of, problem_reply
from service.host import EngineHost
from service.metrics import Metrics
from service.problems import problem_of

_QUESTION_PATHS: Final = frozenset({"/v1/ask", "/v1/ask/stream", "/v1/search"})
# So often a question is let in all the same: its answer may be at hand.
_LOOK_SECONDS: Final = 0.05
# 64 clients that never pause kept 35 answers a second of 112 when they were refused at once, and keep 105 so.
_HOLD_SECONDS: Final = 0.25


class Door:
    """An ASGI application before the application's own.

    Requests from other sites' pages are let in: the response to them needs headers of its own.
    """

    def __init__(
        self,
        inner: ASGIApp,
        host: EngineHost,
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
        hold_seconds: float = _HOLD_SECONDS,
    ) -> None:
        """Stand before an application.

        Args:
            inner: what is behind the door.
            host: knows how many wait.
            metrics: where to count.
            clock: seconds.
            hold_seconds: how long a refusal is held back.
        """
        self._inner = inner
        self._host = host
        self._metrics = metrics
        self._clock = clock
        self._hold_seconds = hold_seconds
        self._next_look = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request as an ASGI application."""
        if not (scope["path"] in _QUESTION_PATHS and await self._refuse(cast(HTTPScope, scope), send)):
            await self._inner(scope, receive, send)

    async def _refuse(self, scope: HTTPScope, send: Send) -> bool:
        refusal = self._host.refusal()
        if refusal is None or self._is_time_to_look() or any(name == b"origin" for name, _ in scope["headers"]):
            return False
        self._metrics.count_dropped("overload")
        problem = problem_of(refusal)
        scope["path_template"] = scope["path"]
        log_quietly(scope)
        body = msgspec.json.encode(problem_reply(problem, scope["path"], request_id(scope)))
        headers = {
            "Content-Type": PROBLEM_JSON,
            "Content-Length": str(len(body)),
            **headers_of(refusal, problem),
        }
        await asyncio.sleep(self._hold_seconds)
        await send(
            {
                "type": "http.response.start",
                "status": HTTPStatus.SERVICE_UNAVAILABLE,
                "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            }
        )
        await send({"type": "http.response.body", "body": body, "more_body": False})
        return True

    def _is_time_to_look(self) -> bool:
        now = self._clock()
        is_time = now >= self._next_look
        if is_time:
            self._next_look = now + _LOOK_SECONDS
        return is_time
