"""Questions that ask for two things ("Vad vill V göra åt köerna, och hur ska det betalas?"), and about both levels.

A clause that cannot be searched for by itself, because it leans on the one before, is left where it stands.
"""

from __future__ import annotations

import re
from typing import Final

_MAX_PARTS: Final = 3
_CONJUNCTION: Final = r"(?:och|samt|men|and|but)"
_INTERROGATIVE: Final = (
    r"(?:vad|vem|vems|vilka|vilken|vilket|hur|när|var|vart|varför|what|who|whose|which|how|when|where|why)"
)
# "och bland vilka …", "and by whom …"
_PREPOSITION: Final = r"(?:(?:för|av|på|i|till|med|bland|om|från|vid|under|in|of|for|by|to|from|among|at)\s+)?"
_FINITE_VERB: Final = (
    r"(?:är|var|ska|skall|får|kan|har|blir|finns|vill|räcker|gäller|behövs|krävs|kommer|måste|bör|tänker|"
    r"is|are|was|does|do|did|will|should|can|has|have|must)"
)
_CLAUSE_BORDER: Final = re.compile(
    rf"(?:,?\s+{_CONJUNCTION}\s+|[?;]\s+(?:{_CONJUNCTION}\s+)?)(?={_PREPOSITION}{_INTERROGATIVE}(?!\w))"
    rf"|(?:,\s+{_CONJUNCTION}\s+|\?\s+(?:{_CONJUNCTION}\s+)?)(?={_FINITE_VERB}(?!\w))",
    re.IGNORECASE,
)
_QUESTION_START: Final = re.compile(rf"{_PREPOSITION}(?:{_INTERROGATIVE}|{_FINITE_VERB})(?!\w)", re.IGNORECASE)
# A pronoun takes its meaning from the clause before.
_LEANING_CLAUSE: Final = re.compile(
    r"(?<!\w)(?:det|den|dem|detta|denna|dessa|dess|deras|då|därför|it|its|them|their|this|that|these|those)(?!\w)"
    r"(?!\s+(?:finns|behövs|krävs|saknas|bli|blir))",
    re.IGNORECASE,
)

_REGION: Final = r"(?:stockholm|region(?:en|erna|er|alt|al)?|landsting(?:et|en)?|lokalt|kommun(?:en|erna)?|regionally)"
_NATION: Final = r"(?:nationellt|riksdag(?:en)?|riket|riksnivå|hela landet|nationally|parliament)"
_JOINED: Final = r"(?:och|samt|respektive|såväl som|and)"
_BOTH_LEVELS: Final = re.compile(
    rf"(?<!\w){_REGION}(?!\w)[^,.?]{{0,20}}(?<!\w){_JOINED}\s[^,.?]{{0,20}}(?<!\w){_NATION}(?!\w)"
    rf"|(?<!\w){_NATION}(?!\w)[^,.?]{{0,20}}(?<!\w){_JOINED}\s[^,.?]{{0,20}}(?<!\w){_REGION}(?!\w)",
    re.IGNORECASE,
)


def question_parts(question: str) -> tuple[str, ...]:
    """Split a question into the questions that it is made of.

    Args:
        question: as asked.

    Returns:
        The question itself when it asks for one thing, or when a part of it leans on another; else two or three
        parts, verbatim, in order.
    """
    parts = tuple(part.strip() for part in _CLAUSE_BORDER.split(question.strip()) if part.strip())
    if not 1 < len(parts) <= _MAX_PARTS or not _QUESTION_START.match(parts[0]):
        return (question,)
    return (question,) if any(_LEANING_CLAUSE.search(part) for part in parts[1:]) else parts


def asks_both_levels(question: str) -> bool:
    """Tell whether a question asks for the region's part and the nation's ("i Stockholm och nationellt")."""
    return bool(_BOTH_LEVELS.search(question))
