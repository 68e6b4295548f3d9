"""In which arithmetic a model runs."""

from __future__ import annotations

import platform
from enum import StrEnum
from pathlib import Path

_CPU_INFO = Path("/proc/cpuinfo")
_EXACT_BYTE_PRODUCTS = ("avx512_vnni", "avx_vnni")


class Precision(StrEnum):
    """How a model's matrices are multiplied."""

    FLOAT32 = "fp32"
    INT8 = "int8"


def default_precision(cpu_info: Path = _CPU_INFO, machine: str | None = None) -> Precision:
    """Return bytes where the processor multiplies them exactly, else float32.

    Without VNNI, ONNX Runtime's kernels for x86 add pairs of byte products in 16 bits, which overflow.

    Args:
        cpu_info: where Linux lists the processor's abilities.
        machine: the processor's architecture; by default that of this machine.
    """
    if (machine or platform.machine()) != "x86_64":
        return Precision.INT8
    try:
        abilities = cpu_info.read_text("utf-8").split()
    except OSError:
        return Precision.FLOAT32
    return Precision.INT8 if any(name in abilities for name in _EXACT_BYTE_PRODUCTS) else Precision.FLOAT32
