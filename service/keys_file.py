"""Where keys and sessions are kept: an SQLite file that its owner alone may read.

Every look-up reads the file, so that a key that is revoked by the command line stops to work in all processes of a
running service at once. The file is small and looked into only when a request brings a key.
"""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from indexing.errors import ConfigurationError, InputError
from service.keys import ApiKey, KeyState, Scope, Token, new_token, read_token
from service.private_file import make_private_file

FILE_NAME: Final = "keys.sqlite"
MAX_NAME_CHARACTERS: Final = 100
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS key (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, scope TEXT NOT NULL, sha256 BLOB NOT NULL,
    created TEXT NOT NULL, expires TEXT, revoked TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS session (
    id TEXT PRIMARY KEY, sha256 BLOB NOT NULL, expires TEXT NOT NULL,
    key_id TEXT NOT NULL REFERENCES key (id)
) STRICT;
"""
_KEY_COLUMNS: Final = "key.id, key.name, key.scope, key.created, key.expires, key.revoked"


class KeyFile:
    """The keys of one service, and the sessions of those who signed in with them.

    Attributes:
        path: the file; there is none before the first key.
    """

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet: a service without keys needs no file.

        Args:
            folder: the folder of what the service keeps (``state``).
        """
        self.path = folder / FILE_NAME

    def create(self, scope: Scope, name: str = "", expires: datetime | None = None) -> tuple[ApiKey, str]:
        """Make a key.

        Args:
            scope: what it allows.
            name: what its owner calls it.
            expires: when it stops to work; None is never.

        Returns:
            What is kept of the key, and the key: this is the only time that it is seen.

        Raises:
            InputError: the name is too long, or the key would have expired already.
            ConfigurationError: the file cannot be written.
        """
        now = _now()
        if len(name) > MAX_NAME_CHARACTERS or not name.isprintable():
            raise InputError(f"a key's name has at most {MAX_NAME_CHARACTERS} printable characters")
        if expires is not None and expires <= now:
            raise InputError(f"the key would have expired at {expires.isoformat()}; choose a later time")
        text, token = _fresh_token()
        key = ApiKey(token.token_id, name, scope, now, expires)
        with self._writing() as database:
            database.execute(
                "INSERT INTO key VALUES (?, ?, ?, ?, ?, ?, NULL)",
                (key.key_id, name, scope.value, token.sha256, now.isoformat(), expires and expires.isoformat()),
            )
        return key, text

    def all_keys(self) -> tuple[ApiKey, ...]:
        """Return all keys, oldest first, those that no longer work too."""
        if not self.path.exists():
            return ()
        with self._reading() as database:
            rows = database.execute(f"SELECT {_KEY_COLUMNS} FROM key ORDER BY created, id").fetchall()  # noqa: S608
        return tuple(_key(row) for row in rows)

    def revoke(self, key_id: str) -> ApiKey:
        """Make a key, and every session that began with it, stop to work; for good.

        Args:
            key_id: the key.

        Raises:
            InputError: there is no such key.
        """
        if not any(key.key_id == key_id for key in self.all_keys()):
            raise InputError(f"there is no key {key_id!r}; `belagg key list` shows them")
        with self._writing() as database:
            now = _now().isoformat()
            database.execute("UPDATE key SET revoked = coalesce(revoked, ?) WHERE id = ?", (now, key_id))
            database.execute("DELETE FROM session WHERE key_id = ?", (key_id,))
        return next(key for key in self.all_keys() if key.key_id == key_id)

    def find(self, text: str) -> ApiKey | None:
        """Return the key that somebody sent, whether it still works or not; None when there is no such key."""
        return self._find(text, f"SELECT key.sha256, {_KEY_COLUMNS} FROM key WHERE key.id = ?")  # noqa: S608

    def start_session(self, key: ApiKey, lifetime: timedelta) -> str:
        """Begin a session, and forget those that are over.

        Args:
            key: what it began with: the session allows the same, and never outlives it.
            lifetime: longest time that the session lasts.

        Returns:
            The session's token, to be kept in a cookie.
        """
        text, token = _fresh_token()
        now = _now()
        end = min(now + lifetime, key.expires) if key.expires else now + lifetime
        with self._writing() as database:
            database.execute("DELETE FROM session WHERE expires <= ?", (now.isoformat(),))
            database.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?)", (token.token_id, token.sha256, end.isoformat(), key.key_id)
            )
        return text

    def find_session(self, text: str) -> ApiKey | None:
        """Return the key that a session began with; None when the session or the key works no more."""
        key = self._find(
            text,
            f"SELECT session.sha256, {_KEY_COLUMNS} FROM session JOIN key ON key.id = session.key_id "  # noqa: S608
            "WHERE session.id = ? AND session.expires > ?",
            _now().isoformat(),
        )
        return key if key is not None and key.state(_now()) is KeyState.VALID else None

    def end_session(self, text: str) -> None:
        """Forget a session, if there is such a one."""
        token = read_token(text)
        if token is not None and self.path.exists():
            with self._writing() as database:
                database.execute("DELETE FROM session WHERE id = ? AND sha256 = ?", (token.token_id, token.sha256))

    def _find(self, text: str, query: str, *values: str) -> ApiKey | None:
        token = read_token(text)
        if token is None or not self.path.exists():
            return None
        with self._reading() as database:
            row = database.execute(query, (token.token_id, *values)).fetchone()
        return _key(row[1:]) if row is not None and hmac.compare_digest(row[0], token.sha256) else None

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as database:
                yield database
        except sqlite3.Error as error:
            raise ConfigurationError(f"cannot read the file of keys {self.path}: {error}") from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            make_private_file(self.path)
            with closing(sqlite3.connect(self.path, timeout=5)) as database:
                database.executescript(_SCHEMA)
                with database:
                    yield database
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(f"cannot write the file of keys {self.path}: {error}") from error


def _fresh_token() -> tuple[str, Token]:
    text = new_token()
    token = read_token(text)
    if token is None:
        raise ConfigurationError("a new key does not read as one")
    return text, token


def _key(row: tuple[str, str, str, str, str | None, str | None]) -> ApiKey:
    key_id, name, scope, created, expires, revoked = row
    return ApiKey(key_id, name, Scope(scope), datetime.fromisoformat(created), _time(expires), _time(revoked))


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
