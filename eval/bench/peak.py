"""How much of the processor's power to multiply bytes the encoder uses: products alone against encoding, in turn."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from eval.bench.timing import SEED, seconds
from indexing.model_tokens import load_tokens
from indexing.onnx_encoder import OnnxEncoder

_SIDE: Final = 2_048
_ROUNDS: Final = 8
_TRIES: Final = 4
_OPSET: Final = 21
_GIGA: Final = 1e9


class PeakShare(msgspec.Struct, frozen=True):
    """Operations a second on all cores; a multiplication and an addition are two.

    Attributes:
        product_gops: of a square product of bytes, the best of some tries, a figure a round.
        encoding_gops: of the encoder's matrices over passages in bulk, attention not counted, a figure a round.
        share: median over the rounds of encoding against the product.
    """

    product_gops: tuple[float, ...]
    encoding_gops: tuple[float, ...]
    share: float


def measure_peak_share(folder: Path, texts: Sequence[str], threads: int) -> PeakShare:
    """Multiply and encode in turn.

    Args:
        folder: the model's.
        texts: passages.
        threads: that each may use.
    """
    product, encoder = _product(threads), OnnxEncoder.load(folder, threads)
    tokens = sum(map(len, load_tokens(folder).encode_all(texts)))  # the prefix not counted
    operations = tokens * operations_per_token(folder)
    products, encodings = [], []
    encoder.encode_passages(texts)
    for _ in range(_ROUNDS):
        products.append(2 * _SIDE**3 / min(seconds(product) for _ in range(_TRIES)) / _GIGA)
        encodings.append(operations / seconds(lambda: encoder.encode_passages(texts)) / _GIGA)
    shares = [encoding / peak for encoding, peak in zip(encodings, products, strict=True)]
    return PeakShare(
        tuple(round(one, 1) for one in products),
        tuple(round(one, 1) for one in encodings),
        round(statistics.median(shares), 3),
    )


def operations_per_token(folder: Path) -> int:
    """Return what the matrices of all layers multiply and add for a token.

    Args:
        folder: of a model with BERT's layers: four square matrices and two of the feed-forward network.
    """
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    hidden = int(config["hidden_size"])
    return 2 * int(config["num_hidden_layers"]) * (4 * hidden**2 + 2 * hidden * int(config["intermediate_size"]))


def _product(threads: int) -> Callable[[], object]:
    """Return a square product of bytes as ONNX Runtime makes it."""
    drawn = np.random.default_rng(SEED)
    weights = drawn.integers(-127, 127, (_SIDE, _SIDE), dtype=np.int8)
    node = helper.make_node("MatMulInteger", ["x", "weights"], ["y"])
    given = [helper.make_tensor_value_info("x", TensorProto.UINT8, [_SIDE, _SIDE])]
    made = [helper.make_tensor_value_info("y", TensorProto.INT32, [_SIDE, _SIDE])]
    graph = helper.make_graph([node], "product", given, made, [numpy_helper.from_array(weights, "weights")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    values = {"x": drawn.integers(0, 255, (_SIDE, _SIDE), dtype=np.uint8)}
    return lambda: session.run(None, values)
