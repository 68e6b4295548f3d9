"""The file of feedback: what it keeps, for how long, and that many may write at once."""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexing.errors import ConfigurationError, InputError
from service.feedback import file as feedback_file
from service.feedback.file import FeedbackFile
from service.feedback.records import Verdict
from service.refusals import FeedbackFullError
from service.wire import AskBody, FilterBody
from tests.service.feedback.entries import NOON, entry

PROCESSES, THREADS, EACH = 3, 6, 60


def test_what_is_kept_comes_back_oldest_first(tmp_path: Path) -> None:
    kept = FeedbackFile(tmp_path / "state")
    assert kept.all() == ()
    assert not kept.path.exists()
    asked = AskBody("Vad är å?", 3, FilterBody(party=("V",)), "sv", ("party:M",))
    later = entry("b" * 12, Verdict.NOT_USEFUL, asked, quotes=("Ett.", "Två."), comment="Nej!\n<b>", created=NOON)
    earlier = entry("c" * 12, asked=None, quotes=(), created=NOON - timedelta(days=1))
    kept.add(later)
    kept.add(earlier)
    assert kept.all() == (earlier, later)
    assert kept.path.stat().st_mode & 0o777 == 0o600


def test_the_file_is_in_wal_mode(tmp_path: Path) -> None:
    kept = FeedbackFile(tmp_path)
    kept.add(entry())
    with sqlite3.connect(kept.path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    database.close()


def test_deleting(tmp_path: Path) -> None:
    kept = FeedbackFile(tmp_path)
    assert kept.delete_before(NOON) == 0
    for name, days in (("a", 0), ("b", 1), ("c", 2), ("d", 3)):
        kept.add(entry(name * 12, created=NOON - timedelta(days=days), comment=f"hemlig {name}"))
    with pytest.raises(InputError, match="there is no feedback 'x'"):
        kept.delete(("a" * 12, "x"))
    assert kept.delete(("a" * 12,)) == 1
    assert kept.delete_before(NOON - timedelta(days=1)) == 2
    assert [one.feedback_id for one in kept.all()] == ["b" * 12]
    assert b"hemlig a" not in kept.path.read_bytes()
    assert b"hemlig b" in kept.path.read_bytes()
    log = kept.path.with_name("feedback.sqlite-wal")
    assert not log.exists() or b"hemlig" not in log.read_bytes()


def test_what_is_too_old_is_forgotten(tmp_path: Path) -> None:
    today = datetime.now(UTC).replace(microsecond=0)
    old, new = entry("a" * 12, created=today - timedelta(days=31)), entry("b" * 12, created=today - timedelta(days=29))
    for one in (old, new):
        FeedbackFile(tmp_path).add(one)
    assert FeedbackFile(tmp_path).all() == (old, new)
    assert FeedbackFile(tmp_path, days=30).all() == (new,)
    assert FeedbackFile(tmp_path).all() == (new,)


def test_a_full_file_keeps_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback_file, "MAX_ENTRIES", 1)
    kept = FeedbackFile(tmp_path)
    kept.add(entry("a" * 12))
    with pytest.raises(FeedbackFullError, match="holds 1 entries; export and delete some"):
        kept.add(entry("b" * 12))
    assert [one.feedback_id for one in kept.all()] == ["a" * 12]


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "feedback.sqlite").write_bytes(b"no database, however long one looks at it" * 100)
    with pytest.raises(ConfigurationError, match="cannot use the file of feedback"):
        FeedbackFile(tmp_path).all()


def test_writing_leaves_the_locks_of_other_threads_alone(tmp_path: Path) -> None:
    """Another process must not take itself for the last one, and remove the log that a thread here still uses."""
    kept = FeedbackFile(tmp_path)
    kept.add(entry("a" * 12))
    with closing(sqlite3.connect(kept.path)) as other_thread:
        assert other_thread.execute("SELECT count(*) FROM feedback").fetchone() == (1,)
        kept.add(entry("b" * 12))
        come_and_go = (
            "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('SELECT * FROM feedback'); d.close()"
        )
        subprocess.run([sys.executable, "-c", come_and_go, str(kept.path)], check=True)  # noqa: S603 - our own code
        assert kept.path.with_name("feedback.sqlite-wal").exists()


def _write(folder: Path, process: int) -> None:
    """Write from several threads, as a process of the service does."""

    def write(number: int) -> None:
        FeedbackFile(folder).add(replace(entry(), feedback_id=f"{process:06d}{number:06d}"))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, range(EACH)))


def test_threads_of_many_processes_write_a_file_that_is_not_there_yet(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write, args=(tmp_path, process)) for process in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=120)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    expected = {f"{process:06d}{number:06d}" for process in range(PROCESSES) for number in range(EACH)}
    assert {one.feedback_id for one in FeedbackFile(tmp_path).all()} == expected
