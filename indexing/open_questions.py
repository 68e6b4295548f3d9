"""Open questions: what is said about something, whatever it may be."""

from __future__ import annotations

import re
from typing import Final

_OPEN: Final = re.compile(
    r"""(?ix) ^\W* (?:
        vad\s+ (?:
            (?:säger|sägs|skriver|skrivs|står|tycker|anser|menar|tänker)\b .* \s(?:om|kring|angående)
          | (?:vill|föreslår)\b .* \s(?:med|kring|angående)
        )
      | (?:nämner|nämns|omtalar|omtalas|berör|berörs)\b
      | (?:säger|står|skriver)\b .* \s(?:något|nåt|nånting|någonting) \s .* (?:om|kring|angående)
    ) \s+ (?P<topic> \S .*)"""
)


def asks_what_is_said(question: str) -> bool:
    """Tell whether a question asks openly what is said about a topic: "Vad säger V om taxehöjningar?".

    Whoever asks so is answered by any sentence about the topic; nothing else is left to find.

    Args:
        question: as asked, NFC.
    """
    found = _OPEN.match(question)
    return found is not None and not re.search(r"[,;]\s*och\s+(?:hur|vad|när|varför|är|ska)\b", found["topic"])
