"""Rendering of the pages' templates."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response

from service.pages.display import Display

STATIC: Final = Path(__file__).parent.parent / "static"
_BIDI_MARKS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def render(template: str, values: Mapping[str, object], base: str, display: Display | None = None) -> str:
    """Render a page or a part of one; every value is escaped.

    Args:
        template: file name of the template.
        values: what the template shows.
        base: path below which the service is mounted, for links within it.
        display: in which language and how; None shows it in Swedish.

    Returns:
        HTML.
    """
    shown = display or Display()
    around = {"base": base, "display": shown, "t": shown.words}
    return _environment().get_template(template).render({**values, **around})


def html(page: str, display: Display, status_code: int = 200) -> Response[str]:
    """Return a page as a response.

    Args:
        page: its HTML.
        display: how it is shown; other visitors may see it otherwise.
        status_code: of the response.
    """
    return Response(page, media_type=MediaType.HTML, status_code=status_code, headers=display.headers)


@cache
def static_files() -> Mapping[str, bytes]:
    """Return style, scripts and icon by name: a few kilobytes, read once."""
    return {path.name: path.read_bytes() for path in sorted(STATIC.iterdir()) if path.suffix in {".css", ".js", ".svg"}}


@cache
def static_version() -> str:
    """Return a mark of their content: browsers keep them until it changes."""
    return hashlib.sha256(b"".join(static_files().values())).hexdigest()[:12]


def plain(text: str) -> str:
    """Return a text without marks of writing direction, for places that markup cannot fence in: titles, attributes."""
    return "".join(c for c in text if c not in _BIDI_MARKS and unicodedata.category(c) != "Cc")


def minute(time: str) -> str:
    """Return an ISO time that is in UTC as people read it, to the minute: 2026-11-22 11:15 UTC."""
    return f"{time[:16].replace('T', ' ')} UTC"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["static_version"] = static_version()
    environment.filters["plain"] = plain
    environment.filters["minute"] = minute
    return environment
