"""The line before the engine: who waits, who is refused, who is let go."""

from __future__ import annotations

import asyncio
import threading
import time
from functools import partial

import pytest

from service.problems import ClientGoneError, OverloadError
from service.work import WorkQueue


async def forever() -> None:
    await asyncio.Event().wait()


class Work:
    """Work that takes until it is released."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.begun: list[str] = []

    def named(self, name: str) -> str:
        self.begun.append(name)
        assert self.release.wait(10)
        return name


async def begun(work: Work, number: int) -> None:
    while len(work.begun) < number:
        await asyncio.sleep(0.001)


def test_each_in_its_turn() -> None:
    work, queue = Work(), WorkQueue(1, 2, 10)

    async def scenario() -> list[str]:
        tasks = [asyncio.create_task(queue.run(partial(work.named, name), forever)) for name in "abc"]
        await begun(work, 1)
        assert queue.waiting == 2
        work.release.set()
        return await asyncio.gather(*tasks)

    assert asyncio.run(scenario()) == ["a", "b", "c"]
    assert (work.begun, queue.waiting) == (["a", "b", "c"], 0)


def test_what_the_work_raises_is_raised() -> None:
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError, match="x"):
        asyncio.run(WorkQueue(1, 0, 10).run(fail, forever))


def test_the_line_is_full() -> None:
    work, queue = Work(), WorkQueue(1, 1, 10)

    async def scenario() -> None:
        tasks = [asyncio.create_task(queue.run(partial(work.named, name), forever)) for name in "ab"]
        await begun(work, 1)
        with pytest.raises(OverloadError, match="1 questions are waiting already; ask again in 1 s"):
            await queue.run(lambda: work.named("c"), forever)
        work.release.set()
        await asyncio.gather(*tasks)
        assert await queue.run(lambda: work.named("d"), forever) == "d"

    asyncio.run(scenario())
    assert work.begun == ["a", "b", "d"]


def test_when_to_come_back_follows_from_the_pace() -> None:
    work, queue = Work(), WorkQueue(1, 3, 10)

    async def scenario() -> int:
        await queue.run(lambda: time.sleep(0.6), forever)
        tasks = [asyncio.create_task(queue.run(partial(work.named, name), forever)) for name in "abcd"]
        await begun(work, 1)
        with pytest.raises(OverloadError) as refused:
            await queue.run(lambda: work.named("e"), forever)
        work.release.set()
        await asyncio.gather(*tasks)
        return refused.value.retry_after

    # Four of 0.6 s; a slow machine sleeps longer.
    assert 3 <= asyncio.run(scenario()) <= 5


def test_who_has_gone_is_not_worked_for() -> None:
    work, queue = Work(), WorkQueue(1, 1, 10)

    async def scenario() -> None:
        hang_up = asyncio.Event()

        async def gone() -> None:
            await hang_up.wait()

        first = asyncio.create_task(queue.run(lambda: work.named("a"), forever))
        await begun(work, 1)
        second = asyncio.create_task(queue.run(lambda: work.named("b"), gone))
        await asyncio.sleep(0)
        hang_up.set()
        with pytest.raises(ClientGoneError):
            await second
        assert queue.waiting == 0
        work.release.set()
        await first

    asyncio.run(scenario())
    assert work.begun == ["a"]


def test_who_waited_too_long_is_not_worked_for() -> None:
    work, queue = Work(), WorkQueue(1, 1, 0.05)

    async def scenario() -> None:
        first = asyncio.create_task(queue.run(lambda: work.named("a"), forever))
        await begun(work, 1)
        with pytest.raises(OverloadError, match=r"waited for 0\.05 s and its turn did not come"):
            await queue.run(lambda: work.named("b"), forever)
        work.release.set()
        assert await first == "a"

    asyncio.run(scenario())
    assert work.begun == ["a"]


def test_a_request_that_is_cancelled_stays_cancelled() -> None:
    work, queue = Work(), WorkQueue(1, 1, 10)

    async def scenario() -> None:
        first = asyncio.create_task(queue.run(lambda: work.named("a"), forever))
        await begun(work, 1)
        second = asyncio.create_task(queue.run(lambda: work.named("b"), forever))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        work.release.set()
        await first

    asyncio.run(scenario())
    assert work.begun == ["a"]


def test_an_idle_line_uses_no_processor() -> None:
    async def scenario() -> float:
        queue = WorkQueue(2, 1, 10)
        await asyncio.gather(queue.run(lambda: None, forever), queue.run(lambda: None, forever))
        before = time.process_time()
        await asyncio.sleep(0.5)
        return time.process_time() - before

    assert asyncio.run(scenario()) < 0.05
