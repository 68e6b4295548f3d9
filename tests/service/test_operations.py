"""What operators rely on: health, metrics, a newer index taken up while running."""

from __future__ import annotations

import time

import pytest
from litestar.testing import TestClient

from service.app import create_app
from service.settings import Settings
from tests.service.conftest import BROKEN_INDEX, Client, FakeEngine, as_engine


def wait_until_ready(client: Client, seconds: float = 5.0) -> None:
    until = time.monotonic() + seconds
    while client.get("/health/ready").status_code != 200:
        assert time.monotonic() < until, "never ready"
        time.sleep(0.01)


def test_ready_after_a_first_answer(settings: Settings, fake_engine: FakeEngine) -> None:
    fake_engine.failure = BROKEN_INDEX
    with TestClient(create_app(settings, as_engine(fake_engine))) as client:
        response = client.get("/health/ready")
        assert (response.status_code, response.json()["type"]) == (503, "urn:belagg:problem:index-unavailable")
        assert client.get("/health/live").json() == {"status": "live"}
        fake_engine.failure = None
        wait_until_ready(client)
        assert client.get("/health/ready").json() == {"status": "ready", "index_version": "g-1"}


def test_follows_a_newer_index_and_keeps_the_old_one_on_error(
    settings: Settings, fake_engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    with TestClient(create_app(settings, as_engine(fake_engine))) as client:
        wait_until_ready(client)
        fake_engine.newer = "g-2"
        until = time.monotonic() + 5
        while client.get("/v1/search?q=a").json()["index_version"] != "g-2":
            assert time.monotonic() < until
        fake_engine.refresh_failure = BROKEN_INDEX
        time.sleep(0.1)
        assert client.get("/v1/search?q=a").json()["index_version"] == "g-2"
        fake_engine.refresh_failure = KeyError("nobody foresaw this")
        time.sleep(0.1)
        fake_engine.refresh_failure, fake_engine.newer = None, "g-3"
        until = time.monotonic() + 5
        while client.get("/v1/search?q=a").json()["index_version"] != "g-3":
            assert time.monotonic() < until
    failures = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert failures == [
        f"keeping the index as it is: {BROKEN_INDEX}",
        "keeping the index as it is: KeyError('nobody foresaw this')",
    ]


def test_no_index_yet(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        response = client.get("/v1/ask?q=a")
        assert (response.status_code, response.json()["type"]) == (503, "urn:belagg:problem:index-unavailable")
        assert client.get("/health/ready").status_code == 503


def test_metrics(client: Client) -> None:
    wait_until_ready(client)
    client.get("/v1/ask?q=a")
    client.get("/v1/ask?q=m%C3%A5nen")
    client.get("/nowhere/1")
    lines = client.get("/metrics").text.splitlines()
    assert 'belagg_requests_total{method="GET",route="/v1/ask",status="200"} 2.0' in lines
    assert 'belagg_requests_total{method="GET",route="unmatched",status="404"} 1.0' in lines
    assert 'belagg_request_seconds_count{route="/v1/ask"} 2.0' in lines
    assert 'belagg_answers_total{status="answered"} 1.0' in lines
    assert 'belagg_answers_total{status="not_found"} 1.0' in lines
    assert "belagg_index_passages 2.0" in lines
