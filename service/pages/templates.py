"""Rendering of the pages' templates."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

STATIC: Final = Path(__file__).parent.parent / "static"
STYLE: Final = "belagg.css"


def render(template: str, values: Mapping[str, object], base: str) -> str:
    """Render a page; every value is escaped.

    Args:
        template: file name of the template.
        values: what the template shows.
        base: path below which the service is mounted, for links within it.

    Returns:
        HTML.
    """
    return _environment().get_template(template).render({**values, "base": base})


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
    environment.globals["style_version"] = _style_version()
    return environment


def _style_version() -> str:
    """Return a mark of the style's content: browsers keep a style until it changes."""
    return hashlib.sha256((STATIC / STYLE).read_bytes()).hexdigest()[:12]
