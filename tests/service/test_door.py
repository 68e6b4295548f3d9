"""Questions that are refused before the application has read them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import msgspec
import pytest
from litestar.testing import TestClient
from litestar.types import HTTPScope, Message, Receive, Scope, Send

from service.app import create_app
from service.door import Door
from service.host import EngineHost
from service.metrics import Metrics
from service.problems import OverloadError
from service.settings import Settings
from tests.service.conftest import as_engine
from tests.service.test_load import HeldEngine


class _Host:
    """An engine's host, as far as the door knows it."""

    def __init__(self) -> None:
        self.is_full = True

    def refusal(self) -> OverloadError | None:
        return OverloadError("3 questions are waiting already", 2) if self.is_full else None


class _Behind:
    """An application that notes which paths reach it, and a clock that stands still until it is set."""

    def __init__(self) -> None:
        self.let_in: list[str] = []
        self.now = 1.0
        self.host = _Host()
        self.door = Door(self, cast(EngineHost, self.host), Metrics(), lambda: self.now, hold_seconds=0.0)

    async def __call__(self, scope: Scope, _receive: Receive, _send: Send) -> None:
        self.let_in.append(scope["path"])

    async def knock(self, path: str, *headers: tuple[bytes, bytes]) -> list[Message]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> object:
            raise AssertionError("the door reads no body")

        scope = {"type": "http", "path": path, "method": "GET", "headers": list(headers), "state": {}}
        await self.door(cast(HTTPScope, scope), cast(Receive, receive), send)
        return sent


@pytest.fixture
def behind() -> _Behind:
    return _Behind()


@pytest.mark.anyio
async def test_a_flood_is_refused_but_for_a_look_now_and_then(behind: _Behind) -> None:
    answers = [await behind.knock("/v1/ask") for _ in range(4)]
    assert [bool(sent) for sent in answers] == [False, True, True, True]
    behind.now += 0.06
    assert not await behind.knock("/v1/ask")
    assert behind.let_in == ["/v1/ask", "/v1/ask"]


@pytest.mark.anyio
async def test_who_has_a_place_or_is_not_a_question_is_let_in(behind: _Behind) -> None:
    await behind.knock("/v1/search")
    assert not await behind.knock("/v1/documents")
    assert not await behind.knock("/")
    assert not await behind.knock("/v1/ask", (b"origin", b"https://example.org"))
    behind.host.is_full = False
    assert not await behind.knock("/v1/ask")
    assert len(behind.let_in) == 5


@pytest.mark.anyio
async def test_the_refusal_says_when_to_come_back(behind: _Behind) -> None:
    await behind.knock("/v1/ask")
    start, body = await behind.knock("/v1/ask", (b"x-request-id", b"mine"))
    assert start["type"] == "http.response.start"
    assert body["type"] == "http.response.body"
    assert start["status"] == 503
    headers = dict(start["headers"])
    assert headers[b"retry-after"] == b"2"
    assert headers[b"content-type"] == b"application/problem+json"
    assert int(headers[b"content-length"]) == len(body["body"])
    problem = msgspec.json.decode(body["body"])
    assert problem["type"] == "urn:belagg:problem:overload"
    assert (problem["instance"], problem["request_id"]) == ("/v1/ask", "mine")


@pytest.mark.anyio
async def test_the_refusal_is_held_back(behind: _Behind) -> None:
    held = Door(behind, cast(EngineHost, behind.host), Metrics(), lambda: behind.now, hold_seconds=0.02)
    behind.door = held
    await behind.knock("/v1/ask")
    started = time.perf_counter()
    assert await behind.knock("/v1/ask")
    assert time.perf_counter() - started >= 0.02


def test_a_refusal_at_the_door_is_like_one_at_the_desk(settings: Settings) -> None:
    held = HeldEngine()
    limited = msgspec.structs.replace(settings, concurrency=1, queue_length=0, requests_per_minute=0)
    with TestClient(create_app(limited, as_engine(held))) as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.get, "/v1/ask?q=vänta")
        assert held.begun.wait(10)
        replies = [client.post("/v1/ask", json={"question": "mer"}) for _ in range(5)]
        held.release.set()
        assert first.result().status_code == 200
        counted = client.get("/metrics").text
    assert {reply.status_code for reply in replies} == {503}
    assert len({frozenset(reply.headers) - {"x-ratelimit-limit"} for reply in replies}) == 1
    assert len({msgspec.json.encode(reply.json() | {"request_id": ""}) for reply in replies}) == 1
    assert 'belagg_questions_dropped_total{reason="overload"} 5.0' in counted
    assert 'route="/v1/ask",status="503"} 5.0' in counted
