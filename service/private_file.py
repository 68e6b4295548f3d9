"""Making a file that its owner alone may read, for SQLite to fill."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

_OWNER_ONLY: Final = 0o600
_OWNER_ONLY_FOLDER: Final = 0o700
_making: Final = threading.Lock()


def make_private_file(path: Path) -> None:
    """Make an empty file and its folders, unless they are there.

    A file that is there is not opened: closing it would let go of the locks that SQLite holds on it in other threads
    of this process (POSIX: a process's locks on a file end when it closes any descriptor of it).

    Args:
        path: the file.

    Raises:
        OSError: it cannot be made.
    """
    with _making:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=_OWNER_ONLY_FOLDER)
            path.touch(mode=_OWNER_ONLY)
