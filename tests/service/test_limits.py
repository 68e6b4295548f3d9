"""Too many requests, other sites' pages, proxies, what the log says, what makes the service ready."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Request
from litestar.testing import RequestFactory, TestClient

from indexing.answers import Ranking
from indexing.build import build_with
from indexing.engine import Engine
from indexing.errors import MissingExtraError, StorageError
from indexing.records import Query
from service.app import create_app
from service.golden import check_golden_question
from service.keys import Scope
from service.keys_file import KeyFile
from service.logs import JsonFormatter
from service.ratelimit import RateLimiter, caller_address
from service.refusals import RateLimitError
from service.settings import Settings
from service.stages import Stage, collecting, timed
from tests.fake_encoder import FakeEncoder
from tests.service.conftest import Client, FakeEngine, as_engine
from tests.service.test_operations import wait_until_ready
from tests.tiny_corpus import write_corpus


class Clock:
    """Tells the time that a test wants."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_minutes_requests_at_once_and_then_evenly() -> None:
    clock = Clock()
    limiter = RateLimiter(3, clock)
    left = [limiter.take("a") for _ in range(3)]
    assert [(each.remaining, each.reset_seconds) for each in left if each] == [(2, 20), (1, 40), (0, 60)]
    with pytest.raises(RateLimitError, match="more than 3 requests a minute; ask again in 20 s") as refused:
        limiter.take("a")
    assert refused.value.retry_after == 20
    assert limiter.take("b") is not None
    clock.now += 20
    assert limiter.take("a") is not None
    with pytest.raises(RateLimitError):
        limiter.take("a")


def test_no_limit() -> None:
    assert RateLimiter(0).take("a") is None


@pytest.mark.parametrize(
    ("host", "counted_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("127.0.0.1", None),
        ("::1", None),
        ("testclient", "testclient"),
    ],
)
def test_addresses(host: str, counted_as: str | None) -> None:
    request: Request[Any, Any, Any] = RequestFactory().get("/")
    request.scope["client"] = (host, 1)
    assert caller_address(request) == counted_as


@pytest.fixture
def limited(settings: Settings, fake_engine: FakeEngine) -> Iterator[Client]:
    few = msgspec.structs.replace(settings, requests_per_minute=2, requests_per_minute_per_key=3)
    with TestClient(create_app(few, as_engine(fake_engine)), raise_server_exceptions=False) as client:
        yield client


def test_limits_of_addresses_and_keys(limited: Client, settings: Settings) -> None:
    first = limited.get("/v1/ask?q=a")
    assert (first.headers["RateLimit"], first.headers["RateLimit-Policy"]) == (
        '"minute";r=1;t=30',
        '"minute";q=2;w=60',
    )
    assert limited.get("/v1/ask?q=a", headers={"Authorization": "Bearer wrong"}).status_code == 401
    refused = limited.get("/v1/ask?q=a")
    assert (refused.status_code, refused.json()["type"]) == (429, "urn:belagg:problem:rate-limit")
    assert 1 <= int(refused.headers["Retry-After"]) <= 30
    assert limited.get("/health/live").status_code == 200
    _, token = KeyFile(settings.state).create(Scope.READ)
    headers = {"Authorization": f"Bearer {token}"}
    assert [limited.get("/v1/ask?q=a", headers=headers).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_other_sites_are_not_let_in(client: Client) -> None:
    response = client.get("/v1/ask?q=a", headers={"Origin": "https://other.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


def test_other_sites_that_the_operator_names(settings: Settings, fake_engine: FakeEngine) -> None:
    open_to = msgspec.structs.replace(settings, cors_origins=("https://tool.example",))
    with TestClient(create_app(open_to, as_engine(fake_engine))) as client:
        own = {"Origin": "https://tool.example"}
        preflight = {**own, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        allowed = client.options("/v1/ask", headers=preflight).headers
        assert allowed["Access-Control-Allow-Origin"] == "https://tool.example"
        assert "authorization" in allowed["Access-Control-Allow-Headers"].lower()
        assert "Access-Control-Allow-Credentials" not in allowed
        assert client.get("/v1/ask?q=a", headers=own).headers["Access-Control-Allow-Origin"] == "https://tool.example"
        other = client.get("/v1/ask?q=a", headers={"Origin": "https://other.example"})
        assert "Access-Control-Allow-Origin" not in other.headers


def logged(caplog: pytest.LogCaptureFixture) -> dict[str, object]:
    record = next(record for record in caplog.records if record.name == "service.access")
    line: dict[str, object] = json.loads(JsonFormatter().format(record))
    return line


def test_json_log(client: Client, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "service.access")
    made, token = KeyFile(settings.state).create(Scope.READ)
    client.get("/v1/ask?q=hemligt", headers={"X-Request-ID": "abc-1", "Authorization": f"Bearer {token}"})
    line = logged(caplog)
    assert {name: line[name] for name in ("level", "logger", "method", "route", "status", "request_id", "key")} == {
        "level": "info",
        "logger": "service.access",
        "method": "GET",
        "route": "/v1/ask",
        "status": 200,
        "request_id": "abc-1",
        "key": made.key_id,
    }
    assert "hemligt" not in json.dumps(line)
    assert token not in json.dumps(line)


def test_questions_are_logged_where_the_operator_wants_it(
    settings: Settings, fake_engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "service.access")
    with TestClient(
        create_app(msgspec.structs.replace(settings, log_questions=True), as_engine(fake_engine))
    ) as client:
        client.get("/v1/ask?q=v%C3%A5rd%0Aplats")
    assert logged(caplog)["question"] == "vård plats"


def test_an_exception_in_the_json_log() -> None:
    error = ValueError("broken")
    record = logging.LogRecord("a", logging.ERROR, "", 0, "failed %d", (1,), (ValueError, error, None))
    line = json.loads(JsonFormatter().format(record))
    assert (line["message"], line["exception"]) == ("failed 1", "ValueError: broken")


class Forgetful(FakeEngine):
    """Does not find a passage by its own sentence."""

    def search(self, query: Query) -> Ranking:
        return Ranking(query, (), self.understanding)


def test_golden_question(fake_engine: FakeEngine) -> None:
    check_golden_question(as_engine(fake_engine), None)
    check_golden_question(as_engine(fake_engine), "Vad säger V?")
    with pytest.raises(StorageError, match="the golden question is not answered"):
        check_golden_question(as_engine(fake_engine), "Finns månen?")
    with pytest.raises(StorageError, match="passage p-1 is not found by a sentence of its own"):
        check_golden_question(as_engine(Forgetful()), None)


def test_not_ready_when_the_golden_question_is_not_answered(settings: Settings) -> None:
    with TestClient(create_app(settings, as_engine(Forgetful()))) as client:
        asyncio.run(asyncio.sleep(0.2))
        assert client.get("/health/ready").status_code == 503
        assert client.get("/v1/ask?q=a").status_code == 200


def test_a_generation_that_vanishes_and_comes_back(tmp_path: Path) -> None:
    build_with(write_corpus(tmp_path / "corpus"), tmp_path / "index", FakeEncoder())
    engine = Engine(tmp_path / "index", lambda _: timed(FakeEncoder()))
    settings = Settings(index=tmp_path / "index", models=tmp_path, state=tmp_path, refresh_seconds=0.01)
    with TestClient(create_app(settings, engine)) as client:
        wait_until_ready(client)
        (tmp_path / "index").rename(tmp_path / "elsewhere")
        for _ in range(500):
            if client.get("/health/ready").status_code == 503:
                break
            asyncio.run(asyncio.sleep(0.01))
        assert client.get("/health/ready").json()["type"] == "urn:belagg:problem:index-unavailable"
        assert client.get("/v1/search?q=nattbussar").json()["passages"][0]["label"] == "punkt 5"
        (tmp_path / "elsewhere").rename(tmp_path / "index")
        wait_until_ready(client)
        lines = client.get("/metrics").text.splitlines()
    assert f'belagg_index_generation{{generation="{engine.index_version}"}} 1.0' in lines
    assert "belagg_ready 1.0" in lines
    assert 'belagg_stage_seconds_count{stage="encode"} 1.0' in lines
    assert 'belagg_stage_seconds_count{stage="search"} 1.0' in lines


def test_stages_are_collected_where_somebody_collects() -> None:
    encoder = timed(FakeEncoder())
    encoder.encode_queries_with_tokens(["a b"])
    with collecting() as spent:
        encoder.encode_queries_with_tokens(["a b"])
        assert encoder.name == "fake"
    assert list(spent) == [Stage.ENCODE]
    assert 0 < spent[Stage.ENCODE] < timedelta(minutes=1).total_seconds()


def test_traces_need_their_extra(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    create_app(settings)
    with pytest.raises(MissingExtraError, match=r"install them with: pip install 'belagg\[otel\]'"):
        create_app(msgspec.structs.replace(settings, opentelemetry=True))
