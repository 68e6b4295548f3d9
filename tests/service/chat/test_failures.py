"""What goes wrong while a conversation is answered, as the `openai` package raises it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openai
import pytest
from openai import OpenAI

from indexing.answers import Answer
from indexing.errors import BelaggError, StorageError
from indexing.records import Query
from service import streaming
from service.keys import Scope
from service.keys_file import KeyFile
from service.problems import OverloadError
from tests.fake_encoder import FakeEncoder
from tests.service.chat.conftest import QUESTION, listening, settings_for
from tests.service.conftest import BROKEN_INDEX, FakeEngine, as_engine


class CountingEngine(FakeEngine):
    """Has an encoder, for tokens to be counted."""

    encoder = FakeEncoder()


@contextmanager
def asking(engine: FakeEngine, folder: Path, **others: bool | int) -> Iterator[OpenAI]:
    settings = settings_for(folder / "index", folder / "state", cache_entries=0, **others)
    _, token = KeyFile(settings.state).create(Scope.READ)
    with (
        listening(settings, as_engine(engine)) as address,
        OpenAI(base_url=f"{address}/v1", api_key=token, max_retries=0) as client,
    ):
        yield client


def ask(client: OpenAI, *, stream: bool = False) -> str:
    asked = client.chat.completions.create(
        model="belagg", messages=[{"role": "user", "content": QUESTION}], stream=stream
    )
    if isinstance(asked, openai.Stream):
        return "".join(chunk.choices[0].delta.content or "" for chunk in asked)
    return asked.choices[0].message.content or ""


@pytest.mark.parametrize(
    ("failure", "code"), [(BROKEN_INDEX, "index_unavailable"), (OverloadError("9 wait", 3), "overload")]
)
@pytest.mark.parametrize("stream", [False, True])
def test_unavailable(tmp_path: Path, failure: BelaggError, code: str, stream: bool) -> None:
    engine = CountingEngine()
    with asking(engine, tmp_path) as client:
        assert "Fler behövs. [2]" in ask(client, stream=stream)
        engine.failure = failure
        with pytest.raises(openai.InternalServerError) as refused:
            ask(client, stream=stream)
    assert (refused.value.status_code, refused.value.code, refused.value.type) == (503, code, "server_error")
    assert "secret" not in str(refused.value)
    assert refused.value.response.headers["Retry-After"] == ("3" if isinstance(failure, OverloadError) else "1")


def test_what_fails_after_a_stream_has_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "PATIENCE_SECONDS", 0)
    engine = CountingEngine()
    engine.failure = StorageError("/srv/secret")
    with asking(engine, tmp_path) as client, pytest.raises(openai.APIError, match="cannot answer") as raised:
        ask(client, stream=True)
    assert not isinstance(raised.value, openai.APIStatusError)
    assert raised.value.code == "index_unavailable"


def test_too_many_requests(tmp_path: Path) -> None:
    with asking(CountingEngine(), tmp_path, requests_per_minute_per_key=1) as client:
        ask(client)
        with pytest.raises(openai.RateLimitError) as refused:
            ask(client)
    assert refused.value.code == "rate_limit_exceeded"
    assert int(refused.value.response.headers["Retry-After"]) >= 1


class SlowEngine(CountingEngine):
    """Takes its time for every answer."""

    def ask(self, query: Query) -> Answer:
        time.sleep(0.2)
        return super().ask(query)


def test_the_first_statement_of_a_stream_is_there_as_soon_as_the_answer(tmp_path: Path) -> None:
    with asking(SlowEngine(), tmp_path) as client:
        ask(client)
        started = time.perf_counter()
        ask(client)
        whole = time.perf_counter() - started
        started = time.perf_counter()
        with client.chat.completions.create(
            model="belagg", messages=[{"role": "user", "content": QUESTION}], stream=True
        ) as stream:
            next(chunk for chunk in stream if chunk.choices[0].delta.content)
            assert time.perf_counter() - started < 1.5 * whole
