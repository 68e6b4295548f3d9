"""Turns a float32 graph into one that multiplies bytes, which current processors do four times as fast.

Weights get a scale a column. Inputs get scales that do not depend on the batch, so neither do the vectors: fixed and
balanced ones where the input is normalised, else one a token, found as it passes. docs/adr/0010-encoder-speed.md has
the measurements.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from threadpoolctl import threadpool_limits

from indexing.quantization_calibration import FloatArray, InputStatistics, TokenIds, calibrate
from indexing.quantization_weights import ByteRange, ByteWeights, balance, column_scales, round_weights
from indexing.tensor_data import TensorDataFile

_CONTRIB = "com.microsoft"
_INLINE_BYTES = 64
_LEAST_MAXIMUM = 1e-12  # what a token of zeros is divided by
_ONE_SIDED = 0.25
"""A tensor is one-sided when its least value is that much smaller than its greatest: what GELU gives."""

_LARGE_TABLE_ROWS = 8192
_ROW_AXIS = 0
_AXES_ARE_INPUTS = 18  # the operator set from which on ReduceMax takes its axes as an input


@dataclass(frozen=True, slots=True)
class _Product:
    """A MatMul with constant weights, shape (inputs, outputs), and the Add that puts a constant on top of it."""

    node: onnx.NodeProto
    weights: FloatArray
    add: onnx.NodeProto | None = None
    bias: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class _Levels:
    """Inputs with a scale a token: the byte ``zero`` stands for 0, ``zero + side`` for the token's largest value."""

    side: int
    zero: int


_TWO_SIDED_LEVELS = _Levels(side=127, zero=128)
_ONE_SIDED_LEVELS = _Levels(side=235, zero=20)


def quantize_graph(graph: Path, target: Path, texts: Sequence[TokenIds], keep: Collection[str] = ()) -> None:
    """Write a graph with matrix products of bytes.

    Args:
        graph: the float32 graph's file.
        target: the new graph's file; its weights go to ``target`` + ``_data``.
        texts: token ids of ordinary texts, special tokens included, to find out what inputs look like.
        keep: names of MatMul weights that stay in float32.
    """
    source = _Source(graph)
    groups = source.products(keep)
    with threadpool_limits(limits=1):  # the same sums in the same order on every run
        statistics = calibrate(graph, list(groups), texts)
        with TensorDataFile(target.with_name(target.name + "_data")) as data:
            writer = _Writer(source, data)
            for table in source.large_tables():
                writer.replace_table(table)
            for tensor, products in groups.items():
                writer.replace_products(tensor, products, statistics[tensor])
            onnx.save(writer.model(), target)


class _Source:
    """The float32 graph, its constants read when they are asked for."""

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        self.model = onnx.load(path, load_external_data=False)
        self.nodes = self.model.graph.node
        self.constants = {tensor.name: tensor for tensor in self.model.graph.initializer}
        self.opset = next(entry.version for entry in self.model.opset_import if entry.domain in {"", "ai.onnx"})
        self._producers = {output: node for node in self.nodes for output in node.output}

    def values(self, name: str) -> FloatArray:
        """Return a float32 constant."""
        values: FloatArray = numpy_helper.to_array(self.constants[name], str(self._folder))
        return values

    def raw(self, tensor: onnx.TensorProto) -> NDArray[np.uint8]:
        """Return the bytes of a constant as they stand in its file."""
        place = {entry.key: entry.value for entry in tensor.external_data}
        file, offset, length = self._folder / place["location"], int(place["offset"]), int(place["length"])
        return np.fromfile(file, np.uint8, count=length, offset=offset)

    def is_normalized(self, tensor: str) -> bool:
        """Tell whether a tensor comes straight out of a layer normalisation."""
        producer = self._producers.get(tensor)
        return producer is not None and producer.op_type == "LayerNormalization"

    def products(self, keep: Collection[str]) -> dict[str, list[_Product]]:
        """Return the products to replace by the name of their input."""
        groups: dict[str, list[_Product]] = {}
        for node in self.nodes:
            if node.op_type == "MatMul" and self._is_matrix(node.input[1]) and node.input[1] not in keep:
                groups.setdefault(node.input[0], []).append(self._product(node))
        return groups

    def large_tables(self) -> list[onnx.NodeProto]:
        """Return the look-ups in large float32 tables: word embeddings."""
        return [
            node
            for node in self.nodes
            if node.op_type == "Gather"
            and self._is_matrix(node.input[0])
            and self.constants[node.input[0]].dims[0] >= _LARGE_TABLE_ROWS
            and all(attribute.i == _ROW_AXIS for attribute in node.attribute if attribute.name == "axis")
        ]

    def _product(self, node: onnx.NodeProto) -> _Product:
        weights = self.values(node.input[1])
        users = [user for user in self.nodes if node.output[0] in user.input]
        if len(users) == 1 and users[0].op_type == "Add":
            other = users[0].input[users[0].input[0] == node.output[0]]
            if other in self.constants and list(self.constants[other].dims) == [weights.shape[1]]:
                return _Product(node, weights, users[0], self.values(other))
        return _Product(node, weights)

    def _is_matrix(self, name: str) -> bool:
        tensor = self.constants.get(name)
        return tensor is not None and tensor.data_type == TensorProto.FLOAT and len(tensor.dims) == 2


class _Writer:
    """Collects the nodes that take the place of old ones, and all constants."""

    def __init__(self, source: _Source, data: TensorDataFile) -> None:
        self._source = source
        self._data = data
        self._inline: dict[str, onnx.TensorProto] = {}
        self._instead: dict[str, list[onnx.NodeProto]] = {}  # by the first output of the old node
        self._nodes: list[onnx.NodeProto] = []  # where new nodes go: a value of the above

    def replace_table(self, node: onnx.NodeProto) -> None:
        """Look embeddings up in a table of bytes, with a scale a row."""
        self._nodes = self._instead[node.output[0]] = []
        name, (table, rows) = node.output[0], node.input
        values = self._source.values(table).T
        scales = column_scales(values)
        codes = np.round(values / scales).astype(np.int8).T
        self._node("Gather", [self._constant(name + ".codes", codes), rows], name + ".row")
        self._node("Cast", [name + ".row"], name + ".levels", to=TensorProto.FLOAT)
        self._node("Gather", [self._constant(name + ".scales", scales[:, None]), rows], name + ".scale")
        self._node("Mul", [name + ".levels", name + ".scale"], name)

    def replace_products(self, tensor: str, products: Sequence[_Product], statistics: InputStatistics) -> None:
        """Let all products of one input multiply bytes."""
        self._nodes = self._instead[products[0].node.output[0]] = []
        if self._source.is_normalized(tensor):
            self._use_fixed_scale(tensor, products, statistics)
        else:
            self._use_scale_per_token(tensor, products, statistics)

    def model(self) -> onnx.ModelProto:
        """Return the finished model."""
        model = onnx.ModelProto()
        model.CopyFrom(self._source.model)
        nodes = [new for old in self._source.nodes for new in self._instead.get(old.output[0], [old])]
        del model.graph.node[:], model.graph.initializer[:]
        model.graph.node.extend(nodes)
        used = {name for node in nodes for name in node.input}
        for name in sorted(used & self._source.constants.keys()):
            self._copy(self._source.constants[name])
        model.graph.initializer.extend([*self._inline.values(), *self._data.initializers])
        if _CONTRIB not in {entry.domain for entry in model.opset_import}:
            model.opset_import.append(helper.make_opsetid(_CONTRIB, 1))
        return model

    def _use_fixed_scale(self, tensor: str, products: Sequence[_Product], statistics: InputStatistics) -> None:
        weights = _side_by_side(products)
        factors = balance(statistics.low, statistics.high, statistics.sample, weights)
        found = ByteRange.of(statistics.low / factors, statistics.high / factors)
        name = tensor + ".bytes"
        balanced = self._node("Mul", [tensor, self._constant(name + ".balance", 1 / factors)], name + ".balanced")
        scale = self._constant(name + ".scale", np.array(found.scale, np.float32))
        zero = self._constant(name + ".zero", np.array(found.zero, np.uint8))
        self._node("QuantizeLinear", [balanced, scale, zero], name)
        rounded = round_weights(weights * factors[:, None], statistics.moments / np.outer(factors, factors))
        for product, part in zip(products, _split(rounded, products), strict=True):
            self._nodes = self._instead.setdefault(product.node.output[0], [])
            codes, scales = self._byte_weights(product, part)
            output, bias = product.node.output[0], ""
            if product.add is not None and product.bias is not None:
                output, bias = product.add.output[0], self._constant(product.add.output[0] + ".bias", product.bias)
                self._instead[output] = []
            self._node("MatMulIntegerToFloat", [name, codes, scale, scales, zero, "", bias], output)

    def _use_scale_per_token(self, tensor: str, products: Sequence[_Product], statistics: InputStatistics) -> None:
        name = tensor + ".bytes"
        largest, levels = self._largest_of_token(tensor, name, statistics)
        zero = self._constant(f"byte.{levels.zero}", np.array(levels.zero, np.uint8))
        side = self._constant(f"levels.{levels.side}", np.array(levels.side, np.float32))
        per_level = self._constant(f"per_level.{levels.side}", np.array(1 / levels.side, np.float32))
        factor = self._node("Div", [side, largest], name + ".factor")
        scaled = self._node("Mul", [tensor, factor], name + ".scaled")
        self._node("QuantizeLinear", [scaled, self._constant("one", np.array(1, np.float32)), zero], name)
        rounded = round_weights(_side_by_side(products), statistics.moments)
        for product, part in zip(products, _split(rounded, products), strict=True):
            self._nodes = self._instead.setdefault(product.node.output[0], [])
            codes, scales = self._byte_weights(product, part)
            output = product.node.output[0]
            self._node("MatMulIntegerToFloat", [name, codes, per_level, scales, zero], output + ".share")
            self._node("Mul", [output + ".share", largest], output)

    def _largest_of_token(self, tensor: str, name: str, statistics: InputStatistics) -> tuple[str, _Levels]:
        """Return the tensor with each token's largest value, and the bytes that lead up to it."""
        lowest, highest = -float(statistics.low.min()), float(statistics.high.max())
        one_sided = lowest < _ONE_SIDED * highest
        levels = _ONE_SIDED_LEVELS if one_sided else _TWO_SIDED_LEVELS
        magnitudes = tensor if one_sided else self._node("Abs", [tensor], name + ".magnitude")
        if self._source.opset < _AXES_ARE_INPUTS:
            self._node("ReduceMax", [magnitudes], name + ".maximum", axes=[-1])
        else:
            axis = self._constant("last_axis", np.array([-1], np.int64))
            self._node("ReduceMax", [magnitudes, axis], name + ".maximum")
        # One-sided: a token of small values must leave its negative ones room below the byte of zero, too.
        least = max(_LEAST_MAXIMUM, lowest * levels.side / levels.zero if one_sided else 0.0)
        floor = self._constant(name + ".floor", np.array(least, np.float32))
        return self._node("Max", [name + ".maximum", floor], name + ".largest"), levels

    def _byte_weights(self, product: _Product, rounded: ByteWeights) -> tuple[str, str]:
        name = product.node.input[1]
        return self._constant(name + ".codes", rounded.codes), self._constant(name + ".scales", rounded.scales)

    def _node(self, operator: str, inputs: Sequence[str], output: str, **attributes: int | list[int]) -> str:
        domain = "" if onnx.defs.has(operator) else _CONTRIB
        node = helper.make_node(operator, inputs, [output], name=output, domain=domain)
        node.attribute.extend(helper.make_attribute(name, value) for name, value in attributes.items())
        self._nodes.append(node)
        return output

    def _constant(self, name: str, values: NDArray[np.generic]) -> str:
        """Add a constant tensor, unless it is there already, and return its name."""
        if values.nbytes > _INLINE_BYTES:
            return self._data.add(name, values)
        self._inline[name] = numpy_helper.from_array(values, name)
        return name

    def _copy(self, tensor: onnx.TensorProto) -> None:
        """Take over a constant of the float32 graph."""
        if tensor.data_location == TensorProto.EXTERNAL:
            self._data.add_bytes(tensor.name, tensor.dims, tensor.data_type, self._source.raw(tensor))
        else:
            self._inline[tensor.name] = tensor


def _side_by_side(products: Sequence[_Product]) -> FloatArray:
    return np.concatenate([product.weights for product in products], axis=1)


def _split(rounded: ByteWeights, products: Sequence[_Product]) -> list[ByteWeights]:
    """Undo `_side_by_side`."""
    borders = np.cumsum([product.weights.shape[1] for product in products])[:-1]
    parts = zip(np.split(rounded.codes, borders, axis=1), np.split(rounded.scales, borders), strict=True)
    return [ByteWeights(codes, scales) for codes, scales in parts]
