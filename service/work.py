"""The line in which questions wait for a thread: bounded, and without those who no longer wait for an answer.

Threads are a fixed few because more of them answer no more questions a second: the model takes all cores by itself.
What exceeds the line is refused at once, so that a question that is accepted is answered soon.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from service.problems import ClientGoneError, OverloadError

T = TypeVar("T")
Gone = Callable[[], Awaitable[None]]
"""Returns when nobody waits for the answer any more."""

# Weight of the newest piece of work in the mean: the last ten or so count.
_NEWEST: Final = 0.1


class WorkQueue:
    """A few threads and a bounded line before them. To be used from one event loop."""

    def __init__(self, threads: int, length: int, seconds: float) -> None:
        """Start without threads; they come with the work.

        Args:
            threads: pieces of work done at the same time.
            length: how many more may wait.
            seconds: longest wait of one; work that has begun is finished.
        """
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="question")
        self._threads = threads
        self._length = length
        self._seconds = seconds
        self._pending = 0
        self._mean_seconds = 0.0

    @property
    def waiting(self) -> int:
        """How many pieces of work have not begun."""
        return max(0, self._pending - self._threads)

    def refusal(self) -> OverloadError | None:
        """Return the error that a piece of work would meet now, or None while there is a place in the line."""
        if self._pending < self._threads + self._length:
            return None
        return OverloadError(f"{self.waiting} questions are waiting already", self._seconds_to_clear())

    async def run(self, work: Callable[[], T], gone: Gone) -> T:
        """Do a piece of work in a thread, at once or when its turn comes.

        Args:
            work: what to do.
            gone: tells when nobody waits any more; asked only where the work has to wait.

        Returns:
            What the work returned; what it raised is raised.

        Raises:
            OverloadError: the line is full, or the wait was too long; the work was not begun.
            ClientGoneError: nobody waits any more; the work was not begun.
        """
        if refusal := self.refusal():
            raise refusal
        self._pending += 1
        try:
            future = self._pool.submit(self._timed, work)
            if self._pending <= self._threads:
                return await asyncio.wrap_future(future)
            return await self._wait_in_line(future, gone)
        finally:
            self._pending -= 1

    def close(self) -> None:
        """Begin nothing more; what has begun is finished."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _wait_in_line(self, future: Future[T], gone: Gone) -> T:
        """Wait for work that others stand before; it leaves the line when its time is up or nobody waits."""
        expiry = asyncio.get_running_loop().call_later(self._seconds, future.cancel)
        watcher = asyncio.ensure_future(gone())
        watcher.add_done_callback(partial(_leave, future))
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not future.cancelled() or (task is not None and task.cancelling()):
                raise  # the request itself was cancelled: the service stops
            if watcher.done():
                raise ClientGoneError("nobody waits for the answer any more") from None
            waited = f"the question waited for {self._seconds:g} s and its turn did not come"
            raise OverloadError(waited, self._seconds_to_clear()) from None
        finally:
            expiry.cancel()
            watcher.cancel()

    def _timed(self, work: Callable[[], T]) -> T:
        started = time.perf_counter()
        try:
            return work()
        finally:
            taken = time.perf_counter() - started
            self._mean_seconds += (taken - self._mean_seconds) * (_NEWEST if self._mean_seconds else 1.0)

    def _seconds_to_clear(self) -> int:
        """Return in how many seconds, at the present pace, all that is pending will be done; at least 1."""
        return max(1, math.ceil(self._pending * self._mean_seconds / self._threads))


def _leave(future: Future[T], watcher: asyncio.Future[None]) -> None:
    if not watcher.cancelled():
        future.cancel()
