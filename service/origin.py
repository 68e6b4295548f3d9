"""Requests that another site makes a browser send (CSRF) are told from one's own by what browsers say of them.

Browsers send ``Sec-Fetch-Site`` to secure origins and ``Origin`` with every POST; pages cannot forge either. Together
with the session cookie's SameSite=Strict this needs no token in forms. Programs that send neither have no cookie.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from service.refusals import ForbiddenError

_OWN_SITES: Final = frozenset({"same-origin", "none"})  # "none": typed into the address field, or a bookmark


def check_same_origin(headers: Mapping[str, str], public_url: str | None) -> None:
    """Refuse what another site had a browser send.

    Args:
        headers: the request's.
        public_url: where users reach the service, if that is known.

    Raises:
        ForbiddenError: the request came from another site, or does not say where from.
    """
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in _OWN_SITES:
            raise ForbiddenError("another site sent this request; send it from Belägg's own pages")
        return
    if _host(headers.get("Origin", "")) not in _own_hosts(headers, public_url):
        raise ForbiddenError("the request does not come from Belägg's own pages: its Origin is another")


def _host(origin: str) -> str:
    """Return the host and port of an origin; nothing when it has none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:  # no address at all
        return ""


def _own_hosts(headers: Mapping[str, str], public_url: str | None) -> set[str]:
    hosts = {headers.get("Host", ""), urlsplit(public_url).netloc if public_url else ""}
    return hosts - {""}
