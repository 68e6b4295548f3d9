"""Keeps the engine open and current, and its work off the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from anyio import to_thread

from indexing.cores import usable_cores
from indexing.engine import Engine
from indexing.errors import BelaggError, StorageError
from indexing.queries import make_query
from service.reading import Reading, read
from service.settings import Settings
from service.work import Gone, WorkQueue

T = TypeVar("T")

logger = logging.getLogger(__name__)

# Any question will do: it loads what the model and the index load on first use.
WARM_UP_QUESTION = "Vad säger dokumenten?"


class EngineHost:
    """The engine as the service uses it: opened in the background, refreshed, its work done in threads.

    Attributes:
        is_ready: the index is open and one question has been answered.
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
        self.is_ready = False
        self.passage_count = 0

    @property
    def index_version(self) -> str:
        """The generation being served; empty while none is."""
        return self._engine.index_version if self._engine else ""

    @property
    def waiting(self) -> int:
        """How many questions wait for a thread."""
        return self._queue.waiting

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
            if not self.is_ready:
                self._warm_up(self._engine)
            elif self._engine.refresh():
                self._count(self._engine)
                logger.info("now serving index %s", self._engine.index_version)
            self._last_failure = ""
        except BelaggError as error:
            self._log_once(str(error), None)

    def _opened(self) -> Engine:
        if self._engine is None:
            raise StorageError(f"no index is open yet: {self._last_failure or 'it is being opened'}")
        return self._engine

    def _open(self) -> Engine:
        engine = Engine.open(self._settings.index, self._settings.models, threads=self._settings.threads)
        logger.info("opened index %s", engine.index_version)
        return engine

    def _warm_up(self, engine: Engine) -> None:
        engine.ask(make_query(WARM_UP_QUESTION))
        self._count(engine)
        self.is_ready = True

    def _count(self, engine: Engine) -> None:
        self.passage_count = sum(len(engine.passages(document_id)) for document_id in engine.documents)

    def _log_once(self, failure: str, cause: BaseException | None) -> None:
        if failure != self._last_failure:
            logger.error("keeping the index as it is: %s", failure, exc_info=cause)
        self._last_failure = failure
