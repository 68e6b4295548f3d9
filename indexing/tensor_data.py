"""Writing an ONNX graph's weights beside it, so that ONNX Runtime maps them into memory instead of copying them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx.external_data_helper import set_external_data

_ALIGNMENT = 4096  # memory maps begin at page borders


class TensorDataFile:
    """A context in which tensors are appended to one data file and become initializers that refer to it.

    Attributes:
        initializers: one entry a tensor, in the order of writing.
    """

    def __init__(self, path: Path) -> None:
        """Create the file.

        Args:
            path: the data file; the graph has to be stored in the same folder.
        """
        self.initializers: list[onnx.TensorProto] = []
        self._name = path.name
        self._file = path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, name: str, values: NDArray[np.generic]) -> str:
        """Append ``values`` as the tensor ``name`` and return the name."""
        kind = onnx.helper.np_dtype_to_tensor_dtype(values.dtype)
        return self.add_bytes(name, values.shape, kind, np.ascontiguousarray(values))

    def add_bytes(self, name: str, shape: Sequence[int], kind: int, data: NDArray[np.generic]) -> str:
        """Append a tensor whose type numpy lacks, such as 4-bit integers.

        Args:
            name: the tensor's name.
            shape: the tensor's, which need not be that of ``data``.
            kind: a ``TensorProto`` data type.
            data: the tensor's bytes in ONNX's order.

        Returns:
            The name.
        """
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNMENT))
        offset = self._file.tell()
        self._file.write(data.data)
        tensor = onnx.TensorProto(name=name, dims=shape, data_type=kind, raw_data=b"")
        set_external_data(tensor, self._name, offset=offset, length=data.nbytes)
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        self.initializers.append(tensor)
        return name
