"""What training is made of: groups of questions about one passage, and the sources that groups come from."""

from __future__ import annotations

from dataclasses import dataclass

from indexing.records import Passage


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to learn from.

    Attributes:
        text: its topic, as the retriever would encode it.
        sentences: numbers of the passage's sentences that answer, from 0; at least one.
        is_swedish: misspellings are made in Swedish questions only.
    """

    text: str
    sentences: tuple[int, ...]
    is_swedish: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """The questions about one passage.

    Attributes:
        passage: what answers.
        asked: at least one question.
        negatives: passages that resemble it and do not answer; perhaps none.
    """

    passage: Passage
    asked: tuple[Asked, ...]
    negatives: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Groups of one origin.

    Attributes:
        name: for people.
        weight: how often a batch is drawn from it, relative to the other sources' weights.
        groups: one a passage.
    """

    name: str
    weight: float
    groups: tuple[Group, ...]
