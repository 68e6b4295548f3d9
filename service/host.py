"""Keeps the engine open and current, and its work off the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from anyio import to_thread

from indexing.cores import usable_cores
from indexing.engine import Engine
from indexing.errors import BelaggError, StorageError
from indexing.storage import generation_folder
from service.golden import check_golden_question
from service.opening import open_engine
from service.problems import OverloadError
from service.reading import Reading, read
from service.settings import Settings
from service.work import Gone, WorkQueue

T = TypeVar("T")

logger = logging.getLogger(__name__)


class EngineHost:
    """The engine as the service uses it: opened in the background, refreshed, its work done in threads.

    Attributes:
        is_ready: the index is open and on disk, and the golden question has been answered from it.
        passage_count: number of passages in the index.
    """

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        """Take the engine, or prepare to open one.

        Args:
            settings: where the index is, how many questions are worked on at the same time and how many may wait.
            engine: an engine that is open already.
        """
        self._settings = settings
        self._engine = engine
        threads = settings.concurrency or max(1, usable_cores() // settings.workers)
        self._queue = WorkQueue(threads, settings.queue_length, settings.queue_seconds)
        self._last_failure = ""
        self._on_disk: Path | None = None
        self.is_ready = False
        self.passage_count = 0

    @property
    def index_version(self) -> str:
        """The generation being served; empty while none is."""
        return self._engine.index_version if self._engine else ""

    @property
    def built(self) -> float:
        """When the generation being served was built, in seconds since 1970; 0 when its folder is not there."""
        try:
            return generation_folder(self._settings.index, self.index_version).stat().st_mtime
        except OSError:
            return 0.0

    @property
    def waiting(self) -> int:
        """How many questions wait for a thread."""
        return self._queue.waiting

    def refusal(self) -> OverloadError | None:
        """Return the error that a question would meet now, or None while there is a place in the line."""
        return self._queue.refusal()

    async def compute(self, call: Callable[[Engine], T], gone: Gone) -> Reading[T]:
        """Have the engine work on a question, in a thread.

        Args:
            call: makes one call of the engine.
            gone: tells when nobody waits for the answer any more.

        Returns:
            What the engine said, with the generation that it said it from.

        Raises:
            StorageError: no index is open.
            OverloadError: too many questions are waiting.
            ClientGoneError: nobody waits any more.
        """
        return await self._queue.run(partial(read, self._opened(), call), gone)

    def look_up(self, call: Callable[[Engine], T]) -> Reading[T]:
        """Ask the engine for what it has at hand: documents and passages. This is quick enough for the event loop.

        Args:
            call: makes one call of the engine.

        Raises:
            StorageError: no index is open.
        """
        return read(self._opened(), call)

    def close(self) -> None:
        """Begin no more work."""
        self._queue.close()

    async def watch(self) -> None:
        """Open the index, then follow its pointer, until cancelled."""
        while True:
            # What nobody foresaw must not end the watch: the service would stay on an old index, or never get ready.
            (failure,) = await asyncio.gather(to_thread.run_sync(self._step), return_exceptions=True)
            if failure is not None:
                self._log_once(repr(failure), failure)
            await asyncio.sleep(self._settings.refresh_seconds)

    def _step(self) -> None:
        """Do what is next: open, warm up or refresh. A failure is logged once and tried again."""
        try:
            if self._engine is None:
                self._engine = self._open()
            is_newer = self._refresh(self._engine)
            if is_newer or not self.is_ready:
                self.is_ready = self._is_checked(self._engine)
            self._last_failure = ""
        except BelaggError as error:
            self._log_once(str(error), None)

    def _opened(self) -> Engine:
        if self._engine is None:
            raise StorageError(f"no index is open yet: {self._last_failure or 'it is being opened'}")
        return self._engine

    def _open(self) -> Engine:
        engine = open_engine(self._settings)
        logger.info("opened index %s", engine.index_version)
        return engine

    def _refresh(self, engine: Engine) -> bool:
        try:
            is_newer = engine.refresh()
        finally:
            self._check_on_disk(engine)
        if is_newer:
            logger.info("now serving index %s", engine.index_version)
        return is_newer

    def _is_checked(self, engine: Engine) -> bool:
        """Count the passages and ask the golden question, anew with each generation."""
        self.passage_count = sum(len(engine.passages(document_id)) for document_id in engine.documents)
        try:
            check_golden_question(engine, self._settings.golden_question)
        except BelaggError:
            self.is_ready = False
            raise
        return True

    def _check_on_disk(self, engine: Engine) -> None:
        """Be ready no more when the generation's folder is gone: the next start would find nothing.

        Questions are answered on from memory. An index that never was in this folder is not looked for.
        """
        folder = generation_folder(self._settings.index, engine.index_version)
        if folder.is_dir():
            self._on_disk = folder
        elif folder == self._on_disk:
            self.is_ready = False
            raise StorageError(f"generation {engine.index_version} vanished from {folder.parent}; build the index anew")

    def _log_once(self, failure: str, cause: BaseException | None) -> None:
        if failure != self._last_failure:
            logger.error("keeping the index as it is: %s", failure, exc_info=cause)
        self._last_failure = failure
