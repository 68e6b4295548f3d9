"""Where questions are answered: from what was answered before, or by the engine."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from litestar import Request

from indexing.answers import Answer, Ranking
from indexing.engine import Engine
from indexing.records import Query
from service.cache import ReadingCache
from service.envelope import note_question
from service.freshness import CACHE_STATUS, CacheUse, Freshness, cache_status
from service.host import EngineHost
from service.metrics import Metrics
from service.problems import ClientGoneError, OverloadError
from service.reading import Reading
from service.stages import Stage, all_stages
from service.work import Gone

if TYPE_CHECKING:
    from service.writing.writer import Writer

T = TypeVar("T")
AnyRequest = Request[Any, Any, Any]
Finish = Callable[[Reading[T], AnyRequest], Awaitable[tuple[Reading[T], bool]]]
"""What is done to a reading before it is told, and whether the outcome may be kept."""

UNTAGGED: Final = {"Cache-Control": "no-store"}
"""What a response says whose reply may be another one soon, without a newer index."""
_DISCONNECT: Final = "http.disconnect"


@dataclass(frozen=True, slots=True)
class Served(Generic[T]):
    """A reply and where it came from.

    Attributes:
        reading: what the engine said, now or before.
        headers: what the response says of the cache.
    """

    reading: Reading[T]
    headers: dict[str, str]


class Desk:
    """Answers questions, each generation's equal ones once."""

    def __init__(self, host: EngineHost, metrics: Metrics, cache_entries: int, writer: Writer | None = None) -> None:
        """Open with nothing answered yet.

        Args:
            host: has the engine.
            metrics: where to count.
            cache_entries: most answers kept, and most rankings.
            writer: has answers worded; None leaves them in quotes.
        """
        self._host = host
        self._metrics = metrics
        self._writer = writer
        self._answers = ReadingCache[Answer](cache_entries)
        self._rankings = ReadingCache[Ranking](cache_entries)

    async def ask(self, query: Query, request: AnyRequest) -> Served[Answer]:
        """Answer a question, worded where there is a writer.

        Args:
            query: the question.
            request: what it came with: its ``Cache-Control``, and whether its sender is still there.

        Raises:
            InputError: a filter value that the index does not hold.
            OverloadError: too many questions are waiting.
            ClientGoneError: the sender went away.
            StorageError: no index is open.
        """
        word = self._word if self._writer else None
        served = await self._serve(
            self._answers, query, request, lambda engine: engine.ask(query), Stage.ASK, finish=word
        )
        self._metrics.count_answer(served.reading.value.status.value)
        return served

    async def quotes(self, query: Query, request: AnyRequest) -> Served[Answer]:
        """Answer a question for its citations' sake: a model is not asked to word it; arguments and errors as of `ask`.

        Worded or not, an answer has the same citations.
        """
        known = self._answers.find(query, self._host.index_version)
        if self._writer is None or known is not None:
            return await self.ask(query, request)
        note_question(request.scope, query.text)
        reading = await self._compute(lambda engine: engine.ask(query), request)
        return self._served(reading, CacheUse.BYPASS)

    async def search(self, query: Query, request: AnyRequest) -> Served[Ranking]:
        """Rank passages; arguments and errors as of `ask`."""
        return await self._serve(self._rankings, query, request, lambda engine: engine.search(query), Stage.SEARCH)

    async def _serve(
        self,
        cache: ReadingCache[T],
        query: Query,
        request: AnyRequest,
        call: Callable[[Engine], T],
        stage: Stage,
        *,
        finish: Finish[T] | None = None,
    ) -> Served[T]:
        started = time.perf_counter()
        note_question(request.scope, query.text)
        freshness = Freshness.of(request.headers.get("Cache-Control"))
        if freshness.may_reuse and (found := cache.find(query, self._host.index_version)):
            took_ms = round((time.perf_counter() - started) * 1000, 3)
            return self._served(replace(found, took_ms=took_ms), CacheUse.HIT)
        reading = await self._compute(call, request)
        self._time(reading, stage, time.perf_counter() - started)
        reading, is_lasting = await finish(reading, request) if finish else (reading, True)
        is_kept = is_lasting and freshness.may_keep and cache.keep(query, reading, self._host.index_version)
        served = self._served(reading, CacheUse.MISS if freshness.may_reuse else CacheUse.BYPASS, is_kept=is_kept)
        return served if is_lasting else replace(served, headers=served.headers | UNTAGGED)

    async def _word(self, reading: Reading[Answer], request: AnyRequest) -> tuple[Reading[Answer], bool]:
        """Return an answer worded, if it can be, and whether it may be kept; its time is that of both."""
        if self._writer is None:
            return reading, True
        started = time.perf_counter()
        try:
            worded = await self._writer.word(reading.value, gone(request))
        except ClientGoneError:
            self._metrics.count_dropped("client_gone")
            raise
        taken_s = time.perf_counter() - started
        self._metrics.observe_stage(Stage.WRITE.value, taken_s)
        took_ms = round(reading.took_ms + taken_s * 1000, 3)
        return replace(reading, value=worded.answer, took_ms=took_ms), worded.is_lasting

    def _time(self, reading: Reading[T], whole: Stage, elapsed_s: float) -> None:
        taken_s = reading.took_ms / 1000
        stages = all_stages(whole, reading.stages_s, taken_s, max(0.0, elapsed_s - taken_s))
        for name, seconds in stages.items():
            self._metrics.observe_stage(name, seconds)

    async def _compute(self, call: Callable[[Engine], T], request: AnyRequest) -> Reading[T]:
        try:
            return await self._host.compute(call, gone(request))
        except OverloadError:
            self._metrics.count_dropped("overload")
            raise
        except ClientGoneError:
            self._metrics.count_dropped("client_gone")
            raise

    def _served(self, reading: Reading[T], use: CacheUse, *, is_kept: bool = False) -> Served[T]:
        self._metrics.count_cache_use(use.value)
        return Served(reading, {CACHE_STATUS: cache_status(use, is_kept=is_kept)})


def gone(request: AnyRequest) -> Gone:
    """Return what tells when the sender of a request hangs up.

    Args:
        request: its body has been read.
    """

    async def until_gone() -> None:
        while (await request.receive())["type"] != _DISCONNECT:
            pass  # the rest of a body that nobody needs

    return until_gone
