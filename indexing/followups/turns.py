"""An earlier question of a conversation, as far as a later one may lean on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from indexing.analyzer import terms
from indexing.answers import Answer
from indexing.followups.naming import source_mentions, without_sources
from indexing.followups.wording import ENGLISH, SWEDISH, Wording, tokens
from indexing.library import Library
from indexing.mentions import Mention
from indexing.places import named_places
from indexing.question_language import question_language

# Of a topic or a quote that a question is to carry along.
_MOST_WORDS: Final = 14
# What every proposal of a motion says.
_PROPOSAL: Final = re.compile(
    r"(?i)^riksdagen\s+ställer\s+sig\s+bakom\s+det\s+som\s+anförs\s+i\s+motionen\s+om\s+(?:att\s+)?"
    r"(?:regeringen\s+(?:snarast\s+)?bör\s+)?"
)
# "vad ska regionen göra med X": what is done to X, by whomever.
_DOING: Final = re.compile(
    r"(?i)(?:[\w-]+\s+){1,3}?(?:göra|säga|tycka|driva|satsa|do|say)\s+(?:med|åt|om|för|kring|på|about|with|for)\s+(?=\S)"
)
# An article belongs to the topic where an adjective follows: "det fria vårdvalet".
_ARTICLE: Final = re.compile(r"(?i)(?<!\w)(?:den|det|de|dom|the)\s+$")
_WEAK: Final = re.compile(r"\w+[ae]\s")
_WHO: Final = re.compile(r"(?i)(?:de|den|det|dem|those)\s+(?:som|who|that)(?!\w)")
_END: Final = " \t\n?!.,;:–-"
Answered = Callable[[], Answer]
"""Gives the answer to a question when it is needed."""


@dataclass(frozen=True)
class Turn:
    """An earlier question in full, and what may be asked of it.

    Attributes:
        question: in full.
        library: the indexed documents.
        answered: gives its answer.
        carried: its topic, where it was itself read in the light of another question; else empty.
    """

    question: str
    library: Library
    answered: Answered
    carried: str = ""

    @cached_property
    def wording(self) -> Wording:
        """Of the question's language."""
        return ENGLISH if question_language(self.question) == "en" else SWEDISH

    @cached_property
    def sources(self) -> tuple[Mention, ...]:
        """The parties and documents that it names."""
        return source_mentions(self.question, self.library)

    @cached_property
    def places(self) -> tuple[Mention, ...]:
        """The numbered places that it names."""
        return tuple(named_places(self.question))

    @cached_property
    def topic_start(self) -> int:
        """Where the question's topic begins: after the interrogative, the verbs of asking and whom it is put to."""
        taken = {offset for m in (*self.sources, *self.places) for offset in range(m.start, m.end)}
        starts = (
            token.start()
            for token in tokens(self.question)
            if token.start() not in taken
            and (token.group().lower() not in self.wording.leading or _WHO.match(self.question, token.start()))
        )
        start = next(starts, len(self.question))
        article = _ARTICLE.search(self.question, 0, start)
        start = article.start() if article and _WEAK.match(self.question, start) else start
        done = _DOING.match(self.question, start)
        return done.end() if done else start

    @cached_property
    def topic(self) -> str:
        """What the question is about: in its own words, or in those of its answer when it only named a place."""
        return self.carried or self._own_topic or self._answer_topic

    @cached_property
    def terms(self) -> frozenset[str]:
        """Index terms of the question, and of the passages that answered it with their headings."""
        answer = self.answered()
        cited = [citation.passage for citation in answer.citations] or [near.passage for near in answer.nearest[:1]]
        texts = [self.question, *(passage.text for passage in cited), *(h for p in cited for h in p.section_path)]
        return frozenset(term for text in texts for term in terms(text))

    @property
    def _own_topic(self) -> str:
        """The topic in the question's words; empty when it has none besides places and documents."""
        after = [m for m in (*self.sources, *self.places) if m.start >= self.topic_start]
        padded = " " * self.topic_start + self.question[self.topic_start :]
        return _short(without_sources(padded, after).strip(_END))

    @property
    def _answer_topic(self) -> str:
        citations = self.answered().citations
        return _short(_PROPOSAL.sub("", citations[0].quote).strip(_END)) if citations else ""


def _short(text: str) -> str:
    """Return the first words of a text."""
    found = list(tokens(text))
    return text if len(found) <= _MOST_WORDS else text[: found[_MOST_WORDS - 1].end()]
