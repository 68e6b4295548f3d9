"""Turns any sentence-transformers model into a folder that our encoder runs, and proves that it does.

This is the one module that needs torch, transformers and optimum (the extra ``models``), and only while it works.
"""

from __future__ import annotations

import gc
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from indexing.encoder import FloatArray
from indexing.errors import MissingExtraError, ModelError
from indexing.model_config import read_encoder_config
from indexing.model_folder import BuildProgress, update_manifest, write_manifest
from indexing.model_precision import Precision
from indexing.model_tokens import load_tokens, write_fast_tokens
from indexing.onnx_encoder import GRAPH, QUANTIZED_GRAPH, OnnxEncoder
from indexing.quantization import quantize_graph
from indexing.quantization_texts import calibration_inputs

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)

MIN_PARITY = 0.999
"""Least cosine between a vector from torch and the same text's vector from our encoder."""

MIN_QUANTIZED_PARITY = 0.995
"""Least cosine between a vector in float32 and the same text's vector in bytes.

The default model's is .997 over fifty odd texts, with a mean of .9995, and it finds what it finds in float32."""

_PROBES = (
    "Vad vill partiet göra åt vårdköerna?",
    "Äldre ska få välja sitt boende, och kostnaden får inte stå i vägen för 2 300 kr i månaden.",
    "WHO decides how much a hospital may spend?",
    "ord " * 700,  # longer than any input: both must cut it at the same place
)


def export_model(source: str, name: str, folder: Path, progress: BuildProgress, precision: Precision) -> None:
    """Write the model ``source`` to ``folder`` with an ONNX graph, manifest last.

    Args:
        source: a sentence-transformers folder, or a model's name on the hub.
        name: the model's name from now on.
        folder: an empty folder.
        progress: told of each step.
        precision: in which the model is to run; it stays in float32 if bytes change its vectors too much.

    Raises:
        MissingExtraError: The packages for this are not installed.
        ModelError: The model cannot be loaded or exported, or our encoder could not reproduce it.
    """
    progress("loading the model", 0.0)
    model = _load(source, backend="torch")
    model.save_pretrained(str(folder), create_model_card=False)
    read_encoder_config(folder)  # refuses what the encoder cannot do, before the work is done
    if not (folder / "tokenizer.json").is_file():
        raise ModelError(f"{source!r} has no fast tokeniser (tokenizer.json), which the encoder needs: choose another")
    progress("exporting to ONNX", 0.3)
    _write_graph(folder)
    write_fast_tokens(folder)
    progress("comparing with torch", 0.6)
    write_manifest(folder, name=name, recipe=0, source=source, source_sha256="")
    encoder = OnnxEncoder.load(folder)
    _check_parity(model, encoder, source)
    if precision is Precision.INT8:
        progress("rounding to bytes", 0.7)
        _quantize(folder, encoder)
    progress("model ready", 1.0)


def _load(source: str, backend: str) -> SentenceTransformer:
    """Load a sentence-transformers model on the processor."""
    try:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise MissingExtraError(
            f"adding a model needs packages that are missing ({error.name}); install them: pip install 'belagg[models]'"
        ) from error
    options = {"export": True, "provider": "CPUExecutionProvider"} if backend == "onnx" else {}
    try:
        with _quiet("transformers", "sentence_transformers", "huggingface_hub", "optimum"):
            model: SentenceTransformer = SentenceTransformer(
                source, backend=backend, device="cpu", model_kwargs=options
            )
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        raise ModelError(
            f"cannot load {source!r} with {backend}: {_first_line(error)}; "
            "give the folder of a sentence-transformers model, or a hub name while the hub can be reached"
        ) from error
    return model


def _write_graph(folder: Path) -> None:
    """Export the transformer below ``folder`` to its ``onnx/model.onnx``."""
    with _quiet("sentence_transformers"):
        _load(str(folder), backend="onnx").save_pretrained(str(folder), create_model_card=False)
        gc.collect()  # optimum leaves its temporary folder to the garbage collector, which would warn later
    if not (folder / GRAPH).is_file():
        raise ModelError(f"the export of {folder} wrote no {GRAPH}: choose another model")


def _quantize(folder: Path, exact: OnnxEncoder) -> None:
    """Add a graph that multiplies bytes, unless its vectors differ too much from the exact ones."""
    texts = calibration_inputs(load_tokens(folder), read_encoder_config(folder))
    quantize_graph(folder / GRAPH, folder / QUANTIZED_GRAPH, texts)
    update_manifest(folder, precision=Precision.INT8.value)
    probes = list(_PROBES)
    least = _cosines(OnnxEncoder.load(folder).encode_passages(probes), exact.encode_passages(probes)).min()
    if not least >= MIN_QUANTIZED_PARITY:
        logger.info("The model stays in float32: bytes would turn its vectors to cosine %.4f", least)
        for path in folder.glob(f"{QUANTIZED_GRAPH}*"):
            path.unlink()
        update_manifest(folder, precision=Precision.FLOAT32.value)


def _check_parity(model: SentenceTransformer, encoder: OnnxEncoder, source: str) -> None:
    """Compare our vectors with those of sentence-transformers.

    Raises:
        ModelError: They differ.
    """
    texts = list(_PROBES)
    cosines = np.concatenate(
        [
            _cosines(encoder.encode_queries(texts), model.encode_query(texts, show_progress_bar=False)),
            _cosines(encoder.encode_passages(texts), model.encode_document(texts, show_progress_bar=False)),
        ]
    )
    if not cosines.min() >= MIN_PARITY:
        raise ModelError(
            f"the exported {source!r} gives other vectors than torch (cosine {cosines.min():.4f}, "
            f"at least {MIN_PARITY} is needed): choose another model"
        )


def _cosines(ours: FloatArray, theirs: FloatArray) -> FloatArray:
    """Return the cosine of each row, shape (rows,); ``ours`` is normalised already."""
    if ours.shape != theirs.shape:
        return np.array([-1.0], dtype=np.float32)
    similarity: FloatArray = (ours * theirs).sum(axis=1) / np.linalg.norm(theirs, axis=1)
    return similarity


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")


@contextmanager
def _quiet(*names: str) -> Iterator[None]:
    """Keep libraries from logging and warning of what the error or the result says anyway."""
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
