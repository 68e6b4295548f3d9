"""A model as a folder on disk: its manifest, its checks, and how a new one appears there whole or not at all."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from indexing.errors import ModelError, ModelIntegrityError

logger = logging.getLogger(__name__)

MANIFEST_NAME = "belagg.json"
MANIFEST_FORMAT = 1

BuildProgress = Callable[[str, float], None]
"""Called with the step under way, for people, and the share of the whole work that is done, 0 to 1."""

_SMALL_FILE_BYTES = 1 << 20
_LOCK_TIMEOUT_S = 900.0
_FOLDER_MODE, _FILE_MODE = 0o755, 0o644
_UNFINISHED = ".unfinished"
_NOT_FOR_VECTORS = ("model.safetensors", "README.md")


class FileRecord(msgspec.Struct, frozen=True):
    """A file's size in bytes and SHA-256 (hexadecimal) when the model was built."""

    size: int
    sha256: str


class ModelManifest(msgspec.Struct, frozen=True):
    """What ``belagg.json`` says.

    Attributes:
        format: version of this manifest's layout.
        name: the model's name, for people.
        recipe: version of the code that built the folder.
        source: where the weights come from.
        source_sha256: SHA-256 (hexadecimal) of the file with the weights; empty when they came from many files.
        files: every other file, by path within the folder.
        precision: in which the model runs, a value of `indexing.model_precision.Precision`.
    """

    format: int
    name: str
    recipe: int
    source: str
    source_sha256: str
    files: dict[str, FileRecord]
    precision: str = "fp32"

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hexadecimal) over the files that vectors depend on."""
        digest = hashlib.sha256()
        for path, record in sorted(self.files.items()):
            if path not in _NOT_FOR_VECTORS:
                digest.update(f"{record.sha256}  {path}\n".encode())
        return digest.hexdigest()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(
    folder: Path, *, name: str, recipe: int, source: str, source_sha256: str, precision: str = "fp32"
) -> None:
    """Hash every file in ``folder`` and write the manifest beside them; an older manifest is replaced."""
    files = {
        path.relative_to(folder).as_posix(): FileRecord(path.stat().st_size, sha256_of(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST_NAME
    }
    manifest = ModelManifest(MANIFEST_FORMAT, name, recipe, source, source_sha256, files, precision)
    (folder / MANIFEST_NAME).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2))


def update_manifest(folder: Path, *, precision: str) -> None:
    """Write the manifest anew after the model's files have changed."""
    old = read_manifest(folder)
    source, sha256 = old.source, old.source_sha256
    write_manifest(folder, name=old.name, recipe=old.recipe, source=source, source_sha256=sha256, precision=precision)


def read_manifest(folder: Path) -> ModelManifest:
    """Read the manifest of the model in ``folder``.

    Raises:
        ModelIntegrityError: There is none, or it cannot be read.
    """
    path = folder / MANIFEST_NAME
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=ModelManifest)
    except OSError as error:
        raise ModelIntegrityError(
            f"{folder} has no readable {MANIFEST_NAME} ({error.strerror}); add it with `belagg model add {folder}`"
        ) from error
    except msgspec.DecodeError as error:
        raise ModelIntegrityError(f"{path} is damaged ({error}); {_fix(folder)}") from error
    if manifest.format != MANIFEST_FORMAT:
        raise ModelIntegrityError(f"{path} has format {manifest.format}, not {MANIFEST_FORMAT}; {_fix(folder)}")
    return manifest


def check_model(folder: Path) -> ModelManifest:
    """Check in milliseconds that the model is whole: all sizes, and the checksums of files up to 1 MiB.

    Raises:
        ModelIntegrityError: A file is missing or differs from the manifest.
    """
    return _check(folder, hashed_up_to_bytes=_SMALL_FILE_BYTES)


def verify_model(folder: Path) -> ModelManifest:
    """Check every byte of the model against its manifest; this reads all of it.

    Raises:
        ModelIntegrityError: A file is missing or differs from the manifest.
    """
    return _check(folder, hashed_up_to_bytes=None)


def _check(folder: Path, hashed_up_to_bytes: int | None) -> ModelManifest:
    manifest = read_manifest(folder)
    for relative, record in manifest.files.items():
        path = folder / relative
        if not path.resolve().is_relative_to(folder.resolve()) and not path.is_symlink():
            raise ModelIntegrityError(f"{folder / MANIFEST_NAME} names {relative}, outside the model; {_fix(folder)}")
        if not path.is_file():
            raise ModelIntegrityError(f"{path} is missing; {_fix(folder)}")
        size = path.stat().st_size
        if size != record.size:
            raise ModelIntegrityError(f"{path} has {size} bytes, not {record.size}; {_fix(folder)}")
        if (hashed_up_to_bytes is None or size <= hashed_up_to_bytes) and sha256_of(path) != record.sha256:
            raise ModelIntegrityError(f"{path} differs from its checksum in {MANIFEST_NAME}; {_fix(folder)}")
    return manifest


def _fix(folder: Path) -> str:
    return f"delete {folder} and add the model again"


@contextmanager
def locked(models_dir: Path, name: str) -> Iterator[None]:
    """Hold the lock under which the model ``name`` is built.

    Raises:
        ModelError: The folder cannot be written to, or another process holds the lock for 15 minutes.
    """
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(models_dir / f".{name}.lock", timeout=_LOCK_TIMEOUT_S):
            yield
    except Timeout as error:
        raise ModelError(
            f"another process has been building {name} in {models_dir} for {_LOCK_TIMEOUT_S:.0f} s; stop it or wait"
        ) from error
    except OSError as error:
        raise ModelError(
            f"cannot write the model to {models_dir}: {error}; free space or choose another folder"
        ) from error


@contextmanager
def published(models_dir: Path, name: str) -> Iterator[Path]:
    """Give a hidden folder to build in; at the end it takes the place ``models_dir / name``, all at once.

    The lock of ``name`` must be held. If the block fails, nothing appears. What killed builds left is removed.
    """
    _remove_unfinished(models_dir, name)
    workspace = Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=_UNFINISHED, dir=models_dir))
    try:
        built = workspace / "model"
        built.mkdir()
        yield built
        _flush(built)
        if (models_dir / name).exists():
            (models_dir / name).rename(workspace / "replaced")
        built.rename(models_dir / name)
        _flush_entry(models_dir)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _remove_unfinished(models_dir: Path, name: str) -> None:
    for leftover in models_dir.glob(f".{name}.*{_UNFINISHED}"):
        logger.info("Removing an unfinished model build: %s", leftover)
        shutil.rmtree(leftover, ignore_errors=True)


def _flush(folder: Path) -> None:
    """Make everything in ``folder`` readable for all and bring it to the disk itself."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(_FOLDER_MODE if path.is_dir() else _FILE_MODE)  # some writers make files for their owner only
        _flush_entry(path)


def _flush_entry(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
