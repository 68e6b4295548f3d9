"""HEAD: what GET would reply, without the body.

Link checkers and load balancers ask so. Each GET handler would otherwise have to be declared twice.
"""

from __future__ import annotations

from typing import cast

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import HTTPScope, LifeSpanReceive, LifeSpanScope, LifeSpanSend, Message, Receive, Scope, Send


class HeadLitestar(Litestar):
    """An application that answers HEAD wherever it answers GET."""

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend
    ) -> None:
        """Handle a request as an ASGI application."""
        if scope["type"] == ScopeType.HTTP and cast(HTTPScope, scope)["method"] == "HEAD":
            cast(HTTPScope, scope)["method"] = "GET"
            send = _without_body(cast(Send, send))
        await super().__call__(scope, receive, send)


def _without_body(send: Send) -> Send:
    async def send_without_body(message: Message) -> None:
        if message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return send_without_body
