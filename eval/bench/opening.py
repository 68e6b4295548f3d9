"""What a fresh process spends its first seconds on: ``python -m eval.bench.opening INDEX MODELS`` prints it as JSON."""
# ruff: noqa: PLC0415 - imports are what is measured

from __future__ import annotations

import sys
import time
from itertools import pairwise
from pathlib import Path

import msgspec


class Opening(msgspec.Struct, frozen=True):
    """Seconds that a fresh process takes.

    Attributes:
        imports_s: importing the core and the libraries under it.
        model_s: opening the embedding model.
        index_s: opening the index, every byte checked.
        first_answer_s: the first question.
    """

    imports_s: float
    model_s: float
    index_s: float
    first_answer_s: float


def measure(index: Path, models: Path) -> Opening:
    """Import the core, open an index and ask it a first question.

    Args:
        index: the index folder.
        models: the folder of embedding models.
    """
    times = [time.perf_counter()]
    from indexing.engine import Engine
    from indexing.model import resolve_model
    from indexing.onnx_encoder import OnnxEncoder
    from indexing.queries import make_query
    from indexing.storage import open_generation

    times.append(time.perf_counter())
    encoder = OnnxEncoder.load(resolve_model(open_generation(index).manifest.recipe.encoder.name, models))
    times.append(time.perf_counter())
    engine = Engine(index, lambda _: encoder)
    times.append(time.perf_counter())
    engine.ask(make_query("Vad säger partiet om privata sjukvårdsförsäkringar?"))
    times.append(time.perf_counter())
    return Opening(*(round(end - start, 3) for start, end in pairwise(times)))


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
