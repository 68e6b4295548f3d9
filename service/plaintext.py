"""Making any text safe to show in one line."""

from __future__ import annotations

import unicodedata
from typing import Final

_UNPRINTABLE: Final = {"Cc", "Cs"}


def printable(text: str, limit: int = 600) -> str:
    """Return a text as one line without control characters and lone surrogates, shortened when it is long.

    Args:
        text: anything.
        limit: longest result, in code points.

    Returns:
        The line.
    """
    cleaned = "".join("\ufffd" if unicodedata.category(c) in _UNPRINTABLE else c for c in " ".join(text.split()))
    return cleaned if len(cleaned) <= limit else f"{cleaned[: limit - 1]}…"
