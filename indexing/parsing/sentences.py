"""Whether a line ends a sentence, and whether one can begin with it: signs only, no language model."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]{0,3}$")
_BULLETS = "•▪●◦‣⁃∙■□►➢✓"
_OPENING_SIGNS = "\"'”’“‘»(["


def ends_sentence(text: str) -> bool:
    """Tell whether the text ends in a full stop, question or exclamation mark, closing signs aside."""
    return _SENTENCE_END.search(text[-5:]) is not None


def ends_clause(text: str) -> bool:
    """Tell whether the text ends a sentence, or in a colon or semicolon before a list."""
    return ends_sentence(text) or text.endswith((":", ";"))


def can_begin_sentence(text: str) -> bool:
    """Tell whether the text begins with a capital, a digit, a bullet or an opening sign."""
    first = text[0]
    return first.isupper() or first.isdigit() or first in _BULLETS or first in _OPENING_SIGNS or begins_dash_item(text)


def begins_bullet(text: str) -> bool:
    """Tell whether the text begins with a bullet."""
    return text[0] in _BULLETS


def begins_dash_item(text: str) -> bool:
    """Tell whether the text begins with a dash and a space."""
    return text.startswith(("- ", "– ", "— ", "* "))
