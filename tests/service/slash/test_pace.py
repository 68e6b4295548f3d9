"""Slack's three seconds: the reply is sent before the answer is looked for."""

from __future__ import annotations

import asyncio
import threading

from litestar.types import HTTPReceiveMessage, HTTPScope, Message

from indexing.answers import Answer
from indexing.records import Query
from service.app import create_app
from service.settings import Settings
from tests.service.conftest import FakeEngine, as_engine
from tests.service.slash.conftest import Site
from tests.service.slash.payloads import slack_body, slack_headers


def test_the_reply_does_not_wait_for_the_answer(slash_settings: Settings, fake_engine: FakeEngine, site: Site) -> None:
    replied = threading.Event()
    at_once = fake_engine.ask

    def ask(query: Query) -> Answer:
        """Answer only when the reply has been sent."""
        assert replied.wait(10)
        return at_once(query)

    fake_engine.ask = ask  # type: ignore[method-assign]
    app = create_app(slash_settings, as_engine(fake_engine))
    body = slack_body("fråga Vad säger V om vård?", site.response_url)
    sent: list[Message] = []

    async def receive() -> HTTPReceiveMessage:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)
        if message["type"] == "http.response.body" and not message["more_body"]:
            assert not site.arrived.is_set()
            replied.set()

    async def command() -> None:
        async with app.lifespan():
            await app(scope_of(body), receive, send)

    asyncio.run(command())
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert site.received[0]["text"].startswith("Fler vårdplatser ska öppnas.")


def scope_of(body: bytes) -> HTTPScope:
    headers = [(name.lower().encode(), value.encode()) for name, value in slack_headers(body).items()]
    scope: HTTPScope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/slash/slack",
        "raw_path": b"/slash/slack",
        "query_string": b"",
        "root_path": "",
        "headers": [*headers, (b"host", b"testserver"), (b"content-length", str(len(body)).encode())],
        "client": ("127.0.0.1", 5000),
        "server": ("127.0.0.1", 8000),
        "extensions": None,
        "state": {},
        "path_params": {},
        "user": None,
        "auth": None,
        "session": None,
    }  # type: ignore[typeddict-item]
    return scope
