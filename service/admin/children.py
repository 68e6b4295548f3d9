"""Work that gets a process of its own: jobs, and the reading of uploads.

Whatever a hostile file does to its parser, and however long a build takes, the process that answers questions keeps
its threads. `service.admin.process` is what the other processes run.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, Protocol

import msgspec

from indexing.errors import BelaggError
from indexing.records import DocumentMeta
from service.admin.errors import UnreadableUploadError
from service.admin.records import JobState, Preview
from service.admin.workplace import Workplace

logger = logging.getLogger(__name__)

UNREADABLE: Final = 3
"""Exit code of a process that could not parse a file; standard error says why."""

READING_SECONDS: Final = 300.0
_MODULE: Final = "service.admin.process"


class Kind(StrEnum):
    """What a process is for."""

    JOB = "job"
    PREVIEW = "preview"


class Processes(Protocol):
    """How work is given to processes; tests do it in their own."""

    def start_job(self, place: Workplace, job_id: str) -> None:
        """Begin a job and return at once."""

    def preview(self, place: Workplace, data: bytes, meta: DocumentMeta) -> Preview:
        """Read an upload.

        Raises:
            UnreadableUploadError: it cannot be parsed, or not in time.
        """


class ChildProcesses:
    """Each piece of work in a Python of its own."""

    def start_job(self, place: Workplace, job_id: str) -> None:
        """Begin a job and return at once.

        The process goes on when the service stops, unless the system ends it too; the store then tells of it.
        """
        command = _command(Kind.JOB, _paths(place), job_id)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own module
        place.store.note_process(job_id, process.pid)
        threading.Thread(target=_wait, args=(process, place, job_id), daemon=True, name="job").start()

    def preview(self, place: Workplace, data: bytes, meta: DocumentMeta) -> Preview:
        """Read an upload.

        Raises:
            UnreadableUploadError: it cannot be parsed, or not in time.
        """
        asked = msgspec.json.encode(meta) + b"\n" + data
        try:
            done = subprocess.run(  # noqa: S603 - our own module
                _command(Kind.PREVIEW, _paths(place)),
                input=asked,
                capture_output=True,
                check=False,
                timeout=READING_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadableUploadError(
                f"{meta.file} could not be read within {READING_SECONDS:.0f} s; divide it into several documents"
            ) from error
        if done.returncode == UNREADABLE:
            raise UnreadableUploadError(done.stderr.decode("utf-8", "replace").strip())
        if done.returncode:
            logger.error("reading an upload failed: %s", done.stderr.decode("utf-8", "replace"))
            raise UnreadableUploadError(f"{meta.file} could not be read; the service's log says more")
        return msgspec.json.decode(done.stdout, type=Preview)


def is_running(process: int) -> bool:
    """Tell whether a process is there.

    Args:
        process: its id; 0 is none.
    """
    if process <= 0:
        return False
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def _paths(place: Workplace) -> tuple[str, ...]:
    locations = place.locations
    return tuple(str(path.absolute()) for path in (locations.corpus, locations.index, locations.models, place.state))


def _command(kind: Kind, paths: Sequence[str], *more: str) -> list[str]:
    return [sys.executable, "-m", _MODULE, kind.value, *paths, *more]


def _wait(process: subprocess.Popen[bytes], place: Workplace, job_id: str) -> None:
    """Note the end of a process that did not note it itself: killed, or out of memory."""
    code = process.wait()
    try:
        place.store.end_job(job_id, JobState.INTERRUPTED, f"its process ended with code {code}")
    except BelaggError:
        logger.exception("what became of job %s cannot be noted", job_id)
