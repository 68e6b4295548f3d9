"""A model folder appears whole or not at all, and says when it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexing.errors import ModelError, ModelIntegrityError
from indexing.model_folder import (
    check_model,
    locked,
    published,
    read_manifest,
    update_manifest,
    verify_model,
    write_manifest,
)

BIG = 2 << 20


def build(folder: Path, recipe: int = 1) -> None:
    (folder / "onnx").mkdir()
    (folder / "onnx" / "big").write_bytes(b"\1" * BIG)
    (folder / "small").write_text("small")
    write_manifest(folder, name="tiny", recipe=recipe, source="test", source_sha256="")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with locked(tmp_path, "tiny"), published(tmp_path, "tiny") as workspace:
        build(workspace)
    return tmp_path / "tiny"


def test_a_whole_model_passes(folder: Path) -> None:
    assert check_model(folder) == verify_model(folder)
    assert sorted(read_manifest(folder).files) == ["onnx/big", "small"]


def test_nothing_is_left_beside_the_model(folder: Path) -> None:
    assert sorted(path.name for path in folder.parent.iterdir()) == [".tiny.lock", "tiny"]


def test_files_are_readable_for_all(folder: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()} == {0o644}
    assert {path.stat().st_mode & 0o777 for path in (folder, folder / "onnx")} == {0o755}


def test_a_changed_small_file_is_found_at_once(folder: Path) -> None:
    (folder / "small").write_text("smell")
    with pytest.raises(ModelIntegrityError, match="small differs from its checksum"):
        check_model(folder)


def test_a_changed_big_file_is_found_by_the_full_check(folder: Path) -> None:
    (folder / "onnx" / "big").write_bytes(b"\2" * BIG)
    check_model(folder)
    with pytest.raises(ModelIntegrityError, match="big differs from its checksum"):
        verify_model(folder)


def test_a_truncated_file_is_found_at_once(folder: Path) -> None:
    (folder / "onnx" / "big").write_bytes(b"\1" * (BIG - 1))
    with pytest.raises(ModelIntegrityError, match=f"has {BIG - 1} bytes, not {BIG}; delete"):
        check_model(folder)


def test_a_missing_file_is_found_at_once(folder: Path) -> None:
    (folder / "onnx" / "big").unlink()
    with pytest.raises(ModelIntegrityError, match="big is missing"):
        check_model(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}'])
def test_a_damaged_manifest_is_refused(folder: Path, text: str) -> None:
    (folder / "belagg.json").write_text(text)
    with pytest.raises(ModelIntegrityError, match=r"belagg\.json is damaged"):
        check_model(folder)


def test_a_manifest_of_another_format_is_refused(folder: Path) -> None:
    manifest = folder / "belagg.json"
    manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(ModelIntegrityError, match="has format 2, not 1"):
        check_model(folder)


def test_a_path_that_leaves_the_folder_is_refused(folder: Path) -> None:
    manifest = folder / "belagg.json"
    manifest.write_text(manifest.read_text().replace('"small"', '"../small"'))
    with pytest.raises(ModelIntegrityError, match="outside"):
        check_model(folder)


def test_a_failed_build_leaves_the_old_model(folder: Path) -> None:
    with pytest.raises(FileExistsError), published(folder.parent, "tiny") as workspace:
        (workspace.parent / "model").mkdir()  # a second time: fails as a full disk would, half-way
    verify_model(folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == [".tiny.lock", "tiny"]


def test_a_new_model_replaces_the_old_one(folder: Path) -> None:
    with published(folder.parent, "tiny") as workspace:
        build(workspace, recipe=2)
    assert verify_model(folder).recipe == 2


def test_what_a_killed_build_left_is_removed(tmp_path: Path) -> None:
    leftover = tmp_path / ".tiny.abc.unfinished"
    leftover.mkdir()
    (leftover / "half").write_text("half")
    with published(tmp_path, "tiny") as workspace:
        build(workspace)
    assert not leftover.exists()


def test_the_fingerprint_covers_what_vectors_depend_on(folder: Path, tmp_path: Path) -> None:
    before = read_manifest(folder).fingerprint
    other = tmp_path / "other"
    other.mkdir()
    build(other)
    (other / "README.md").write_text("Other words")
    write_manifest(other, name="tiny", recipe=1, source="test", source_sha256="")
    assert read_manifest(other).fingerprint == before
    (other / "small").write_text("smell")
    write_manifest(other, name="tiny", recipe=1, source="test", source_sha256="")
    assert read_manifest(other).fingerprint != before


def test_a_manifest_is_written_anew_after_a_change(folder: Path) -> None:
    before = read_manifest(folder)
    (folder / "small").write_text("smell")
    update_manifest(folder, precision="int8")
    after = verify_model(folder)
    assert (before.precision, after.precision) == ("fp32", "int8")
    assert (after.name, after.source, after.recipe) == (before.name, before.source, before.recipe)
    assert after.fingerprint != before.fingerprint
    assert after.files.keys() == before.files.keys()


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="cannot write the model"), locked(tmp_path / "models", "tiny"):
        pass
