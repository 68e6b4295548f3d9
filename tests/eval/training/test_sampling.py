"""Batches: from one source, without repetition, with negatives that belong to nobody in the batch."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from eval.training.records import Asked, Group, Source
from eval.training.sampling import Batch, BatchSampler, BatchSize
from tests.eval.training.conftest import make_passage

SIZE = BatchSize(groups=3, negatives=2, questions_per_group=2)


def make_source(name: str, weight: float, groups: int, negatives: int = 2) -> Source:
    """Groups with three questions each; the first negative of each is the next group's passage."""
    passages = [make_passage(f"{name}-{number}", [f"Mening {number}."]) for number in range(groups)]
    others = [make_passage(f"{name}-other-{number}", ["Annat."]) for number in range(groups)]
    made = [
        Group(
            passage,
            tuple(Asked(f"fråga {number} {passage.passage_id}", (number,)) for number in range(3)),
            (passages[(at + 1) % groups], others[at])[:negatives],
        )
        for at, passage in enumerate(passages)
    ]
    return Source(name, weight, tuple(made))


def own(batch: Batch) -> set[int]:
    return {target.passage for target in batch.targets}


def test_a_batch_has_groups_their_questions_and_foreign_negatives() -> None:
    sampler = BatchSampler([make_source("a", 1.0, 5)], SIZE, seed=3)
    for _ in range(20):
        batch = sampler.draw()
        names = [passage.passage_id for passage in batch.passages]
        assert len(names) == len(set(names)) == 5
        assert own(batch) == {0, 1, 2}
        assert Counter(target.passage for target in batch.targets) == {0: 2, 1: 2, 2: 2}
        for target in batch.targets:
            assert len(target.sentences) == 1
        assert len({(target.passage, target.sentences) for target in batch.targets}) == 6


def test_questions_go_with_their_passage_and_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.training.sampling.augmented", lambda question, _rng, **_: question)
    batch = BatchSampler([make_source("a", 1.0, 5)], SIZE, seed=3).draw()
    for target in batch.targets:
        (sentence,) = target.sentences
        assert target.question == f"fråga {sentence} {batch.passages[target.passage].passage_id}"


def test_every_group_comes_once_a_round() -> None:
    sampler = BatchSampler([make_source("a", 1.0, 6, negatives=0)], SIZE, seed=0)
    drawn = [passage.passage_id for _ in range(4) for passage in sampler.draw().passages]
    assert len(drawn) == 12
    assert Counter(drawn[:6]) == Counter(drawn[6:]) == Counter(f"a-{number}:0" for number in range(6))


def test_a_source_smaller_than_a_batch_gives_all_it_has() -> None:
    batch = BatchSampler([make_source("a", 1.0, 2, negatives=0)], SIZE, seed=0).draw()
    assert {passage.passage_id for passage in batch.passages} == {"a-0:0", "a-1:0"}


def test_sources_are_drawn_by_weight() -> None:
    sources = [make_source("a", 3.0, 4), make_source("b", 1.0, 4)]
    sampler = BatchSampler(sources, SIZE, seed=0)
    drawn = Counter(sampler.draw().passages[0].passage_id[0] for _ in range(2000))
    assert drawn["a"] / 2000 == pytest.approx(0.75, abs=0.03)


def test_equal_seeds_give_equal_batches_and_others_do_not() -> None:
    source = make_source("a", 1.0, 9)
    runs = []
    for seed in (5, 5, 6):
        sampler = BatchSampler([source], SIZE, seed)
        runs.append([sampler.draw() for _ in range(4)])
    assert runs[0] == runs[1]
    assert runs[1] != runs[2]
    assert all(one != other for one, other in pairwise(runs[0]))
