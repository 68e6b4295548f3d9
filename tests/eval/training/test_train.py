"""The loop on a tiny model: it learns, changes nothing but the updates, and repeats itself."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="extra 'models' is not installed")

import torch

from eval.training.inputs import Input, InputReader
from eval.training.records import Asked, Group, Source
from eval.training.sampling import BatchSize, Target
from eval.training.train import Losses, Trainer, TrainingConfig, answer_mask, rate_share
from tests.eval.training.conftest import PAD_ID, make_passage
from tests.eval.training.tiny_model import make_model

TOPICS = ("tandvård", "järnväg", "skolbibliotek", "gammal skog")
PASSAGES = [make_passage(f"p-{topic[:3]}", [f"Om {topic}.", "Det ska bli bra.", f"Mer {topic}."]) for topic in TOPICS]
SOURCE = Source(
    "test",
    1.0,
    tuple(
        Group(passage, (Asked(f"Vad händer med {topic}?", (0,)), Asked(f"mer {topic}", (0, 2))), ())
        for topic, passage in zip(TOPICS, PASSAGES, strict=True)
    ),
)
CONFIG = TrainingConfig(steps=2, rank=4, batch=BatchSize(groups=4, negatives=0, questions_per_group=2))


def test_two_steps_change_the_updates_alone(reader: InputReader) -> None:
    model = make_model()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    told: list[tuple[int, Losses]] = []
    matrices = Trainer(model, reader, PAD_ID, CONFIG).run([SOURCE], lambda *step: told.append(step))
    after = {name.replace(".base.", "."): value for name, value in model.state_dict().items()}
    assert all(torch.equal(after[name], value) for name, value in before.items())
    assert [step for step, _ in told] == [1, 2]
    assert all(np.isfinite([losses.dense, losses.passage, losses.sentence]).all() for _, losses in told)
    assert len(matrices) == 24
    assert all(np.count_nonzero(matrix) > 0 for matrix in matrices.values())


def test_equal_seeds_train_equal_adapters(reader: InputReader) -> None:
    first, again = (Trainer(make_model(), reader, PAD_ID, CONFIG).run([SOURCE], lambda *_: None) for _ in range(2))
    assert first.keys() == again.keys()
    assert all(np.array_equal(first[name], again[name]) for name in first)


def test_the_losses_fall(reader: InputReader) -> None:
    losses: list[float] = []
    config = TrainingConfig(steps=30, rank=4, warmup_steps=2, learning_rate=0.01, batch=CONFIG.batch)
    Trainer(make_model(), reader, PAD_ID, config).run(
        [SOURCE], lambda _, one: losses.append(one.dense + one.passage + one.sentence)
    )
    assert np.mean(losses[-5:]) < 0.5 * np.mean(losses[:5])


def test_an_answer_that_is_cut_off_answers_nothing() -> None:
    whole = Input((0, 9, 9, 9, 2), 1, (0, 1), (2, 1))
    cut_off = Input((0, 9, 2), 1, (0,), (1,))
    targets = [Target("a", 0, (1,)), Target("b", 1, (0, 1)), Target("c", 1, (1,))]
    assert answer_mask(targets, [whole, cut_off]).tolist() == [
        [False, True, False],
        [False, False, True],
        [False, False, False],
    ]


@pytest.mark.parametrize(("step", "share"), [(0, 0.25), (1, 0.49639184), (9, 0.525), (18, 0.05), (30, 0.05)])
def test_the_learning_rate_rises_and_falls_along_a_cosine(step: int, share: float) -> None:
    assert rate_share(step, TrainingConfig(steps=18, warmup_steps=4)) == pytest.approx(share)
