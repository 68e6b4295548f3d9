"""Index generations on disk: immutable folders and one pointer, swapped atomically.

Layout of an index folder::

    CURRENT                      "<generation> <SHA-256 of its manifest.json>"
    write.lock                   held by the one writer
    generations/<generation>/    manifest.json, and the artifacts that it lists with size and SHA-256

Every byte is checked against the manifest, and the manifest against the pointer, before a library parses it. A
generation is written into a temporary folder, flushed to disk and renamed before the pointer names it: a crash at
any moment leaves the old generation or the new one, whole.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
from filelock import FileLock, Timeout

from indexing import durable
from indexing.errors import (
    IndexCorruptError,
    IndexLockedError,
    IndexMismatchError,
    IndexNotFoundError,
    IndexWriteError,
    StorageError,
)
from indexing.recipes import Artifact, Manifest, Recipe

FORMAT_VERSION: Final = 3
_POINTER: Final = "CURRENT"
_MANIFEST: Final = "manifest.json"
_GENERATION: Final = re.compile(r"[0-9]{6,}-[0-9a-f]{8}")
_REBUILD: Final = "Build it anew with `belagg index`."


class Generation(msgspec.Struct, frozen=True):
    """A generation whose artifacts have all been checked."""

    version: str
    folder: Path
    manifest: Manifest

    def read(self, name: str) -> bytes:
        """Return an artifact's bytes, checked again: the disk may have changed since the generation was opened.

        Raises:
            IndexCorruptError: the artifact is missing or differs from the manifest.
        """
        return _read_checked(self.folder, name, self.manifest.artifacts)


def current_version(index: Path) -> str:
    """Return the name of the current generation without opening it.

    Args:
        index: the index folder.

    Raises:
        IndexNotFoundError: there is no index.
        IndexCorruptError: the pointer is not ours.
    """
    return _read_pointer(index)[0]


def generation_folder(index: Path, version: str) -> Path:
    """Return the folder in which a generation is, or would be.

    Args:
        index: the index folder.
        version: the generation's name.
    """
    return index / "generations" / version


def open_generation(index: Path) -> Generation:
    """Open the current generation and check every artifact.

    A writer may replace the generation and remove it while this reads: then the newer one is opened.

    Args:
        index: the index folder.

    Raises:
        IndexNotFoundError: there is no index.
        IndexCorruptError: files are missing, damaged, tampered with or foreign.
        IndexMismatchError: another version of Belägg wrote it.
    """
    version, expected = _read_pointer(index)
    while True:
        try:
            return _open(index, version, expected)
        except IndexCorruptError:
            failed = version
            version, expected = _read_pointer(index)
            if version == failed:
                raise


def _open(index: Path, version: str, expected: str) -> Generation:
    folder = generation_folder(index, version)
    manifest = _read_manifest(folder, expected)
    for name in manifest.artifacts:
        _read_checked(folder, name, manifest.artifacts)
    return Generation(version, folder, manifest)


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Hold the index's write lock.

    Args:
        index: the index folder; created when it is missing.

    Raises:
        IndexLockedError: another process is writing.
        IndexWriteError: the disk refused.
    """
    with _disk_errors(index):
        (index / "generations").mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / "write.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise IndexLockedError(
                f"another process is writing the index in {index}; wait until it has finished"
            ) from error
    try:
        yield
    finally:
        lock.release()


def write_generation(index: Path, recipe: Recipe, artifacts: Mapping[str, bytes]) -> str:
    """Write a generation and make it the current one. The caller holds the write lock.

    Args:
        index: the index folder.
        recipe: what decided the content.
        artifacts: content by name; a name may hold one folder ("lexical/vocab.json").

    Returns:
        The new generation's name.

    Raises:
        IndexWriteError: the disk refused; the old generation is still the current one.
    """
    listed = {name: Artifact(len(data), _sha256(data)) for name, data in sorted(artifacts.items())}
    manifest = Manifest(FORMAT_VERSION, datetime.now(UTC).isoformat(timespec="seconds"), recipe, listed)
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    generations = index / "generations"
    with _disk_errors(index):
        version = f"{_next_number(generations):06d}-{_sha256(encoded)[:8]}"
        _remove_leftovers(generations)
        temporary = generations / f".{version}.tmp"
        with durable.removed_on_failure(temporary):
            for name, data in {**artifacts, _MANIFEST: encoded}.items():
                durable.write_durably(temporary / name, data)
            for folder in {(temporary / name).parent for name in artifacts} | {temporary}:
                durable.sync_folder(folder)
            temporary.rename(generations / version)
        durable.sync_folder(generations)
        before = _pointed_at(index)
        _point(index, version, _sha256(encoded))
        _remove_old(generations, keep={version, before})
    return version


def kept_generations(index: Path) -> Iterator[Generation]:
    """Yield the whole generations that are kept beside the current one, newest first."""
    for version in reversed(_finished(index / "generations")):
        try:
            if version != _pointed_at(index):
                yield _open(index, version, _checksum(index, version))
        except StorageError:
            continue


def make_current(index: Path, version: str) -> None:
    """Point at a generation of `kept_generations`. The caller holds the write lock.

    Raises:
        IndexCorruptError: it is not there.
        IndexWriteError: the disk refused.
    """
    with _disk_errors(index):
        _point(index, version, _checksum(index, version))


def _point(index: Path, version: str, checksum: str) -> None:
    durable.replace_durably(index / _POINTER, f"{version} {checksum}\n".encode("ascii"))


def _checksum(index: Path, version: str) -> str:
    return _sha256(_read(generation_folder(index, version) / _MANIFEST))


def _pointed_at(index: Path) -> str:
    """Return the name that the pointer holds, whatever it is; empty when there is none."""
    pointer = index / _POINTER
    return pointer.read_bytes().decode("ascii", "replace").partition(" ")[0] if pointer.exists() else ""


def _read_pointer(index: Path) -> tuple[str, str]:
    try:
        words = (index / _POINTER).read_text(encoding="ascii").split()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexNotFoundError(
            f"there is no index in {index}. Build one with `belagg index --index {index}`."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexCorruptError(f"the index in {index} cannot be read ({error}). {_REBUILD}") from error
    if len(words) != 2 or not _GENERATION.fullmatch(words[0]):
        raise IndexCorruptError(f"{index / _POINTER} is not a pointer that Belägg wrote. {_REBUILD}")
    return words[0], words[1]


def _read_manifest(folder: Path, expected: str) -> Manifest:
    data = _read(folder / _MANIFEST)
    if _sha256(data) != expected:
        raise IndexCorruptError(f"{folder / _MANIFEST} was changed after the index was built. {_REBUILD}")
    try:
        found = msgspec.json.decode(data, type=_Versioned).format_version
        if found != FORMAT_VERSION:
            raise IndexMismatchError(
                f"the index has format {found}, this Belägg reads format {FORMAT_VERSION}. {_REBUILD}"
            )
        return msgspec.json.decode(data, type=Manifest)
    except msgspec.MsgspecError as error:
        raise IndexCorruptError(f"{folder / _MANIFEST} is not a manifest that Belägg wrote. {_REBUILD}") from error


class _Versioned(msgspec.Struct, frozen=True):
    format_version: int


def _read_checked(folder: Path, name: str, artifacts: Mapping[str, Artifact]) -> bytes:
    if name not in artifacts:
        raise IndexCorruptError(f"the index in {folder} has no {name}. {_REBUILD}")
    data = _read(folder / name)
    if len(data) != artifacts[name].size or _sha256(data) != artifacts[name].sha256:
        raise IndexCorruptError(f"{folder / name} is damaged or was changed. {_REBUILD}")
    return data


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IndexCorruptError(f"{path} cannot be read ({error.strerror}). {_REBUILD}") from error


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _next_number(generations: Path) -> int:
    return 1 + max((int(name.split("-")[0]) for name in _finished(generations)), default=0)


def _finished(generations: Path) -> list[str]:
    """Return the names of all whole generations, oldest first; what Belägg did not write is left alone."""
    names = [path.name for path in generations.iterdir() if _GENERATION.fullmatch(path.name)]
    return sorted(names, key=lambda name: int(name.split("-")[0]))


@contextmanager
def _disk_errors(index: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexWriteError(
            f"cannot write the index in {index}: {error.strerror or error}. "
            "Make room or choose a folder that you may write to with --index."
        ) from error


def _remove_leftovers(generations: Path) -> None:
    """Remove what a crashed writer left; the caller holds the lock, so nobody is writing there."""
    for path in generations.glob(".*.tmp"):
        shutil.rmtree(path)


def _remove_old(generations: Path, keep: set[str]) -> None:
    """Keep the generation in use and the one before it, for undo."""
    for name in _finished(generations):
        if name not in keep:
            shutil.rmtree(generations / name)
