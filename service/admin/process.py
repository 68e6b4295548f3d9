"""Work that gets a process of its own: jobs, and the reading of uploads.

Whatever a hostile file does to its parser, and however long a build takes, the process that answers questions keeps
its threads. The processes are nicer than it: they work with what answering leaves over.

Run as ``python -m service.admin.process``; arguments and standard input are what the functions below give it.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import msgspec

from indexing.build import BuildReport, build_index
from indexing.config import DEFAULT_MODEL_NAME, IndexConfig, Locations
from indexing.errors import BelaggError, StorageError
from indexing.model import resolve_model
from indexing.model_config import read_encoder_config
from indexing.model_tokens import load_tokens
from indexing.records import DocumentMeta
from indexing.storage import open_generation
from indexing.vectors import BuildProgress
from service.admin.errors import UnreadableUploadError
from service.admin.preview import make_preview
from service.admin.records import JobState, Preview
from service.admin.work import Workplace, run_job

logger = logging.getLogger(__name__)

READING_SECONDS: Final = 120.0
_NICENESS: Final = 10
_MODULE: Final = "service.admin.process"
_UNREADABLE: Final = 3


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
        command = _command("job", _paths(place), job_id)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own module
        threading.Thread(target=_wait, args=(process, place, job_id), daemon=True, name="job").start()

    def preview(self, place: Workplace, data: bytes, meta: DocumentMeta) -> Preview:
        """Read an upload.

        Raises:
            UnreadableUploadError: it cannot be parsed, or not in time.
        """
        asked = msgspec.json.encode(meta) + b"\n" + data
        try:
            done = subprocess.run(  # noqa: S603 - our own module
                _command("preview", _paths(place)),
                input=asked,
                capture_output=True,
                check=False,
                timeout=READING_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadableUploadError(
                f"{meta.file} could not be read within {READING_SECONDS:.0f} s; divide it into several documents"
            ) from error
        if done.returncode == _UNREADABLE:
            raise UnreadableUploadError(done.stderr.decode("utf-8", "replace").strip())
        if done.returncode:
            logger.error("reading an upload failed: %s", done.stderr.decode("utf-8", "replace"))
            raise UnreadableUploadError(f"{meta.file} could not be read; the service's log says more")
        return msgspec.json.decode(done.stdout, type=Preview)


def main(arguments: Sequence[str]) -> int:
    """Do what another process asks for.

    Args:
        arguments: the kind of work, the folders (corpus, index, models, state), and the job's id.

    Returns:
        The exit code.
    """
    os.nice(_NICENESS)
    kind, *paths = arguments[:5]
    corpus, index, models, state = map(Path, paths)
    place = Workplace(Locations(corpus, index, models), state)
    if kind == "job":
        run_job(place, arguments[5], build)
        return 0
    try:
        sys.stdout.buffer.write(msgspec.json.encode(_preview(place.locations, sys.stdin.buffer.read())))
    except BelaggError as error:
        sys.stderr.buffer.write(str(error).encode("utf-8"))
        return _UNREADABLE
    return 0


def build(locations: Locations, progress: BuildProgress) -> BuildReport:
    """Bring the index up to date, as ``belagg index`` does."""
    return build_index(locations.corpus, locations.index, locations.models, progress=progress)


def _preview(locations: Locations, asked: bytes) -> Preview:
    head, _, data = asked.partition(b"\n")
    meta = msgspec.json.decode(head, type=DocumentMeta)
    try:
        recipe = open_generation(locations.index).manifest.recipe
        name, config = recipe.encoder.name, recipe.config
    except StorageError:  # there is no index yet, or none that can be read
        name, config = DEFAULT_MODEL_NAME, IndexConfig()
    folder = resolve_model(name, locations.models)
    tokens = load_tokens(folder)
    special = tokens.opening + tokens.closing

    def count_tokens(texts: Sequence[str]) -> list[int]:
        return [len(ids) - special for ids in tokens.encode_all(texts)]

    return make_preview(data, meta, count_tokens, config.fitted_to(read_encoder_config(folder).max_tokens))


def _paths(place: Workplace) -> tuple[str, ...]:
    locations = place.locations
    return tuple(str(path.absolute()) for path in (locations.corpus, locations.index, locations.models, place.state))


def _command(kind: str, paths: Sequence[str], *more: str) -> list[str]:
    return [sys.executable, "-m", _MODULE, kind, *paths, *more]


def _wait(process: subprocess.Popen[bytes], place: Workplace, job_id: str) -> None:
    """Note the end of a process that did not note it itself: killed, or out of memory."""
    code = process.wait()
    try:
        place.store.end_job(job_id, JobState.INTERRUPTED, f"its process ended with code {code}")
    except BelaggError:
        logger.exception("what became of job %s cannot be noted", job_id)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
