"""What the inputs of a graph's matrix products look like when it reads ordinary text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
TokenIds = Sequence[int]

_SAMPLE_ROWS = 1024
_BUFFERED_ROWS = (
    2048  # products of many rows at once: adding the large matrix of moments takes longer than computing it
)
_SESSION_GRAPH = "calibration.onnx"


@dataclass(slots=True)
class InputStatistics:
    """Of all inputs of one matrix product, a channel being an element of an input vector.

    Attributes:
        low: least value of each channel, shape (channels,).
        high: greatest value of each channel, shape (channels,).
        moments: mean product of each pair of channels, shape (channels, channels).
        sample: some inputs, shape (rows, channels).
    """

    low: FloatArray
    high: FloatArray
    moments: FloatArray
    sample: FloatArray


def calibrate(graph: Path, tensors: Collection[str], texts: Sequence[TokenIds]) -> dict[str, InputStatistics]:
    """Run a graph over texts and describe what flows through some of its tensors.

    Args:
        graph: the graph's file; a copy with more outputs is written beside it for a moment.
        tensors: names of float32 tensors of shape (batch, tokens, channels).
        texts: token ids, special tokens included.

    Returns:
        Statistics by tensor. The same graph and texts give the same figures on the same machine.
    """
    session = _session_with_outputs(graph, tensors)
    collectors = {tensor: _Collector(sum(map(len, texts))) for tensor in tensors}
    for ids in texts:
        for collector, values in zip(
            collectors.values(), session.run(list(collectors), _feeds(session, ids)), strict=True
        ):
            collector.add(values[0])
    return {tensor: collector.statistics() for tensor, collector in collectors.items()}


class _Collector:
    """Sums up the values of one tensor, text by text."""

    def __init__(self, rows: int) -> None:
        self._stride = max(1, rows // _SAMPLE_ROWS)
        self._rows = 0
        self._low: FloatArray = np.zeros(1, np.float32)
        self._high: FloatArray = np.zeros(1, np.float32)
        self._products: NDArray[np.float64] = np.zeros((1, 1))
        self._buffer: list[FloatArray] = []
        self._sample: list[FloatArray] = []

    def add(self, values: FloatArray) -> None:
        """Take in one text's values, shape (tokens, channels)."""
        self._low = np.minimum(self._low, values.min(axis=0))
        self._high = np.maximum(self._high, values.max(axis=0))
        self._sample.append(values[-self._rows % self._stride :: self._stride])
        self._rows += len(values)
        self._buffer.append(values)
        if sum(map(len, self._buffer)) >= _BUFFERED_ROWS:
            self._multiply()

    def statistics(self) -> InputStatistics:
        """Return what was found."""
        self._multiply()
        moments = (self._products / self._rows).astype(np.float32)
        return InputStatistics(self._low, self._high, moments, np.concatenate(self._sample))

    def _multiply(self) -> None:
        if self._buffer:
            rows = np.concatenate(self._buffer)
            self._products = self._products + rows.T @ rows
            self._buffer.clear()


def _session_with_outputs(graph: Path, tensors: Collection[str]) -> onnxruntime.InferenceSession:
    model = onnx.load(graph, load_external_data=False)
    model.graph.output.extend(
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in tensors
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # more of them add in another order
    path = graph.with_name(_SESSION_GRAPH)
    try:
        onnx.save(model, path)
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    finally:
        path.unlink(missing_ok=True)


def _feeds(session: onnxruntime.InferenceSession, ids: TokenIds) -> dict[str, NDArray[np.int64]]:
    tokens = np.array([ids], dtype=np.int64)
    feeds = {"input_ids": tokens, "attention_mask": np.ones_like(tokens), "token_type_ids": np.zeros_like(tokens)}
    return {entry.name: feeds[entry.name] for entry in session.get_inputs()}
