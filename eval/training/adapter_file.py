"""Writing an adapter's file, which `indexing.adapter` reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from eval.results import write_whole
from eval.training.records import Source
from indexing.default_model import SOURCE_SHA256


def write_adapter(file: Path, matrices: Mapping[str, NDArray[np.float16]], rank: int, training_sha256: str) -> None:
    """Write an adapter to the default model's weights.

    Args:
        file: replaced as a whole.
        matrices: ``NAME.down``, shape (rank, features in), and ``NAME.up``, shape (features out, rank).
        rank: of the updates.
        training_sha256: what `training_digest` says of the data.

    Raises:
        ResultsError: the disk refused.
    """
    metadata = {"rank": str(rank), "base_sha256": SOURCE_SHA256, "training_sha256": training_sha256}
    write_whole(save({name: np.ascontiguousarray(matrix) for name, matrix in matrices.items()}, metadata), file)


def training_digest(sources: Sequence[Source]) -> str:
    """Return a SHA-256 (hexadecimal) over all that is trained on: passages, questions, answers, negatives, weights."""
    digest = hashlib.sha256()
    for text in _texts(sources):
        data = text.encode()
        # With its length before it, no text can run into the next.
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _texts(sources: Sequence[Source]) -> Iterator[str]:
    for source in sources:
        yield from (source.name, str(source.weight))
        for group in source.groups:
            yield from (group.passage.text, *(negative.text for negative in group.negatives))
            for asked in group.asked:
                yield from (asked.text, *map(str, asked.sentences), str(asked.is_swedish))
