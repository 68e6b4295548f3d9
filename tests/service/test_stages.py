"""Where a question's time goes, told to Prometheus, by the real engine; and that watching it changes no answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from litestar.testing import TestClient

from indexing.build import build_with
from indexing.engine import Engine
from indexing.queries import make_query
from service.app import create_app
from service.settings import Settings
from service.stages import Stage, all_stages, collecting, timed, timed_snapshot
from tests.fake_encoder import FakeEncoder
from tests.tiny_corpus import write_corpus

QUESTION = "När går nattbussarna?"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stages")
    build_with(write_corpus(folder / "corpus"), folder / "index", FakeEncoder())
    return folder / "index"


@pytest.fixture
def watched(index: Path) -> Engine:
    return Engine(index, lambda _: timed(FakeEncoder()), wrap_snapshot=timed_snapshot)


def sums(metrics: str) -> dict[str, float]:
    found = re.findall(r'^belagg_stage_seconds_sum\{stage="(\w+)"\} (\S+)$', metrics, re.MULTILINE)
    return {stage: float(seconds) for stage, seconds in found}


def counts(metrics: str) -> dict[str, float]:
    found = re.findall(r'^belagg_stage_seconds_count\{stage="(\w+)"\} (\S+)$', metrics, re.MULTILINE)
    return {stage: float(count) for stage, count in found}


def test_every_stage_of_an_answer_is_told(watched: Engine, index: Path, tmp_path: Path) -> None:
    settings = Settings(index=index, models=tmp_path, state=tmp_path, refresh_seconds=3600)
    with TestClient(create_app(settings, watched)) as client:
        assert client.get(f"/v1/ask?q={QUESTION}").json()["status"] == "answered"
        metrics = client.get("/metrics").text
        parts = {"encode", "dense", "lexical", "rerank", "answer"}
        assert counts(metrics) == dict.fromkeys({*parts, "queue", "ask"}, 1.0)
        spent = sums(metrics)
        assert sum(spent[part] for part in parts) == pytest.approx(spent["ask"], rel=1e-6)
        assert client.get(f"/v1/ask?q={QUESTION}").headers["Cache-Status"] == "Belagg; hit"
        client.get(f"/v1/search?q={QUESTION}")
        expected = dict.fromkeys({*parts, "queue"}, 2.0) | {"answer": 1.0, "ask": 1.0, "search": 1.0}
        assert counts(client.get("/metrics").text) == expected


def test_watching_changes_nothing(watched: Engine, index: Path) -> None:
    plain, query = Engine(index, lambda _: FakeEncoder()), make_query(QUESTION)
    with collecting() as spent:
        assert watched.ask(query) == plain.ask(query)
    assert watched.search(query) == plain.search(query)
    assert set(spent) == {Stage.ENCODE, Stage.DENSE, Stage.LEXICAL, Stage.RERANK}
    assert all(seconds > 0 for seconds in spent.values())


def test_what_is_left_of_an_answer_is_its_own() -> None:
    parts = {Stage.ENCODE.value: 0.25, Stage.DENSE.value: 0.5}
    assert all_stages(Stage.SEARCH, parts, 1.0, 0.125) == {"encode": 0.25, "dense": 0.5, "search": 1.0, "queue": 0.125}
    assert all_stages(Stage.ASK, parts, 1.0, 0.0)["answer"] == 0.25
    assert all_stages(Stage.ASK, parts, 0.5, 0.0)["answer"] == 0.0
