"""The frame that a Riksdag motion puts around each proposal, which says who decides and nothing of what is wanted."""

from __future__ import annotations

import re
from typing import Final

_OPENING: Final = re.compile(
    r"^Riksdagen (?:ställer sig bakom|tillkännager)[^.]{0,80}? (?:anförs|sägs) i motionen om (?:att )?"
)
_CLOSING: Final = re.compile(
    r",? och (?:detta )?(?:tillkännager (?:riksdagen |detta )*för regeringen|"
    r"ger (?:riksdagen |regeringen |detta )+till ?känna)\.?$"
)


def without_formula(quote: str) -> str:
    """Return what a quoted proposal wants, or any other quote as it is."""
    wanted = _OPENING.sub("", quote)
    return quote if wanted == quote else _CLOSING.sub("", wanted)
