"""The losses against slow and obvious twins."""

from __future__ import annotations

import math

import pytest

pytest.importorskip("torch", reason="extra 'models' is not installed")

import torch
from torch import Tensor
from torch.nn import functional

from eval.training.losses import late_interaction, passage_loss, sentence_loss

TEMPERATURE = 0.5


def random_vectors(rows: int, seed: int) -> Tensor:
    return functional.normalize(torch.randn(rows, 8, generator=torch.Generator().manual_seed(seed)), dim=-1)


def slow_score(query: Tensor, text: Tensor) -> float:
    best = [max(float(token @ other) for other in text) for token in query]
    return sum(best) / len(best)


def slow_cross_entropy(scores: list[float], right: set[int]) -> float:
    shares = [math.exp(score / TEMPERATURE) for score in scores]
    return -math.log(sum(shares[position] for position in right) / sum(shares))


def test_late_interaction_is_the_mean_of_the_best_cosines() -> None:
    queries = [random_vectors(rows, seed) for rows, seed in ((3, 1), (1, 2), (5, 3))]
    passages = [random_vectors(rows, seed) for rows, seed in ((6, 4), (2, 5))]
    of_sentences, of_passages = late_interaction(queries, passages, [(2, 3, 1), (2,)])
    sentences = [*torch.split(passages[0], [2, 3, 1]), passages[1]]
    assert of_sentences.tolist() == [pytest.approx([slow_score(q, s) for s in sentences], abs=1e-6) for q in queries]
    assert of_passages.tolist() == [pytest.approx([slow_score(q, p) for p in passages], abs=1e-6) for q in queries]


def test_passage_loss_is_the_mean_cross_entropy() -> None:
    scores = [[0.9, 0.2, 0.1], [0.3, 0.4, -0.2]]
    expected = (slow_cross_entropy(scores[0], {0}) + slow_cross_entropy(scores[1], {2})) / 2
    found = passage_loss(torch.tensor(scores), torch.tensor([0, 2]), TEMPERATURE)
    assert found.item() == pytest.approx(expected, abs=1e-6)


def test_sentence_loss_sums_over_answering_sentences_and_skips_questions_without_any() -> None:
    scores = [[0.9, 0.2, 0.1, 0.0], [0.3, 0.4, -0.2, 0.5], [0.1, 0.1, 0.1, 0.1]]
    answers = torch.tensor([[True, False, True, False], [False] * 4, [False, False, False, True]])
    expected = (slow_cross_entropy(scores[0], {0, 2}) + slow_cross_entropy(scores[2], {3})) / 2
    found = sentence_loss(torch.tensor(scores), answers, TEMPERATURE)
    assert found.item() == pytest.approx(expected, abs=1e-6)


def test_a_batch_without_answering_sentences_costs_nothing() -> None:
    scores = torch.zeros(2, 3, requires_grad=True)
    loss = sentence_loss(scores, torch.zeros(2, 3, dtype=torch.bool), TEMPERATURE)
    torch.autograd.backward(loss)
    assert loss.item() == 0.0
    assert scores.grad is not None
    assert scores.grad.tolist() == [[0.0] * 3] * 2


def test_gradients_are_finite_where_sentences_do_not_answer() -> None:
    scores = torch.tensor([[0.5, 0.1]], requires_grad=True)
    torch.autograd.backward(sentence_loss(scores, torch.tensor([[True, False]]), TEMPERATURE))
    share = 1 / (1 + math.exp((0.5 - 0.1) / TEMPERATURE))
    assert scores.grad is not None
    assert scores.grad.tolist() == [pytest.approx([-share / TEMPERATURE, share / TEMPERATURE], abs=1e-6)]
