"""Which pages of other sites may call the API from a browser: none, unless the operator names them."""

from __future__ import annotations

from typing import Final

from litestar.config.cors import CORSConfig

from service.settings import Settings

# What a page's script may read of a response besides its body.
_EXPOSED: Final = ["ETag", "Link", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID", "X-Total-Count"]
# What it may send besides what any page may; the last are those of the Model Context Protocol.
_ALLOWED: Final = [
    *("Authorization", "Cache-Control", "Content-Type", "If-None-Match", "X-Request-ID"),
    *("MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"),
]
_MAX_AGE_SECONDS: Final = 600


def cors_config(settings: Settings) -> CORSConfig | None:
    """Return the rules for other sites' pages.

    Cookies are never for them: such a page sends a key, or reads as anybody may.

    Args:
        settings: names the sites.

    Returns:
        The configuration for Litestar; None allows no site.
    """
    if not settings.cors_origins:
        return None
    return CORSConfig(
        allow_origins=list(settings.cors_origins),
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=_ALLOWED,
        allow_credentials=False,
        expose_headers=_EXPOSED,
        max_age=_MAX_AGE_SECONDS,
    )
