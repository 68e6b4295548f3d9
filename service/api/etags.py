"""ETags: who has the reply already need not be sent it again (RFC 9110, section 13).

A reply to a GET is decided by its address, the generation of the index and who words answers; only the time that it
took differs, so the tags are weak. An answer that could not be worded this time has none. Routes name the hook
`answer_unchanged`, and their handlers return a `tagged` reply.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final, Protocol, TypeVar

from litestar import Response
from litestar.status_codes import HTTP_304_NOT_MODIFIED

from service.desk import UNTAGGED, AnyRequest

HOST_KEY: Final = "host"
WRITER_KEY: Final = "writer"
_FRESH: Final = "private, no-cache"  # to be kept, and asked for again before each use


class Versioned(Protocol):
    """A reply that says which generation it comes from."""

    @property
    def index_version(self) -> str:
        """The generation."""


Reply = TypeVar("Reply", bound=Versioned)


def etag_of(request: AnyRequest, index_version: str) -> str:
    """Return the tag of a GET's reply.

    Args:
        request: its address decides the reply.
        index_version: the generation that the reply comes from.
    """
    writer = request.app.state.get(WRITER_KEY, "")
    address = f"{index_version}{writer}\n{request.url.path}\n{request.scope['query_string'].decode()}"
    return f'W/"{hashlib.sha256(address.encode()).hexdigest()[:32]}"'


async def answer_unchanged(request: AnyRequest) -> Response[None] | None:
    """Hook before a handler: reply 304 when the caller has what the handler would say.

    Args:
        request: the GET.
    """
    known = request.headers.get("If-None-Match")
    version = request.app.state[HOST_KEY].index_version
    if not known or not version:
        return None
    tag = etag_of(request, version)
    if not is_known(known, tag):
        return None
    headers = {"ETag": tag, "Cache-Control": _FRESH}
    return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers=headers)


def is_known(known: str | None, tag: str) -> bool:
    """Return whether a caller has what a tag is of.

    Args:
        known: their ``If-None-Match``.
        tag: of what they would get.
    """
    tags = (known or "").split(",")
    return tag.removeprefix("W/") in {each.strip().removeprefix("W/") for each in tags}


def tagged(request: AnyRequest, reply: Reply, headers: Mapping[str, str] | None = None) -> Response[Reply]:
    """Return a reply to a GET with its tag.

    Args:
        request: the GET.
        reply: what it is answered with.
        headers: what else the response says.
    """
    if headers and headers.items() >= UNTAGGED.items():
        return Response(reply, headers=dict(headers))
    tags = {"ETag": etag_of(request, reply.index_version), "Cache-Control": _FRESH}
    return Response(reply, headers={**tags, **(headers or {})})
