"""Batches: questions about some passages, with those passages and hard negatives as the choice.

A batch is drawn from one source: passages of one kind are harder to tell apart than passages of different kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from eval.training.augmentation import augmented
from eval.training.records import Asked, Group, Source
from indexing.records import Passage


@dataclass(frozen=True, slots=True)
class BatchSize:
    """How much a batch holds, at most.

    Attributes:
        groups: passages with questions.
        negatives: passages without.
        questions_per_group: questions about one passage.
    """

    groups: int = 16
    negatives: int = 5
    questions_per_group: int = 4


@dataclass(frozen=True, slots=True)
class Target:
    """A question of a batch and what answers it.

    Attributes:
        question: perhaps misspelt.
        passage: position of its passage in the batch.
        sentences: numbers of that passage's sentences that answer.
    """

    question: str
    passage: int
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step learns from: each question is to prefer its own passage to all others of the batch."""

    passages: tuple[Passage, ...]
    targets: tuple[Target, ...]


class BatchSampler:
    """Draws batches; equal seeds give equal batches."""

    def __init__(self, sources: Sequence[Source], size: BatchSize, seed: int) -> None:
        """Prepare drawing.

        Args:
            sources: each with at least one group.
            size: of a batch.
            seed: decides everything.
        """
        self._rng = np.random.default_rng(seed)
        weights = np.array([source.weight for source in sources])
        self._shares = weights / weights.sum()
        self._size = size
        self._streams = [_shuffled_forever(source.groups, self._rng) for source in sources]
        self._most_groups = [min(size.groups, len(source.groups)) for source in sources]

    def draw(self) -> Batch:
        """Return the next batch."""
        source = int(self._rng.choice(len(self._streams), p=self._shares))
        groups = self._groups(source)
        negatives = self._negatives(groups)
        targets = [
            Target(augmented(asked.text, self._rng, is_swedish=asked.is_swedish), position, asked.sentences)
            for position, group in enumerate(groups)
            for asked in self._asked(group)
        ]
        return Batch(tuple(group.passage for group in groups) + negatives, tuple(targets))

    def _groups(self, source: int) -> list[Group]:
        """Take the next groups of a source; one that comes twice, where a new round begins, counts once."""
        groups: dict[str, Group] = {}
        while len(groups) < self._most_groups[source]:
            group = next(self._streams[source])
            groups[group.passage.passage_id] = group
        return list(groups.values())

    def _negatives(self, groups: Sequence[Group]) -> tuple[Passage, ...]:
        """Draw a negative for each group that has one left, then some of those."""
        taken = {group.passage.passage_id for group in groups}
        drawn = []
        for group in groups:
            left = [passage for passage in group.negatives if passage.passage_id not in taken]
            if left:
                drawn.append(left[self._rng.integers(len(left))])
                taken.add(drawn[-1].passage_id)
        kept = self._rng.permutation(len(drawn))[: self._size.negatives]
        return tuple(drawn[position] for position in kept)

    def _asked(self, group: Group) -> list[Asked]:
        chosen = self._rng.permutation(len(group.asked))[: self._size.questions_per_group]
        return [group.asked[position] for position in chosen]


def _shuffled_forever(groups: Sequence[Group], rng: Generator) -> Iterator[Group]:
    """Yield all groups in a new random order, again and again."""
    while True:
        for position in rng.permutation(len(groups)):
            yield groups[position]
