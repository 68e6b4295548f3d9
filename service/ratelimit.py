"""How often one key, or one address, may ask.

A caller may spend a minute's requests at once and gets them back evenly over the minute (the generic cell rate
algorithm: one number a caller). Litestar's own limit counts in whole minutes, knows one limit for all and keeps a list
of times for each caller. Each process of a service counts for itself, and allows its share.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from litestar.handlers import BaseRouteHandler

from service.auth import Connection, caller_of, identify_caller
from service.envelope import add_header
from service.refusals import NotSignedInError, RateLimitError
from service.settings import Settings

LIMITS_KEY: Final = "limits"
MINUTE: Final = 60.0
# One number each; who is forgotten starts with a whole minute's requests.
MAX_CALLERS: Final = 10_000
# A household or an office has a network of this size: one address of it is as good as another.
_IPV6_PREFIX: Final = 64
_UNLIMITED_PATHS: Final = ("/health", "/metrics", "/static", "/schema")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller has left.

    Attributes:
        limit: requests a minute.
        remaining: requests that may be sent at once.
        reset_seconds: until all of them may be.
    """

    limit: int
    remaining: int
    reset_seconds: int


class RateLimiter:
    """One limit for many callers. To be used from one event loop."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with nobody known.

        Args:
            per_minute: requests that one caller may send in a minute; 0 sets no limit.
            clock: seconds.
        """
        self._limit = per_minute
        self._clock = clock
        self._full_again: OrderedDict[str, float] = OrderedDict()

    def take(self, caller: str) -> Allowance | None:
        """Count a request.

        Args:
            caller: who sent it.

        Returns:
            What the caller has left; None without a limit.

        Raises:
            RateLimitError: the caller has none left.
        """
        if not self._limit:
            return None
        now, each = self._clock(), MINUTE / self._limit
        spent = max(self._full_again.get(caller, now), now) - now + each
        if spent > MINUTE:
            raise RateLimitError(self._limit, max(1, math.ceil(spent - MINUTE)))
        self._full_again[caller] = now + spent
        self._full_again.move_to_end(caller)
        if len(self._full_again) > MAX_CALLERS:
            self._full_again.popitem(last=False)
        return Allowance(self._limit, int((MINUTE - spent) / each + 1e-6), math.ceil(spent))


class RateLimits:
    """The limits of one process. The application's state holds it, for the guard."""

    def __init__(self, settings: Settings) -> None:
        """Take this process's share of the limits."""
        self.of_addresses = RateLimiter(_share(settings.requests_per_minute, settings.workers))
        self.of_keys = RateLimiter(_share(settings.requests_per_minute_per_key, settings.workers))


def _share(per_minute: int, workers: int) -> int:
    return math.ceil(per_minute / workers)


def caller_address(connection: Connection) -> str | None:
    """Return what a request without a key is counted under.

    Args:
        connection: the request; its client's address is the one that trusted proxies told.

    Returns:
        The address, or its network for IPv6; None for this machine's own, which is not limited.
    """
    host = connection.client.host if connection.client else ""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host or None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    is_v6 = isinstance(address, IPv6Address)
    return str(ip_network((address, _IPV6_PREFIX), strict=False)) if is_v6 else str(address)


async def admit(connection: Connection, handler: BaseRouteHandler) -> None:
    """Guard of the whole application: find out who sent a request, and whether they ask too often.

    Raises:
        NotSignedInError: the request brings a key that does not work; it counts for its address.
        RateLimitError: too many requests.
    """
    limits: RateLimits = connection.scope["litestar_app"].state[LIMITS_KEY]
    try:
        await identify_caller(connection, handler)
    except NotSignedInError:
        _count(connection, limits)
        raise
    _count(connection, limits)


def _count(connection: Connection, limits: RateLimits) -> None:
    if connection.scope["path"].startswith(_UNLIMITED_PATHS):
        return
    key, address = caller_of(connection).key, caller_address(connection)
    if key is not None:
        _tell(connection, limits.of_keys.take(key.key_id))
    elif address is not None:
        _tell(connection, limits.of_addresses.take(address))


def _tell(connection: Connection, left: Allowance | None) -> None:
    """Tell the caller what is left (draft-ietf-httpapi-ratelimit-headers-10)."""
    if left is not None:
        add_header(connection.scope, "RateLimit-Policy", f'"minute";q={left.limit};w={MINUTE:.0f}')
        add_header(connection.scope, "RateLimit", f'"minute";r={left.remaining};t={left.reset_seconds}')
