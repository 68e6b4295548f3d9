"""HEAD: what GET would reply, without the body.

Link checkers and load balancers ask so. Each GET handler would otherwise have to be declared twice.
"""

from __future__ import annotations

from litestar import Litestar
from litestar.types import Message, Receive, Scope, Send


class HeadLitestar(Litestar):
    """An application that answers HEAD wherever it answers GET."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request as an ASGI application."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await super().__call__(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        scope["method"] = "GET"
        await super().__call__(scope, receive, send_without_body)
