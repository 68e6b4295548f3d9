"""Who and what a text names: parties, and what is written with a capital."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from indexing.parties import CODE_PATTERN, NAME_PATTERN, party_code
from indexing.support.lexicon import NEGATIONS
from indexing.swedish_words import is_attested

_PARTY: Final = re.compile(rf"(?<!\w)(?:(?P<name>{NAME_PATTERN})s?|(?P<code>{CODE_PATTERN}))(?!\w)")
_WORD: Final = re.compile(r"[^\W_]+(?:[-/:][^\W_]+)*")
_ENDINGS: Final = (":s", ":n", ":ns", "s")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:]\s+)[«»”“\"'(–-]*\s*$")
_SHORTEST: Final = 3


def parties(text: str) -> list[tuple[str, int]]:
    """Return the parties that a text names, and where, in order; a capital alone is a code ("V", "(MP)")."""
    return [(party_code(match["name"] or match["code"]) or "", match.start()) for match in _PARTY.finditer(text)]


def without_parties(text: str) -> str:
    """Return a text with blanks where it names parties, so that offsets stay."""
    return _PARTY.sub(lambda match: " " * len(match.group()), text)


def names(text: str) -> list[str]:
    """Return the names in a text besides parties, lower case and without a genitive ending, in order.

    A word that begins a sentence counts when no word list has it.
    """
    return list(_names(without_parties(text)))


def stands_in(name: str, text: str) -> bool:
    """Tell whether a lower-case name, or a word that begins with it, stands in a text."""
    return re.search(rf"(?<!\w){re.escape(name)}", text.lower()) is not None


def _names(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match.group()
        lowered = word.lower()
        begins = bool(_SENTENCE_START.search(text[: match.start()]))
        if word[0].isupper() and not (begins and (lowered in NEGATIONS or is_attested(lowered))):
            yield _bare(lowered)


def _bare(name: str) -> str:
    """Return a lower-case name without its ending ("ivos": "ivo"); short names keep an s that may be their own."""
    ends = (end for end in _ENDINGS if name.endswith(end) and len(name) - len(end) >= _SHORTEST)
    return name.removesuffix(next(ends, ""))
