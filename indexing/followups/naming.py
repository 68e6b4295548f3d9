"""The parties and documents that a question names, and the question without them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from indexing.kinds import named_kinds, types_of
from indexing.library import Library
from indexing.mentions import Mention
from indexing.speakers import named_speakers

# What leads to a source: "enligt motionen", "in the programme".
INTO: Final = re.compile(r"(?i)(?<!\w)(?:i|ur|enligt|från|hos|in|from|according\s+to)\s+(?:the\s+)?$")


def source_mentions(question: str, library: Library) -> tuple[Mention, ...]:
    """Return the parties and documents that a question names, in the order of the question, none within another.

    Args:
        question: in any language.
        library: the indexed documents.
    """
    indexed = frozenset(library.types.values())
    kinds = [m for m in named_kinds(question) if types_of(m.value, question[m.start : m.end], indexed)]
    found = [*library.titles.named(question), *kinds, *named_speakers(question)]
    kept = [m for m in found if not any(other.covers(m) for other in found)]
    unique = {(m.start, m.end): m for m in reversed(kept)}
    return tuple(unique[span] for span in sorted(unique))


def without(text: str, mentions: Sequence[Mention]) -> str:
    """Return a text without the words of mentions."""
    for mention in sorted(mentions, key=lambda m: -m.start):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def without_sources(text: str, mentions: Sequence[Mention]) -> str:
    """Return a text without the words of mentions and the prepositions that lead to them."""
    for mention in sorted(mentions, key=lambda m: -m.start):
        text = f"{INTO.sub(' ', text[: mention.start])} {text[mention.end :]}"
    return " ".join(text.split())
