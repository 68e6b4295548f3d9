"""The mean of adapters adds to the weights what each adds on average."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save_file

from eval.errors import DatasetError
from eval.training.adapter_file import write_adapter
from eval.training.averaging import average_adapters
from indexing.adapter import Adapter
from indexing.errors import ModelIntegrityError
from service.cli import run


def write(file: Path, seed: int, rank: int, names: tuple[str, ...] = ("l0.q", "l1.fo")) -> Path:
    rng = np.random.default_rng(seed)
    matrices = {}
    for name in names:
        matrices[f"{name}.down"] = rng.standard_normal((rank, 6)).astype(np.float16)
        matrices[f"{name}.up"] = rng.standard_normal((4, rank)).astype(np.float16)
    write_adapter(file, matrices, rank, f"digest-{seed}")
    return file


def test_updates_are_averaged(tmp_path: Path) -> None:
    files = [write(tmp_path / "a", 1, 2), write(tmp_path / "b", 2, 3)]
    assert average_adapters(files, tmp_path / "mean") == 5
    first, second, mean = (Adapter.load(file) for file in (*files, tmp_path / "mean"))
    for name in ("l0.q", "l1.fo"):
        expected = (first.up[name] @ first.down[name] + second.up[name] @ second.down[name]) / 2
        np.testing.assert_allclose(mean.up[name] @ mean.down[name], expected, atol=2e-3)
    with safe_open(tmp_path / "mean", framework="numpy") as opened:
        assert opened.metadata()["training_sha256"] == "digest-1 digest-2"
        assert opened.metadata()["rank"] == "5"


def test_adapters_of_other_matrices(tmp_path: Path) -> None:
    files = [write(tmp_path / "a", 1, 2), write(tmp_path / "b", 2, 2, ("l0.q", "l2.fo"))]
    with pytest.raises(DatasetError, match="not to the same model"):
        average_adapters(files, tmp_path / "mean")
    assert not (tmp_path / "mean").exists()


def test_adapters_to_other_models(tmp_path: Path) -> None:
    tensors = {"l0.q.down": np.zeros((1, 6), np.float16), "l0.q.up": np.zeros((4, 1), np.float16)}
    save_file(tensors, tmp_path / "b", {"base_sha256": "another"})
    with pytest.raises(DatasetError, match="not to the same model"):
        average_adapters([write(tmp_path / "a", 1, 1, ("l0.q",)), tmp_path / "b"], tmp_path / "mean")


def test_a_missing_adapter(tmp_path: Path) -> None:
    with pytest.raises(ModelIntegrityError, match="cannot be read"):
        average_adapters([write(tmp_path / "a", 1, 2), tmp_path / "b"], tmp_path / "mean")


def test_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [write(tmp_path / "a", 1, 2), write(tmp_path / "b", 2, 2)]
    out = tmp_path / "mean"
    assert run(["eval", "average-adapters", str(out), *map(str, files)]) == 0
    assert capsys.readouterr().out == f"Averaged 2 adapters to one of rank 4: {out}\n"
    assert run(["eval", "average-adapters", str(out), str(files[0])]) == 2
    assert "at least two" in capsys.readouterr().err
