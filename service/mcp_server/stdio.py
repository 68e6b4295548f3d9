"""The protocol over standard input and output, for programs that start Belägg themselves."""

from __future__ import annotations

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from indexing.engine import Engine
from service.dependencies import Resources
from service.desk import Desk
from service.host import EngineHost
from service.links import Links
from service.mcp_server.callers import local_caller
from service.mcp_server.server import make_server
from service.metrics import Metrics
from service.settings import Settings


def serve(settings: Settings, engine: Engine) -> None:
    """Answer until standard input ends; a newer index is followed meanwhile.

    Args:
        settings: how to answer.
        engine: the opened index.
    """
    host, metrics = EngineHost(settings, engine), Metrics(None)
    desk = Desk(host, metrics, settings.cache_entries)
    caller = local_caller(Resources(settings, host, desk, Links(settings.public_url), metrics))
    anyio.run(_serve, host, make_server(lambda _: caller, settings.public_url))


async def _serve(host: EngineHost, server: Server) -> None:
    async with anyio.create_task_group() as tasks, stdio_server() as (received, sent):
        tasks.start_soon(host.watch)
        await server.run(received, sent, server.create_initialization_options())
        tasks.cancel_scope.cancel()
    host.close()
