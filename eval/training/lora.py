"""The adapter under training: low-rank updates of a frozen encoder's matrices.

The technique is LoRA (Hu et al. 2021, arXiv:2106.09685): each of a layer's six matrices W becomes
W + up @ down. There is no scale besides: what LoRA calls alpha is the rank.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from transformers import BertModel

PARTS: Final[Mapping[str, str]] = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
"""The matrices that are updated: their names in an adapter's file, and in transformers' BERT layer."""


class LowRankLinear(nn.Module):
    """A frozen linear layer with a low-rank update, which is zero at first.

    Attributes:
        down: shape (rank, features in).
        up: shape (features out, rank).
    """

    def __init__(self, base: nn.Linear, rank: int, generator: torch.Generator) -> None:
        """Wrap a layer.

        Args:
            base: the layer.
            rank: of the update.
            generator: draws ``down``; ``up`` is zero.
        """
        super().__init__()
        self.base = base
        drawn = torch.randn(rank, base.in_features, generator=generator)
        self.down = nn.Parameter(drawn / math.sqrt(base.in_features))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, states: Tensor) -> Tensor:
        """Map states, shape (..., features in), to shape (..., features out)."""
        updated: Tensor = self.base(states) + functional.linear(functional.linear(states, self.down), self.up)
        return updated


def add_updates(model: BertModel, rank: int, seed: int) -> dict[str, LowRankLinear]:
    """Freeze a model and put an update on each layer's matrices.

    Args:
        model: changed in place.
        rank: of the updates.
        seed: of their first values.

    Returns:
        The updates by name: "l0.q" to "l11.fo" for a model of twelve layers.
    """
    model.requires_grad_(requires_grad=False)
    generator = torch.Generator().manual_seed(seed)
    updates = {}
    for number, layer in enumerate(model.encoder.layer):
        for part, path in PARTS.items():
            parent, _, name = path.rpartition(".")
            holder = layer.get_submodule(parent)
            update = LowRankLinear(getattr(holder, name), rank, generator)
            setattr(holder, name, update)
            updates[f"l{number}.{part}"] = update
    return updates


def adapter_tensors(updates: Mapping[str, LowRankLinear]) -> dict[str, NDArray[np.float16]]:
    """Return the updates' matrices as an adapter's file holds them, ``NAME.down`` and ``NAME.up``."""
    matrices = {}
    for name, update in updates.items():
        matrices[f"{name}.down"] = update.down.detach().numpy().astype(np.float16)
        matrices[f"{name}.up"] = update.up.detach().numpy().astype(np.float16)
    return matrices
