"""The mean of adapters: runs that differ in data or chance err differently, and their mean errs less.

The idea is that of model soups (Wortsman et al. 2022, arXiv:2203.05482): weights that were trained from the same start
lie in one valley, so that the mean of two is as good as either, and often better where they disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from eval.errors import DatasetError
from eval.training.adapter_file import write_adapter
from indexing.adapter import Adapter

_UNKNOWN = "unknown"


def average_adapters(files: Sequence[Path], out: Path) -> int:
    """Write the mean of adapters: what each adds to the weights, added up and divided by their number.

    The updates are put side by side, so the ranks add up.

    Args:
        files: at least two adapters to the same model.
        out: replaced as a whole; its metadata name what each was trained on.

    Returns:
        The rank of what was written.

    Raises:
        DatasetError: the adapters update other matrices or other models than each other.
        ModelIntegrityError: an adapter is missing or damaged.
        ResultsError: the disk refused.
    """
    adapters = [Adapter.load(file) for file in files]
    metadata = [_metadata(file) for file in files]
    names = adapters[0].up.keys()
    if any(adapter.up.keys() != names for adapter in adapters) or len({m.get("base_sha256") for m in metadata}) > 1:
        raise DatasetError("the adapters are not to the same model: average those of one base model")
    matrices: dict[str, NDArray[np.float16]] = {}
    for name in names:
        down = np.concatenate([adapter.down[name] for adapter in adapters])
        up = np.concatenate([adapter.up[name] for adapter in adapters], axis=1)
        matrices[f"{name}.down"] = down.astype(np.float16)
        matrices[f"{name}.up"] = (up / len(adapters)).astype(np.float16)
    rank = max((len(matrix) for name, matrix in matrices.items() if name.endswith(".down")), default=0)
    write_adapter(out, matrices, rank, " ".join(m.get("training_sha256", _UNKNOWN) for m in metadata))
    return rank


def _metadata(file: Path) -> dict[str, str]:
    try:
        with safe_open(file, framework="numpy") as opened:
            return dict(opened.metadata() or {})
    except (OSError, SafetensorError) as error:
        raise DatasetError(f"{file}: cannot be read ({error}); give an adapter") from error
