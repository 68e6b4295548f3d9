"""What kind of fact a question asks for, and whether a text holds one.

"Hur många närakuter finns det?" is not answered by a sentence about närakuter that has no number in it.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Fact(StrEnum):
    """A kind of fact that can be recognised in a text without understanding it."""

    NUMBER = "number"
    TIME = "time"
    NAME = "name"


_ASKED: Final = {
    Fact.NUMBER: re.compile(
        r"(?i)\bhur (?:många|mycket|stor|stort|stora|hög|högt|höga|lång|långt|långa|länge|ofta|gammal|gamla|dyr|dyrt)\b"
        r"|\bhow (?:many|much|large|long|often|high|old|big)\b|\bvad kostar\b|\bkostar det\b|\bprocent\b"
        r"|\bvilk(?:en|et|a) (?:andel|summa|belopp|siffra|antal|procentsats|nivå)\b"
        r"|\b(?:what|which) (?:share|percentage|number|amount|proportion)\b"
    ),
    Fact.TIME: re.compile(
        r"(?i)(?:^|[,;–] ?|\boch )(?:när|sedan när|when)\b|\bvilket (?:\w*år|datum)\b|\b(?:what|which) (?:year|date)\b"
    ),
    Fact.NAME: re.compile(r"(?i)(?:^|\boch )(?:vem|vems|who|whose)\b|\bvilka personer\b|\bvad heter\b"),
}
# What cannot be answered without the fact itself. "Hur ofta" may be answered by "regelbundet", "när" by "snarast".
_REQUIRED: Final = {
    Fact.NUMBER: re.compile(
        r"(?i)(?<!eller )\bhur många\b|\bhow many\b|\bvad kostar\b|\bkostar det\b|\bhur många procent\b"
        r"|\b(?:hur stor|vilken) andel\b|\b(?:what|which) (?:share|percentage|proportion)\b"
    ),
    Fact.TIME: re.compile(r"(?i)\bvilket (?:\w*år|datum)\b|\b(?:what|which) (?:year|date)\b"),
}
# Figures that count nothing: years, sessions, reports and laws.
_NO_QUANTITY: Final = re.compile(
    r"(?i)\b(?:SOU|Ds|prop\.|bet\.|rskr\.|dir\.|SFS)\s*\d[\d/:]*|\b\d{4}/\d{2,4}(?::\w+)?|\b\d{4}:\d+"
    r"|\b(?:1[89]|20)\d\d(?:[–-](?:1[89]|20)\d\d)?\b"
)
_HELD: Final = {
    Fact.NUMBER: re.compile(
        r"(?i)\d|\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tjugo|trettio|fyrtio|femtio|hundra\w*|tusen\w*|"
        r"miljon\w*|miljard\w*|hälften|tredjedel\w*|fjärdedel\w*|\w*dubbl\w*|flera procent)\b"
    ),
    Fact.TIME: re.compile(
        r"(?i)\b(?:1[89]|20)\d\d\b|\b(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|"
        r"december|mandatperiod\w*|årlig\w*|månad\w*|snarast|skyndsamt)\b"
    ),
    # A capital that does not begin the text, or an abbreviation in capitals.
    Fact.NAME: re.compile(r"(?<=[\w,] )[A-ZÅÄÖ]\w+|\b[A-ZÅÄÖ]{2,}\b|^[A-ZÅÄÖ]\w+ [A-ZÅÄÖ]\w+"),
}


def asked_facts(question: str) -> frozenset[Fact]:
    """Return the kinds of fact that a question asks for; empty for most questions."""
    return frozenset(fact for fact, pattern in _ASKED.items() if pattern.search(question))


def required_facts(question: str) -> frozenset[Fact]:
    """Return the kinds of fact that must stand in an answer to a question; empty for most questions."""
    return frozenset(fact for fact, pattern in _REQUIRED.items() if pattern.search(question))


def held_facts(text: str) -> frozenset[Fact]:
    """Return the kinds of fact that a text holds; a year is no number ("hur många"), but a time."""
    quantities = _NO_QUANTITY.sub(" ", text)
    return frozenset(
        fact for fact, pattern in _HELD.items() if pattern.search(quantities if fact is Fact.NUMBER else text)
    )
