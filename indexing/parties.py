"""The eight parties of the Riksdag: codes, names and what people call them, in Swedish and English."""

from __future__ import annotations

from typing import Final

# Lower case; the genitive (-s) is understood by whoever reads a text.
PARTY_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "S": ("socialdemokraterna", "socialdemokratiska arbetarepartiet", "sossarna", "social democrats"),
    "M": ("moderaterna", "nya moderaterna", "moderata samlingspartiet", "moderates", "moderate party"),
    "SD": ("sverigedemokraterna", "sweden democrats"),
    "C": ("centerpartiet", "centern", "centre party", "center party"),
    "V": ("vänsterpartiet", "vänstern", "vänsterpartisterna", "left party"),
    "KD": ("kristdemokraterna", "christian democrats"),
    "MP": ("miljöpartiet", "miljöpartiet de gröna", "de gröna", "green party", "greens"),
    "L": ("liberalerna", "folkpartiet", "liberals", "liberal party"),
}
PARTY_CODES: Final = tuple(PARTY_NAMES)

_CODE_BY_NAME: Final = {name: code for code, names in PARTY_NAMES.items() for name in names}


def party_code(value: str) -> str | None:
    """Return the code of a party given by code or name in any case, or None for what is no party."""
    cleaned = " ".join(value.split())
    if cleaned.upper() in PARTY_NAMES:
        return cleaned.upper()
    return _CODE_BY_NAME.get(cleaned.lower().removeprefix("the "))
