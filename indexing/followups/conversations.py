"""Conversations over one generation of the index: each question read in the light of those before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final

import numpy as np

from indexing.answers import Answer, Understanding
from indexing.followups.reading import InFull, read_after
from indexing.followups.turns import Turn
from indexing.followups.wording import wording_of
from indexing.lexical import LexicalIndex
from indexing.library import Library
from indexing.mentions import Part, is_ignored
from indexing.question_language import question_language
from indexing.records import Query

_KEPT_ANSWERS: Final = 256
# Whoever writes more says what it is about. The longest follow-up of our conversations has 46 characters.
_LONGEST_FOLLOW_UP: Final = 200


@dataclass(frozen=True, slots=True)
class Read:
    """A question as it is to be asked.

    Attributes:
        query: the query without earlier questions.
        follow_up: the question in full, where that is another than what was typed; else empty.
    """

    query: Query
    follow_up: str = ""

    def understanding(self, found: Understanding) -> Understanding:
        """Return what was understood of the question with how it was read."""
        return replace(found, follow_up=self.follow_up) if self.follow_up else found


class Conversations:
    """Reads follow-up questions."""

    def __init__(self, library: Library, lexical: LexicalIndex, answer: Callable[[Query], Answer]) -> None:
        """Read over one generation.

        Args:
            library: its documents.
            lexical: its passages' terms.
            answer: answers a question that stands on its own.
        """
        self._library = library
        self._lexical = lexical
        self._answer = lru_cache(maxsize=_KEPT_ANSWERS)(answer)

    def read(self, query: Query) -> Read:
        """Return a question in full.

        Args:
            query: with the questions before it, the oldest first; the caller's filters hold for all of them.
        """
        plain = replace(query, earlier=())
        if not query.earlier or is_ignored(Part.FOLLOW_UP, query.ignore):
            return Read(plain)
        turn = None
        for earlier in query.earlier:
            turn = self._turn(replace(plain, text=earlier, language=None, ignore=()), turn)
        found = self._in_full(plain, turn) if turn else None
        if found is None or found.question == query.text:
            return Read(plain)
        full = found.question[:1].upper() + found.question[1:]
        language = query.language or question_language(query.text)
        return Read(replace(plain, text=full, language=language), full)

    def _turn(self, query: Query, before: Turn | None) -> Turn:
        found = self._in_full(query, before) if before else None
        text = found.question if found else query.text
        answered = partial(self._answer, replace(query, text=text))
        return Turn(text, self._library, answered, found.topic if found else "")

    def _in_full(self, query: Query, before: Turn) -> InFull | None:
        if len(query.text) > _LONGEST_FOLLOW_UP:
            return None
        wording = wording_of(query.language or question_language(query.text))
        return read_after(query.text, before, wording, self._together)

    def _together(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Tell whether a passage holds a term of each list; true when a list has none that the passages know."""
        known = [[term for term in found if self._lexical.knows(term)] for found in (one, other)]
        if not all(known):
            return True
        holds = [self._lexical.scores(found) > 0 for found in known]
        return bool(np.logical_and(*holds).any())
