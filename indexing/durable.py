"""Files that are on disk when the call returns, so that a crash leaves the old content or the new one, whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_durably(path: Path, data: bytes) -> None:
    """Write a new file and flush it; its folder is made when it is missing.

    Args:
        path: the file; nobody reads it yet.
        data: its content.

    Raises:
        OSError: the disk refused.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace_durably(path: Path, data: bytes) -> None:
    """Write a file that others may be reading: they see the old content or the new one.

    Args:
        path: the file; it need not be there yet, its folder must.
        data: its content.

    Raises:
        OSError: the disk refused; the old content is still there.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    write_durably(temporary, data)
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder.

    Args:
        folder: where a file was made, renamed or removed.

    Raises:
        OSError: the disk refused.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def removed_on_failure(folder: Path) -> Iterator[None]:
    """Give a full disk its room back; what cannot be removed waits for the next writer.

    Args:
        folder: a temporary folder that is written to meanwhile.
    """
    try:
        yield
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
