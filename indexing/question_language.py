"""Which language a question is in: Swedish unless it reads as English."""

from __future__ import annotations

from typing import Final

from indexing.analyzer import words

# Function words of one language that are no words, or rare ones, of the other ("i", "a", "in", "vi" tell nothing).
_ENGLISH: Final = frozenset(
    "the what which who whose how why when where does do did is are was were will would should of for from with and or "
    "not to by about there their they it its this that any be been has have on".split()
)
_SWEDISH: Final = frozenset(
    "och att det som en ett den de är av för med till inte om på vad hur vilka vilken vilket varför när vem ska vill "
    "kan får säger från har finns man sig eller vara blir nån något något".split()
)


def question_language(question: str) -> str:
    """Return a question's language, "sv" or "en"."""
    return "en" if is_english(question) else "sv"


def is_english(question: str) -> bool:
    """Tell whether a question has more English than Swedish function words; keywords alone count as Swedish."""
    found = list(words(question))
    return sum(word in _ENGLISH for word in found) > sum(word in _SWEDISH for word in found)
