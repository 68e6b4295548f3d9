"""The eight parties of the Riksdag: codes, names and what people call them, in Swedish and English."""

from __future__ import annotations

import re
from typing import Final

# Lower case, the party's usual name first; the genitive (-s) is understood by whoever reads a text.
PARTY_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "S": (
        *("socialdemokraterna", "sveriges socialdemokratiska arbetareparti", "socialdemokratiska arbetarepartiet"),
        *("socialdemokratiska partiet", "socialdemokratin", "socialdemokrater", "sossarna", "sossar", "sossepartiet"),
        *("social democrats", "social democratic party", "swedish social democratic party"),
    ),
    "M": (
        *("moderaterna", "nya moderaterna", "moderata samlingspartiet", "moderater", "moderatpartiet"),
        *("moderates", "moderate party", "swedish moderates"),
    ),
    "SD": (
        *("sverigedemokraterna", "sverigedemokrater", "sverigedemokratiska partiet"),
        *("sweden democrats", "swedish democrats", "sweden democratic party"),
    ),
    "C": (
        *("centerpartiet", "centern", "centerpartisterna", "centerpartister"),
        *("centre party", "center party"),
    ),
    "V": (
        *("vänsterpartiet", "vänstern", "vänsterpartisterna", "vänsterpartister"),
        *("left party", "swedish left party"),
    ),
    "KD": (
        *("kristdemokraterna", "kristdemokratiska partiet", "kristdemokrater"),
        *("christian democrats", "christian democratic party"),
    ),
    "MP": (
        *("miljöpartiet", "miljöpartiet de gröna", "de gröna", "miljöpartisterna", "miljöpartister"),
        *("green party", "greens", "swedish greens"),
    ),
    "L": (
        *("liberalerna", "folkpartiet", "folkpartiet liberalerna", "folkpartisterna", "folkpartister", "liberaler"),
        *("liberals", "liberal party", "liberal people's party"),
    ),
}
PARTY_CODES: Final = tuple(PARTY_NAMES)

_CODE_BY_NAME: Final = {name: code for code, names in PARTY_NAMES.items() for name in names}

# Regular expressions for names in any case and for codes in capitals; the longest alternative comes first.
NAME_PATTERN: Final = "(?i:" + "|".join(sorted(map(re.escape, _CODE_BY_NAME), key=len, reverse=True)) + ")"
CODE_PATTERN: Final = "(?:" + "|".join(sorted(PARTY_CODES, key=len, reverse=True)) + ")"


def party_code(value: str) -> str | None:
    """Return the code of a party given by code or name in any case, or None for what is no party."""
    cleaned = " ".join(value.split())
    if cleaned.upper() in PARTY_NAMES:
        return cleaned.upper()
    return _CODE_BY_NAME.get(cleaned.lower().removeprefix("the "))


def party_name(code: str) -> str:
    """Return a party's usual Swedish name, with a capital."""
    return PARTY_NAMES[code][0].capitalize()
