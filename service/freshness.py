"""What a caller says about cached replies (``Cache-Control``, RFC 9111), and what is said in return (RFC 9211)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

CACHE_STATUS: Final = "Cache-Status"
_NAME: Final = "Belagg"
_FRESH_ONLY: Final = frozenset({"no-cache", "no-store", "max-age=0"})


class CacheUse(StrEnum):
    """What the cache did for a request."""

    HIT = "hit"
    MISS = "miss"
    BYPASS = "bypass"


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a caller accepts.

    Attributes:
        may_reuse: a reply that was made before will do.
        may_keep: the reply may be kept for others.
    """

    may_reuse: bool = True
    may_keep: bool = True

    @classmethod
    def of(cls, cache_control: str | None) -> Self:
        """Read the request's ``Cache-Control``; unknown directives mean nothing.

        Args:
            cache_control: the header's value, or None.
        """
        if not cache_control:
            return cls()
        directives = {directive.strip().lower() for directive in cache_control.split(",")}
        return cls(may_reuse=not directives & _FRESH_ONLY, may_keep="no-store" not in directives)


def cache_status(use: CacheUse, *, is_kept: bool) -> str:
    """Return the value of ``Cache-Status``.

    Args:
        use: what the cache did.
        is_kept: the reply is kept now, for the next who asks.
    """
    if use is CacheUse.HIT:
        return f"{_NAME}; hit"
    forwarded = "request" if use is CacheUse.BYPASS else "miss"
    return f"{_NAME}; fwd={forwarded}{'; stored' if is_kept else ''}"
