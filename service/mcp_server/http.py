"""``/mcp``: the protocol's streamable HTTP, without sessions, so that any process of a service can answer.

The SDK is imported and its machinery started at the first request: it takes a second and 30 MB, which services
that nobody asks so do not pay.
"""
# ruff: noqa: PLC0415 - the package is optional, and imported when it is needed

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup, TaskStatus
from litestar import Litestar, asgi
from litestar.connection import ASGIConnection
from litestar.exceptions import MethodNotAllowedException
from litestar.handlers import ASGIRouteHandler, BaseRouteHandler
from litestar.types import Guard, Receive, Scope, Send

from service.auth import requires
from service.dependencies import Resources
from service.keys import Scope as KeyScope
from service.mcp_server.callers import remote_caller
from service.problems import RequestError
from service.refusals import ForbiddenError

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH: Final = "/mcp"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class McpEndpoint:
    """The address for programs, and what runs behind it once it is used."""

    def __init__(self, resources: Resources) -> None:
        """Wait for the first request.

        Args:
            resources: what handlers share.
        """
        self._resources = resources
        self._starting = asyncio.Lock()
        self._tasks: TaskGroup | None = None
        self._manager: StreamableHTTPSessionManager | None = None

    def route(self) -> ASGIRouteHandler:
        """Return the route."""
        guards: list[Guard] = [requires(KeyScope.READ), self.refuse_foreign_pages]
        return asgi(PATH, guards=guards, copy_scope=True)(self.handle)

    @asynccontextmanager
    async def lifespan(self, _: Litestar) -> AsyncIterator[None]:
        """Be there while the application runs."""
        async with anyio.create_task_group() as self._tasks:
            yield
            self._tasks.cancel_scope.cancel()
        self._manager = None  # it can run only once

    async def refuse_foreign_pages(self, connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        """Guard: refuse pages of other sites, and of names that were made to point here (DNS rebinding).

        Browsers tell with every POST where the page comes from. Its host's own name is not believed: that is what
        rebinding forges. Programs that are no browser tell nothing.

        Raises:
            ForbiddenError: the page is neither of this machine nor of a site that the operator names.
        """
        origin = connection.headers.get("Origin")
        if origin is None or origin in self._own_sites() or _is_of_this_machine(origin):
            return
        raise ForbiddenError(f"pages of {origin!r} may not call this; the operator can name the site in cors_origins")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request as an ASGI application.

        Raises:
            MethodNotAllowedException: it is no POST: there is no session to end, and no stream to open.
            RequestError: the extra is not installed.
        """
        if scope.get("method") != "POST":
            raise MethodNotAllowedException(headers={"Allow": "POST"})
        if find_spec("mcp") is None:
            raise RequestError(
                "MCP needs a package that is not installed here; install it with: pip install 'belagg[mcp]'",
                HTTPStatus.NOT_IMPLEMENTED,
            )
        manager = await self._started()
        await manager.handle_request(scope, receive, send)  # type: ignore[arg-type] # the same protocol by other names

    def _own_sites(self) -> set[str]:
        settings = self._resources.settings
        public = urlsplit(settings.public_url or "")
        return {f"{public.scheme}://{public.netloc}", *settings.cors_origins}

    async def _started(self) -> StreamableHTTPSessionManager:
        async with self._starting:
            if self._manager is None:
                if self._tasks is None:
                    raise RuntimeError("the application's lifespan has not begun")
                manager = await to_thread.run_sync(self._make_manager)
                await self._tasks.start(_run, manager)
                self._manager = manager
            return self._manager

    def _make_manager(self) -> StreamableHTTPSessionManager:
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from service.mcp_server.server import make_server

        settings = self._resources.settings
        server = make_server(lambda context: remote_caller(self._resources, context.request.scope), settings.public_url)
        return StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, max_request_body_size=settings.max_conversation_bytes
        )


def _is_of_this_machine(origin: str) -> bool:
    try:
        return urlsplit(origin).hostname in _LOOPBACK
    except ValueError:  # no address at all
        return False


async def _run(manager: StreamableHTTPSessionManager, *, task_status: TaskStatus[None]) -> None:
    async with manager.run():
        task_status.started()
        await anyio.sleep_forever()
