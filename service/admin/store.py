"""Where uploads, changes and jobs are kept: an SQLite file that every process of the service reads and writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from indexing.errors import ConfigurationError
from service.admin.errors import BusyError, UnknownJobError, UnknownUploadError
from service.admin.records import Change, ChangeStatus, Job, JobState, Upload
from service.private_file import make_private_file

FILE_NAME: Final = "administration.sqlite"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS upload (id TEXT PRIMARY KEY, created TEXT NOT NULL, record BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS change (number INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS job (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record BLOB NOT NULL
) STRICT;
"""
RecordType = TypeVar("RecordType", bound=Struct)


class AdministrationStore:
    """The records of one service."""

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet.

        Args:
            folder: the folder of what the service keeps (``state``).
        """
        self._path = folder / FILE_NAME

    def uploads(self) -> tuple[Upload, ...]:
        """Return the uploads that wait, oldest first."""
        rows = self._rows("SELECT record FROM upload ORDER BY created, id")
        return tuple(upload for upload in _decoded(rows, Upload) if upload.change is None)

    def upload(self, upload_id: str) -> Upload:
        """Return an upload, whether it waits or has become a document.

        Raises:
            UnknownUploadError: there is none.
        """
        found = _decoded(self._rows("SELECT record FROM upload WHERE id = ?", upload_id), Upload)
        if not found:
            raise UnknownUploadError(f"there is no upload {upload_id!r}; it was published or discarded")
        return found[0]

    def save_upload(self, upload: Upload) -> None:
        """Keep an upload, in place of what was kept of it."""
        values = (upload.upload_id, upload.created, msgspec.json.encode(upload))
        self._write("INSERT OR REPLACE INTO upload VALUES (?, ?, ?)", *values)

    def delete_upload(self, upload_id: str) -> None:
        """Forget an upload; its file stays where files are kept."""
        self._write("DELETE FROM upload WHERE id = ?", upload_id)

    def changes(self) -> tuple[Change, ...]:
        """Return all changes, newest first."""
        return tuple(_decoded(self._rows("SELECT record FROM change ORDER BY number DESC"), Change))

    def pending_changes(self) -> tuple[Change, ...]:
        """Return the changes that were begun and not finished, newest first."""
        return tuple(change for change in self.changes() if change.status is ChangeStatus.PENDING)

    def add_change(self, change: Change) -> Change:
        """Keep a new change.

        Returns:
            The change with its number.
        """
        with self._transaction() as database:
            number = 1 + database.execute("SELECT coalesce(max(number), 0) FROM change").fetchone()[0]
            numbered = msgspec.structs.replace(change, number=number)
            database.execute("INSERT INTO change VALUES (?, ?)", (number, msgspec.json.encode(numbered)))
        return numbered

    def save_change(self, change: Change) -> None:
        """Keep a change, in place of what was kept of it."""
        self._write("UPDATE change SET record = ? WHERE number = ?", msgspec.json.encode(change), change.number)

    def jobs(self, limit: int = 20) -> tuple[Job, ...]:
        """Return the latest jobs, newest first."""
        return tuple(_decoded(self._rows("SELECT record FROM job ORDER BY number DESC LIMIT ?", limit), Job))

    def job(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            UnknownJobError: there is none.
        """
        found = _decoded(self._rows("SELECT record FROM job WHERE id = ?", job_id), Job)
        if not found:
            raise UnknownJobError(f"there is no job {job_id!r}")
        return found[0]

    def begin_job(self, job: Job, is_alive: Callable[[Job], bool]) -> None:
        """Keep a new job, unless another is under way. Of processes that try at the same time, one succeeds.

        One that was cut off is noted as interrupted.

        Args:
            job: the job.
            is_alive: tells whether a job that is not over is still being worked on.

        Raises:
            BusyError: another is under way.
        """
        with self._transaction() as database:
            rows = database.execute("SELECT record FROM job ORDER BY number DESC LIMIT 1").fetchall()
            for latest in _decoded(rows, Job):
                if latest.state.is_over:
                    continue
                if is_alive(latest):
                    who = latest.by or "another administrator"
                    raise BusyError(f"{who} is changing the documents; wait until that is done")
                cut_off = msgspec.structs.replace(latest, state=JobState.INTERRUPTED)
                database.execute(
                    "UPDATE job SET record = ? WHERE id = ?", (msgspec.json.encode(cut_off), latest.job_id)
                )
            database.execute("INSERT INTO job (id, record) VALUES (?, ?)", (job.job_id, msgspec.json.encode(job)))

    def save_job(self, job: Job) -> None:
        """Keep a job, in place of what was kept of it."""
        self._write("UPDATE job SET record = ? WHERE id = ?", msgspec.json.encode(job), job.job_id)

    def note_process(self, job_id: str, process: int) -> None:
        """Keep which process was started for a job, if the job has not begun yet."""
        self._amend_job(job_id, {JobState.QUEUED}, process=process)

    def end_job(self, job_id: str, state: JobState, error: str) -> None:
        """End a job that has not ended by itself; one that has stays as it is."""
        self._amend_job(job_id, {JobState.QUEUED, JobState.RUNNING}, state=state, error=error)

    def _amend_job(self, job_id: str, states: set[JobState], **changes: object) -> None:
        with self._transaction() as database:
            row = database.execute("SELECT record FROM job WHERE id = ?", (job_id,)).fetchone()
            job = msgspec.json.decode(row[0], type=Job) if row else None
            if job is not None and job.state in states:
                amended = msgspec.json.encode(msgspec.structs.replace(job, **changes))
                database.execute("UPDATE job SET record = ? WHERE id = ?", (amended, job_id))

    def _rows(self, query: str, *values: str | int) -> list[tuple[bytes]]:
        if not self._path.exists():
            return []
        with self._connection() as database:
            return database.execute(query, values).fetchall()

    def _write(self, statement: str, *values: str | int | bytes) -> None:
        with self._transaction() as database:
            database.execute(statement, values)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._connection() as database:
            database.execute("BEGIN IMMEDIATE")
            with database:
                yield database

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            make_private_file(self._path)
            with closing(sqlite3.connect(self._path, timeout=10, isolation_level=None)) as database:
                database.executescript(_SCHEMA)
                yield database
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(f"cannot use {self._path}: {error}; let the service write there") from error


def _decoded(rows: list[tuple[bytes]], kind: type[RecordType]) -> list[RecordType]:
    return [msgspec.json.decode(row[0], type=kind) for row in rows]
