"""Inputs to vectors with torch, the same that `indexing.onnx_encoder` makes, but with gradients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor
from torch.nn import functional

from eval.training.inputs import Input
from indexing.model_batches import batches_by_length

if TYPE_CHECKING:
    from transformers import BertModel

# Padded tokens in one call of the model: few, so that little is padding; enough to keep the cores busy.
_CALL_TOKENS: Final = 1536


@dataclass(frozen=True, slots=True, eq=False)  # tensors do not compare
class Encoded:
    """Vectors of some texts, in their order, all of length 1.

    Attributes:
        pooled: the mean over all of a text's tokens, shape (texts, dimension).
        tokens: of each text's own tokens, without prompt and special tokens, shape (tokens, dimension) each.
    """

    pooled: Tensor
    tokens: tuple[Tensor, ...]


def encode(model: BertModel, inputs: Sequence[Input], pad_id: int) -> Encoded:
    """Run the model over texts of any lengths.

    The model computes in bfloat16 where that is safe; vectors are float32.

    Args:
        model: the encoder; mean pooling follows.
        inputs: at least one.
        pad_id: token id that fills up a batch.
    """
    states: dict[int, Tensor] = {}
    for batch in batches_by_length([len(one.ids) for one in inputs], _CALL_TOKENS):
        hidden = _run(model, [inputs[i].ids for i in batch], pad_id)
        states |= {i: row[: len(inputs[i].ids)] for i, row in zip(batch, hidden, strict=True)}
    pooled = torch.stack([states[i].mean(dim=0) for i in range(len(inputs))])
    own = (states[i][one.prompt_tokens : -1] for i, one in enumerate(inputs))
    return Encoded(functional.normalize(pooled, dim=-1), tuple(functional.normalize(row, dim=-1) for row in own))


def _run(model: BertModel, rows: Sequence[Sequence[int]], pad_id: int) -> Tensor:
    """Return the last layer for rows of token ids, shape (rows, longest, dimension)."""
    longest = max(len(row) for row in rows)
    ids = torch.tensor([[*row, *[pad_id] * (longest - len(row))] for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden: Tensor = model(input_ids=ids, attention_mask=mask).last_hidden_state
    return hidden.float()
