"""Keeps the engine open, current and off the event loop."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from indexing.engine import Engine
from indexing.errors import BelaggError, StorageError
from indexing.queries import make_query
from service.reading import Reading, read
from service.settings import Settings

T = TypeVar("T")

logger = logging.getLogger(__name__)

# Any question will do: it loads what the model and the index load on first use.
WARM_UP_QUESTION = "Vad säger dokumenten?"


class EngineHost:
    """The engine as the service uses it: opened in the background, refreshed, called in worker threads.

    Attributes:
        is_ready: the index is open and one question has been answered.
        passage_count: number of passages in the index.
    """

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        """Take the engine, or prepare to open one.

        Args:
            settings: where the index is, and how many questions are worked on at the same time.
            engine: an engine that is open already.
        """
        self._settings = settings
        self._engine = engine
        self._limiter = CapacityLimiter(settings.concurrency or os.cpu_count() or 1)
        self._last_failure = ""
        self.is_ready = False
        self.passage_count = 0

    @property
    def index_version(self) -> str:
        """The generation being served; empty while none is."""
        return self._engine.index_version if self._engine else ""

    async def read(self, call: Callable[[Engine], T]) -> Reading[T]:
        """Call the engine in a worker thread.

        Args:
            call: makes one call of the engine.

        Returns:
            What the engine said, with the generation that it said it from.

        Raises:
            StorageError: no index is open.
        """
        engine = self._engine
        if engine is None:
            raise StorageError(f"no index is open yet: {self._last_failure or 'it is being opened'}")
        return await to_thread.run_sync(read, engine, call, limiter=self._limiter)

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
