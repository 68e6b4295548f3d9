"""Where feedback is kept: an SQLite file that its owner alone may read.

Several processes write to it at once: it is in WAL mode, and whoever finds it locked waits. What is older than the
operator wants is deleted whenever the file is opened, and what is deleted is overwritten.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from indexing.errors import ConfigurationError, InputError
from service import wire
from service.feedback.records import CitedQuote, Feedback, Opinion, Verdict
from service.private_file import make_private_file
from service.refusals import FeedbackFullError

FILE_NAME: Final = "feedback.sqlite"
# At 2,000 characters of comment and six quotes each, some gigabyte: more than that is no feedback but an attack.
MAX_ENTRIES: Final = 100_000
BUSY_SECONDS: Final = 10.0
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS feedback (
    id TEXT PRIMARY KEY, created TEXT NOT NULL, request_id TEXT NOT NULL, answer_id TEXT NOT NULL,
    verdict TEXT NOT NULL, comment TEXT NOT NULL, status TEXT NOT NULL, confidence REAL NOT NULL,
    index_version TEXT NOT NULL, language TEXT NOT NULL, asked TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS citation (
    feedback_id TEXT NOT NULL REFERENCES feedback (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    passage_id TEXT NOT NULL, quote TEXT NOT NULL, PRIMARY KEY (feedback_id, number)
) STRICT;
CREATE INDEX IF NOT EXISTS feedback_created ON feedback (created);
"""
_COLUMNS: Final = (
    "id, created, request_id, answer_id, verdict, comment, status, confidence, index_version, language, asked"
)
_Row = tuple[str, str, str, str, str, str, str, float, str, str, str | None]


class FeedbackFile:
    """The feedback that one service was given.

    Attributes:
        path: the file; there is none before the first feedback.
    """

    def __init__(self, folder: Path, days: int = 0) -> None:
        """Touch nothing yet.

        Args:
            folder: the folder of what the service keeps (``state``).
            days: how long feedback is kept; 0 is for ever.
        """
        self.path = folder / FILE_NAME
        self._days = days

    def add(self, feedback: Feedback) -> None:
        """Keep feedback.

        Raises:
            FeedbackFullError: as much is kept as may be.
            ConfigurationError: the file cannot be written.
        """
        with self._opened() as database:
            if database.execute("SELECT count(*) FROM feedback").fetchone()[0] >= MAX_ENTRIES:
                raise FeedbackFullError(f"{self.path} holds {MAX_ENTRIES} entries; export and delete some")
            database.execute("INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _row(feedback))
            database.executemany(
                "INSERT INTO citation VALUES (?, ?, ?, ?)",
                (
                    (feedback.feedback_id, number, cited.passage_id, cited.quote)
                    for number, cited in enumerate(feedback.citations, start=1)
                ),
            )

    def all(self) -> tuple[Feedback, ...]:
        """Return all feedback, oldest first.

        Raises:
            ConfigurationError: the file cannot be read.
        """
        if not self.path.exists():
            return ()
        with self._opened() as database:
            rows = database.execute(f"SELECT {_COLUMNS} FROM feedback ORDER BY created, id").fetchall()  # noqa: S608
            quotes: dict[str, list[CitedQuote]] = {row[0]: [] for row in rows}
            for owner, *cited in database.execute(
                "SELECT feedback_id, passage_id, quote FROM citation ORDER BY feedback_id, number"
            ):
                quotes[owner].append(CitedQuote(*cited))
        return tuple(_feedback(row, quotes[row[0]]) for row in rows)

    def delete(self, ids: Sequence[str]) -> int:
        """Delete feedback by its ids.

        Returns:
            How much was deleted.

        Raises:
            InputError: an id names none; nothing is deleted then.
        """
        known = {feedback.feedback_id for feedback in self.all()}
        if unknown := [one for one in ids if one not in known]:
            raise InputError(f"there is no feedback {unknown[0]!r}; `belagg feedback list` shows what there is")
        return self._delete(f"id IN ({', '.join('?' * len(ids))})", ids)

    def delete_before(self, moment: datetime) -> int:
        """Delete what was given before a moment, and return how much that was."""
        return self._delete("created < ?", (_written(moment),))

    def _delete(self, which: str, values: Sequence[str]) -> int:
        if not self.path.exists():
            return 0
        with self._opened() as database:
            deleted = database.execute(f"DELETE FROM feedback WHERE {which}", values).rowcount  # noqa: S608
        with self._connected() as database:  # what was deleted stays in the log until it is emptied
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return deleted

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Yield the file within one writing transaction; none of it is done when that fails."""
        with self._connected() as database:
            database.execute("BEGIN IMMEDIATE")
            with database:
                self._forget_old(database)
                yield database

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            make_private_file(self.path)
            with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)) as database:
                _prepare(database)
                yield database
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(f"cannot use the file of feedback {self.path}: {error}") from error

    def _forget_old(self, database: sqlite3.Connection) -> None:
        if self._days:
            oldest = datetime.now(UTC) - timedelta(days=self._days)
            database.execute("DELETE FROM feedback WHERE created < ?", (_written(oldest),))


def _prepare(database: sqlite3.Connection) -> None:
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "secure_delete = ON"):
        database.execute(f"PRAGMA {pragma}")
    database.executescript(_SCHEMA)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()


def _row(feedback: Feedback) -> _Row:
    said = feedback.opinion
    asked = msgspec.json.encode(feedback.asked).decode() if feedback.asked is not None else None
    return (
        *(feedback.feedback_id, _written(feedback.created), feedback.request_id, said.answer_id, said.verdict.value),
        *(said.comment, feedback.status, feedback.confidence, feedback.index_version, feedback.language, asked),
    )


def _feedback(row: _Row, citations: Sequence[CitedQuote]) -> Feedback:
    (identifier, created, request_id, answer, verdict, comment, status, confidence, version, language, asked) = row
    return Feedback(
        feedback_id=identifier,
        created=datetime.fromisoformat(created),
        request_id=request_id,
        opinion=Opinion(answer, Verdict(verdict), comment),
        status=status,
        confidence=confidence,
        index_version=version,
        language=language,
        citations=tuple(citations),
        asked=msgspec.json.decode(asked, type=wire.AskBody) if asked is not None else None,
    )
