"""The training loop: draws batches, follows the gradient of three losses, and gives the adapter's matrices."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from eval.training.encoding import Encoded, encode
from eval.training.inputs import Input, InputReader
from eval.training.lora import adapter_tensors, add_updates
from eval.training.losses import late_interaction, passage_loss, sentence_loss
from eval.training.records import Source
from eval.training.sampling import Batch, BatchSampler, BatchSize, Target

if TYPE_CHECKING:
    from transformers import BertModel


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """How to train. The values were chosen on the tune split (docs/training.md).

    Attributes:
        steps: batches in all.
        seed: of batches, misspellings and first values; equal seeds repeat a run on the same machine.
        batch: how much a batch holds.
        rank: of the updates.
        learning_rate: the highest, reached after ``warmup_steps``; it then falls along a cosine.
        final_share: of the highest learning rate, at the last step.
        warmup_steps: over which the learning rate rises from 0.
        weight_decay: of AdamW.
        max_gradient_norm: a longer gradient is shortened to it.
        temperature: cosines are divided by it.
        dense_weight: of the loss on the texts' vectors.
        passage_weight: of the loss on late interaction with passages.
        sentence_weight: of the loss on late interaction with sentences.
    """

    steps: int = 560
    seed: int = 1
    batch: BatchSize = field(default_factory=BatchSize)
    rank: int = 16
    learning_rate: float = 4e-4
    final_share: float = 0.05
    warmup_steps: int = 20
    weight_decay: float = 0.01
    max_gradient_norm: float = 1.0
    temperature: float = 0.02
    dense_weight: float = 0.5
    passage_weight: float = 0.5
    sentence_weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Losses:
    """The losses of one batch, in nats, before they are weighted."""

    dense: float
    passage: float
    sentence: float


Progress = Callable[[int, Losses], None]
"""Called after each step with the number of steps done and the step's losses."""


class Trainer:
    """Trains an adapter to one model."""

    def __init__(self, model: BertModel, reader: InputReader, pad_id: int, config: TrainingConfig) -> None:
        """Put updates on a model.

        Args:
            model: changed in place; only the updates are trained.
            reader: makes the model's inputs.
            pad_id: token id that fills up a batch.
            config: how to train.
        """
        self._model = model.train(mode=False)  # no dropout: the updates are too small to learn by heart
        self._reader = reader
        self._pad_id = pad_id
        self._config = config
        self._updates = add_updates(model, config.rank, config.seed)
        self._parameters = [parameter for update in self._updates.values() for parameter in (update.down, update.up)]
        self._optimizer = torch.optim.AdamW(self._parameters, lr=config.learning_rate, weight_decay=config.weight_decay)

    def run(self, sources: Sequence[Source], progress: Progress) -> dict[str, NDArray[np.float16]]:
        """Train from the first step to the last.

        Args:
            sources: what to learn from.
            progress: told of each step.

        Returns:
            The adapter's matrices, ``NAME.down`` and ``NAME.up``.
        """
        sampler = BatchSampler(sources, self._config.batch, self._config.seed)
        schedule = torch.optim.lr_scheduler.LambdaLR(self._optimizer, lambda step: rate_share(step, self._config))
        for done in range(1, self._config.steps + 1):
            losses = self._step(sampler.draw())
            schedule.step()
            progress(done, losses)
        return adapter_tensors(self._updates)

    def _step(self, batch: Batch) -> Losses:
        dense, passage, sentence = self._losses(batch)
        config = self._config
        loss = config.dense_weight * dense + config.passage_weight * passage + config.sentence_weight * sentence
        self._optimizer.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self._parameters, config.max_gradient_norm)
        self._optimizer.step()
        return Losses(dense.item(), passage.item(), sentence.item())

    def _losses(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Return the losses on vectors, on passages and on sentences, scalars."""
        inputs = [self._reader.passage(passage) for passage in batch.passages]
        passages = self._encode(inputs)
        queries = self._encode([self._reader.query(target.question) for target in batch.targets])
        lengths = [one.sentence_tokens for one in inputs]
        of_sentences, of_passages = late_interaction(queries.tokens, passages.tokens, lengths)
        right = torch.tensor([target.passage for target in batch.targets])
        temperature = self._config.temperature
        return (
            passage_loss(queries.pooled @ passages.pooled.T, right, temperature),
            passage_loss(of_passages, right, temperature),
            sentence_loss(of_sentences, answer_mask(batch.targets, inputs), temperature),
        )

    def _encode(self, inputs: Sequence[Input]) -> Encoded:
        return encode(self._model, inputs, self._pad_id)


def answer_mask(targets: Sequence[Target], passages: Sequence[Input]) -> Tensor:
    """Tell which of all passages' sentences answer which question.

    Args:
        targets: the questions.
        passages: as the model reads them.

    Returns:
        Boolean, shape (targets, sentences of all passages).
    """
    owners = [(number, sentence) for number, passage in enumerate(passages) for sentence in passage.sentences]
    return torch.tensor([[owner == t.passage and s in t.sentences for owner, s in owners] for t in targets])


def rate_share(step: int, config: TrainingConfig) -> float:
    """Return the share of the highest learning rate that a step uses, in (0, 1].

    Args:
        step: from 0.
        config: warm-up, steps and final share.
    """
    rising = min(1.0, (step + 1) / config.warmup_steps)
    falling = (1 + math.cos(math.pi * min(1.0, step / config.steps))) / 2
    return rising * (config.final_share + (1 - config.final_share) * falling)
