"""Many questions at once, the same questions again, and a newer index in the middle of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from litestar.testing import TestClient

from indexing.answers import Answer
from indexing.build import build_with
from indexing.engine import Engine
from indexing.records import Query
from service.app import create_app
from service.settings import Settings
from tests.fake_encoder import FakeEncoder
from tests.service.conftest import Client, FakeEngine, as_engine
from tests.tiny_corpus import TINY_DOCUMENTS, write_corpus

QUESTION = "/v1/ask?q=När går nattbussarna?"


class HeldEngine(FakeEngine):
    """Answers what is about waiting when it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.release = threading.Event(), threading.Event()

    def ask(self, query: Query) -> Answer:
        if "vänta" in query.text:
            self.begun.set()
            assert self.release.wait(10)
        return super().ask(query)


@pytest.fixture
def held() -> HeldEngine:
    return HeldEngine()


@pytest.fixture
def caching(settings: Settings, fake_engine: FakeEngine) -> Iterator[Client]:
    with TestClient(create_app(msgspec.structs.replace(settings, cache_entries=8), as_engine(fake_engine))) as client:
        yield client


def wait_until_ready(client: Client) -> None:
    until = time.monotonic() + 10
    while client.get("/health/ready").status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_full_line_refuses_and_says_when_to_come_back(settings: Settings, held: HeldEngine) -> None:
    limited = msgspec.structs.replace(settings, concurrency=1, queue_length=0)
    with TestClient(create_app(limited, as_engine(held))) as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.get, "/v1/ask?q=vänta")
        assert held.begun.wait(10)
        refused = client.post("/v1/ask", json={"question": "mer"})
        assert (refused.status_code, refused.headers["Content-Type"]) == (503, "application/problem+json")
        assert refused.json()["type"] == "urn:belagg:problem:overload"
        assert refused.json()["detail"] == "0 questions are waiting already; ask again in 1 s"
        assert int(refused.headers["Retry-After"]) >= 1
        assert client.get("/v1/documents").status_code == 200  # needs no thread
        held.release.set()
        assert first.result().status_code == 200
        assert 'belagg_questions_dropped_total{reason="overload"} 1.0' in client.get("/metrics").text
    assert [query.text for query in held.asked] == ["vänta"]


@pytest.mark.parametrize("route", ["/v1/ask", "/v1/search"])
def test_the_same_question_again(caching: Client, fake_engine: FakeEngine, route: str) -> None:
    first, again = caching.get(f"{route}?q=a"), caching.post(route, json={_field(route): " a "})
    assert [reply.headers["Cache-Status"] for reply in (first, again)] == ["Belagg; fwd=miss; stored", "Belagg; hit"]
    assert first.json() | {"took_ms": 0} == again.json() | {"took_ms": 0}
    assert len(fake_engine.asked) == 1
    assert caching.get(f"{route}?q=a&k=3").headers["Cache-Status"] == "Belagg; fwd=miss; stored"


def _field(route: str) -> str:
    return "question" if route == "/v1/ask" else "query"


def test_pages_and_the_api_share_what_was_answered(caching: Client, fake_engine: FakeEngine) -> None:
    caching.get("/v1/ask?q=a")
    assert caching.get("/?q=a").headers["Cache-Status"] == "Belagg; hit"
    assert len(fake_engine.asked) == 1


def test_callers_may_want_a_new_answer(caching: Client, fake_engine: FakeEngine) -> None:
    def status(cache_control: str) -> str:
        return caching.get("/v1/ask?q=a", headers={"Cache-Control": cache_control}).headers["Cache-Status"]

    assert status("no-store") == "Belagg; fwd=request"
    assert status("max-age=60") == "Belagg; fwd=miss; stored"
    assert status("no-cache") == "Belagg; fwd=request; stored"
    assert len(fake_engine.asked) == 3
    lines = caching.get("/metrics").text.splitlines()
    assert 'belagg_cache_requests_total{result="bypass"} 2.0' in lines
    assert 'belagg_cache_requests_total{result="miss"} 1.0' in lines


def test_errors_are_not_kept(caching: Client, fake_engine: FakeEngine) -> None:
    assert caching.get("/v1/search?q=a&document=x").status_code == 400
    assert caching.get("/v1/search?q=a&document=x").status_code == 400
    assert len(fake_engine.asked) == 2


def test_a_newer_index_answers_the_same_question_anew(settings: Settings, tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    build_with(corpus, settings.index, FakeEncoder())
    engine = Engine(settings.index, lambda _: FakeEncoder())
    with TestClient(create_app(msgspec.structs.replace(settings, cache_entries=8), engine)) as client:
        wait_until_ready(client)
        old = client.get(QUESTION).json()
        assert client.get(QUESTION).headers["Cache-Status"] == "Belagg; hit"
        (corpus / f"{TINY_DOCUMENTS[0].document_id}.txt").unlink()
        write_corpus(corpus, (*TINY_DOCUMENTS[1:],))
        build_with(corpus, settings.index, FakeEncoder())
        until = time.monotonic() + 10
        while (new := client.get(QUESTION).json())["index_version"] == old["index_version"]:
            assert time.monotonic() < until
    assert {citation["document_id"] for citation in new["citations"]}.isdisjoint({TINY_DOCUMENTS[0].document_id})
    assert new["answer"] != old["answer"]


def test_a_hundred_reloads_under_load_fail_no_request(settings: Settings, tmp_path: Path) -> None:
    pointers, engine = _two_generations(settings.index, write_corpus(tmp_path / "corpus"))
    busy = msgspec.structs.replace(
        settings, refresh_seconds=0.001, concurrency=2, cache_entries=4, requests_per_minute=0
    )
    stop, outcomes, versions = threading.Event(), set[tuple[int, str]](), set[str]()

    def ask(client: Client) -> None:
        while not stop.is_set():
            reply = client.get(QUESTION)
            outcomes.add((reply.status_code, reply.json().get("detail", "")))
            versions.add(reply.json().get("index_version", ""))

    with TestClient(create_app(busy, engine)) as client, ThreadPoolExecutor(3) as pool:
        wait_until_ready(client)
        asking = [pool.submit(ask, client) for _ in range(3)]
        for number in range(100):
            _point(settings.index, pointers[number % 2])
            _wait_for_version(engine, pointers[number % 2].split()[0])
        stop.set()
        for one in asking:
            one.result()
    assert (outcomes, versions) == ({(200, "")}, {pointer.split()[0] for pointer in pointers})


def _two_generations(index: Path, corpus: Path) -> tuple[list[str], Engine]:
    pointers = []
    for fingerprint in ("fake-1", "fake-2"):
        build_with(corpus, index, FakeEncoder(fingerprint=fingerprint))
        pointers.append((index / "CURRENT").read_text(encoding="ascii"))
    return pointers, Engine(index, lambda identity: FakeEncoder(fingerprint=identity.fingerprint))


def _point(index: Path, pointer: str) -> None:
    (index / "next").write_text(pointer, encoding="ascii")
    (index / "next").replace(index / "CURRENT")


def _wait_for_version(engine: Engine, version: str) -> None:
    until = time.monotonic() + 10
    while engine.index_version != version:
        assert time.monotonic() < until
        time.sleep(0.001)
