"""Files that nothing may lose: uploads, and what was replaced or removed, each under the SHA-256 of its content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from indexing.durable import replace_durably
from indexing.errors import ConfigurationError, CorpusError


class KeptSources:
    """A folder of files by content. Files are only added: the operator removes old ones by hand."""

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet.

        Args:
            folder: where they are kept.
        """
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Keep a file.

        Args:
            data: its content.

        Returns:
            Its SHA-256, which finds it.

        Raises:
            ConfigurationError: the folder cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._folder / sha256
        try:
            if not path.exists():
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                replace_durably(path, data)
        except OSError as error:
            raise ConfigurationError(
                f"cannot keep a file in {self._folder}: {error.strerror}; make room, or let the service write there"
            ) from error
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return a file's content.

        Raises:
            CorpusError: it is not there, or was changed.
        """
        path = self._folder / sha256
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CorpusError(f"{path}: cannot be read ({error.strerror}); restore it, or upload the file again") from (
                error
            )
        if hashlib.sha256(data).hexdigest() != sha256:
            raise CorpusError(f"{path}: was changed; restore it, or upload the file again")
        return data


def text_digest(text: str) -> str:
    """Return the SHA-256 of a canonical text, white space collapsed: equal for documents that say the same."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()
