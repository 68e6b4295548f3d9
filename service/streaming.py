"""Streams of server-sent events: when they begin, and what keeps them alive while there is nothing to say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any, Final, TypeVar

from litestar.response import ServerSentEventMessage

T = TypeVar("T")

HEARTBEAT_SECONDS: Final = 10.0
# Most answers take milliseconds. What takes longer is streamed, and a problem is then an event and no status.
PATIENCE_SECONDS: Final = 0.5
# A proxy that gathers a response before passing it on would hold the events back (nginx reads this header).
STREAM_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def begin(work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
    """Begin what a stream will tell of, and wait a little: what goes wrong at once then has a status of its own.

    Args:
        work: what to do.

    Returns:
        The work, done or under way; what it raised already is raised.
    """
    begun = asyncio.ensure_future(work)
    await asyncio.wait({begun}, timeout=PATIENCE_SECONDS)
    if begun.done():
        begun.result()
    return begun


async def heartbeats(work: asyncio.Future[T]) -> AsyncIterator[ServerSentEventMessage]:
    """Yield a comment now and then until the work is done, lest a proxy takes the connection for dead.

    Args:
        work: what the stream waits for.
    """
    while not (await asyncio.wait({work}, timeout=HEARTBEAT_SECONDS))[0]:
        yield ServerSentEventMessage(data=None, comment="waiting")
