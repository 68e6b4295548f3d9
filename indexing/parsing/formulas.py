"""Set phrases of the Riksdag's motions that show structure.

A motion argues, then asks: one sentence and "Detta bör riksdagen ställa sig bakom och ge regeringen till känna." The
two are a paragraph of their own, however full the lines around them are.
"""

from __future__ import annotations

import re

PROPOSALS_HEADING = "förslag till riksdagsbeslut"
_LONGEST_REQUEST = 900
_REQUEST = re.compile(r"(?:[^.!?]|\.(?! [A-ZÅÄÖ])){10,}\. Detta (?:bör|ska) riksdagen\b")
_REQUEST_END = re.compile(r"\bger? regeringen (?:detta )?till ?känna\.$")


def begins_request(text: str) -> bool:
    """Tell whether ``text`` begins with a sentence that the formula follows."""
    return _REQUEST.match(text[:_LONGEST_REQUEST]) is not None


def ends_request(text: str) -> bool:
    """Tell whether ``text`` ends with the formula."""
    return _REQUEST_END.search(text[-80:]) is not None
