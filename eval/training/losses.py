"""The losses, as pure functions: a question is to be nearer to what answers it than to all else in the batch.

All are InfoNCE (van den Oord et al. 2018, arXiv:1807.03748) over cosines; they differ in what is compared.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional


def late_interaction(
    queries: Sequence[Tensor], passages: Sequence[Tensor], sentence_tokens: Sequence[Sequence[int]]
) -> tuple[Tensor, Tensor]:
    """Score every sentence and every passage for every question.

    A score is the mean, over the question's tokens, of the best cosine with one of the text's tokens (Khattab and
    Zaharia 2020, arXiv:2004.12832, with a mean for the sum).

    Args:
        queries: token vectors of length 1, shape (tokens, dimension) each.
        passages: the same of passages.
        sentence_tokens: how many tokens each sentence of a passage has, in order; together as many as the passage.

    Returns:
        Scores of the sentences, shape (queries, sentences of all passages), and of the passages,
        shape (queries, passages).
    """
    cosines = torch.cat(list(queries)) @ torch.cat(list(passages)).T  # (query tokens, passage tokens)
    lengths = [count for counts in sentence_tokens for count in counts]
    nearest = _best_of_runs(cosines, lengths)  # (query tokens, sentences)
    of_passages = _best_of_runs(nearest, [len(counts) for counts in sentence_tokens])  # (query tokens, passages)
    query_tokens = [len(query) for query in queries]
    return _means_of_runs(nearest, query_tokens), _means_of_runs(of_passages, query_tokens)


def passage_loss(scores: Tensor, targets: Tensor, temperature: float) -> Tensor:
    """Return the mean cross-entropy of the right passages, a scalar.

    Args:
        scores: cosines, shape (queries, passages).
        targets: each query's passage, shape (queries,).
        temperature: cosines are divided by it.
    """
    return functional.cross_entropy(scores / temperature, targets)


def sentence_loss(scores: Tensor, answers: Tensor, temperature: float) -> Tensor:
    """Return the mean of -log(share of the answering sentences in the softmax over all sentences), a scalar.

    Args:
        scores: cosines, shape (queries, sentences).
        answers: which sentences answer, boolean, same shape; a query without any (cut off) does not count.
        temperature: cosines are divided by it.
    """
    counted = answers.any(dim=1)
    logits = scores[counted] / temperature
    of_answers = logits.masked_fill(~answers[counted], -torch.inf)
    losses = logits.logsumexp(dim=1) - of_answers.logsumexp(dim=1)
    return losses.sum() / max(1, len(losses))


def _best_of_runs(values: Tensor, lengths: Sequence[int]) -> Tensor:
    """Return the greatest value of each run of columns, shape (rows, runs)."""
    return torch.stack([run.amax(dim=1) for run in torch.split(values, list(lengths), dim=1)], dim=1)


def _means_of_runs(values: Tensor, lengths: Sequence[int]) -> Tensor:
    """Return the mean of each run of rows, shape (runs, columns)."""
    return torch.stack([run.mean(dim=0) for run in torch.split(values, list(lengths))])
