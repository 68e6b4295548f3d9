"""One Unicode form for all text: å typed as one letter equals å typed as a and a ring."""

from __future__ import annotations

import unicodedata


def normalize(text: str) -> str:
    """Return the text in Unicode form NFC."""
    return unicodedata.normalize("NFC", text)
