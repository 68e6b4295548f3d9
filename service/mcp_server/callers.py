"""Who calls over the Model Context Protocol, as the rest of the service knows callers: by a request."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any, NoReturn, cast

from litestar import Request
from litestar.types import HTTPScope

from service.dependencies import Resources
from service.forms.addresses import absolute_links
from service.mcp_server.tools import Caller


async def _never_gone() -> NoReturn:
    """Wait for ever: the protocol's own machinery cancels a call whose caller hangs up."""
    await asyncio.Event().wait()
    raise AssertionError


def remote_caller(resources: Resources, scope: MutableMapping[str, Any]) -> Caller:
    """Return who sent a request over HTTP.

    Args:
        resources: what handlers share.
        scope: the request.
    """
    request: Request[Any, Any, Any] = Request(cast(HTTPScope, scope), receive=_never_gone)
    return Caller(resources, request, absolute_links(resources, str(request.base_url)))


def local_caller(resources: Resources) -> Caller:
    """Return whoever started this process.

    Args:
        resources: what handlers share; without ``public_url`` links are paths.
    """
    scope = cast(HTTPScope, {"type": "http", "method": "POST", "path": "/", "headers": [], "state": {}})
    return Caller(resources, Request(scope, receive=_never_gone), resources.links)
