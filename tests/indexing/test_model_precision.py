"""Bytes where they are multiplied exactly, float32 elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexing.model_precision import Precision, default_precision


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("flags\t\t: fpu avx2 avx512f avx512_vnni sha_ni", Precision.INT8),
        ("flags\t\t: fpu avx2 avx_vnni", Precision.INT8),
        ("flags\t\t: fpu avx2 avx512f", Precision.FLOAT32),
        ("flags\t\t: fpu avx_vnni_int16", Precision.FLOAT32),
    ],
)
def test_x86_needs_vnni(tmp_path: Path, flags: str, expected: Precision) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\n{flags}\n")
    assert default_precision(tmp_path / "cpuinfo", machine="x86_64") is expected


def test_an_unknown_x86_gets_float32(tmp_path: Path) -> None:
    assert default_precision(tmp_path / "missing", machine="x86_64") is Precision.FLOAT32


def test_other_processors_add_byte_products_in_32_bits(tmp_path: Path) -> None:
    assert default_precision(tmp_path / "missing", machine="aarch64") is Precision.INT8
