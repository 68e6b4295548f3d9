"""The folders and files that administration works in, and what it makes of an upload there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from indexing.config import Locations
from service.admin.folder import CorpusFolder
from service.admin.manifest import make_entry
from service.admin.records import DocumentState, Upload
from service.admin.sources import KeptSources
from service.admin.store import AdministrationStore

LOCK_NAME: Final = "corpus.lock"
KEPT_NAME: Final = "documents"
_AT_THE_END: Final = 1_000_000
_SUFFIXES: Final = {"markdown": ".md"}


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where jobs work.

    Attributes:
        locations: corpus, index and models.
        state: what the service keeps.
    """

    locations: Locations
    state: Path

    @property
    def store(self) -> AdministrationStore:
        """Uploads, changes and jobs."""
        return AdministrationStore(self.state)

    @property
    def kept(self) -> KeptSources:
        """Files that nothing may lose."""
        return KeptSources(self.state / KEPT_NAME)

    @property
    def folder(self) -> CorpusFolder:
        """The source documents."""
        return CorpusFolder(self.locations.corpus, self.kept)

    def lock(self) -> FileLock:
        """The lock of the one job."""
        self.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        return FileLock(self.state / LOCK_NAME, is_singleton=False)

    def is_locked(self) -> bool:
        """Whether a job is being worked on, by whatever process."""
        try:
            with self.lock().acquire(timeout=0):
                return False
        except Timeout:
            return True


def published_state(upload: Upload, before: DocumentState | None) -> DocumentState:
    """Return what the corpus folder shall have of an upload.

    Args:
        upload: with its metadata complete.
        before: what the folder has of the document that it replaces.

    Returns:
        The state; its file is named after the document, never after the upload.
    """
    metadata = upload.metadata
    file = metadata.id + _SUFFIXES.get(metadata.parser, ".txt")
    entry = make_entry(metadata, file, upload.sha256, before.entry if before else "")
    place = before.place if before else _AT_THE_END
    return DocumentState(place, entry, file, upload.sha256, metadata.title)


def now_text() -> str:
    """Return the time, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
