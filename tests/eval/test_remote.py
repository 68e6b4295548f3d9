"""A service by URL: the same figures as in process, and clear errors when it is not what it should be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import httpx
import msgspec
import pytest

from eval.errors import ServiceError
from eval.local import LocalTarget
from eval.questions import read_questions
from eval.remote import RemoteTarget
from eval.running import evaluate_questions
from indexing.onnx_encoder import OnnxEncoder
from tests.client.replies import DOCUMENT_SUMMARY, OUTLINE, PASSAGE_REPLY, RANKING
from tests.eval.conftest import ROOT, as_set

Replies = Mapping[str, object]

READY = {"status": "ready", "index_version": "g-1"}
VERSION = {"index_version": "g-1"}
SUMMARY = DOCUMENT_SUMMARY | {"document_id": "d", "passage_count": 1}
PASSAGE = PASSAGE_REPLY | {"passage_id": "p", "document_id": "d", **VERSION}
REPLIES: Replies = {
    "/health/ready": READY,
    "/v1/documents": {**VERSION, "documents": [SUMMARY], "total": 1},
    "/v1/documents/d": {**SUMMARY, **VERSION, "outline": OUTLINE, "text": "Text.", "footnotes": []},
    "/v1/documents/d/passages": {**VERSION, "passages": [PASSAGE], "total": 1},
    "/v1/search": {**RANKING, **VERSION},
}


def service(replies: Replies) -> httpx.MockTransport:
    def reply(request: httpx.Request) -> httpx.Response:
        if request.url.path not in replies:
            return httpx.Response(404, json={"detail": "no such page"})
        return httpx.Response(200, json=replies[request.url.path])

    return httpx.MockTransport(reply)


def test_passages_and_documents_are_listed() -> None:
    target = RemoteTarget("http://belagg.test/", service(REPLIES))
    assert target.documents() == {"d": "Text."}
    assert [passage.passage_id for passage in target.passages()] == ["p"]
    assert target.search("Vad?", 10)[0].score == 1.5
    assert target.describe().address == "http://belagg.test"


def test_another_index_during_the_run() -> None:
    target = RemoteTarget("http://belagg.test", service({**REPLIES, "/v1/search": {**RANKING, "index_version": "g-2"}}))
    with pytest.raises(ServiceError, match="went from index g-1 to g-2 during the run"):
        target.search("Vad?", 10)


def test_something_else_answers() -> None:
    with pytest.raises(ServiceError, match="does not answer like this version of Belägg"):
        RemoteTarget("http://belagg.test", service({"/health/ready": {"status": "fine"}}))
    with pytest.raises(ServiceError, match="refused: 404 Not Found: Not Found"):
        RemoteTarget("http://belagg.test", service({}))
    page = httpx.MockTransport(lambda _: httpx.Response(500, text="<html>"))
    with pytest.raises(ServiceError, match="refused: 500 Internal Server Error"):
        RemoteTarget("http://belagg.test", page)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "127.0.0.1:9", "http://", "nonsense"])
def test_nothing_answers(url: str) -> None:
    with pytest.raises(ServiceError, match="nothing answers at"):
        RemoteTarget(url)


@pytest.fixture(scope="module")
def running_service(corpora_index: Path, model_folder: Path) -> Iterator[str]:
    environment = {**os.environ, "BELAGG_INDEX": str(corpora_index), "BELAGG_MODELS": str(model_folder.parent)}
    command = [sys.executable, "-m", "service", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        assert process.stderr is not None
        found = next((m for line in process.stderr if (m := re.search(r"http://\S+", line))), None)
        assert found is not None, "the service did not start"
        client = httpx.Client(transport=httpx.HTTPTransport(retries=20))
        client.get(f"{found[0]}/health/ready", timeout=60)
        client.close()
        yield found[0]
        process.terminate()
        process.stderr.close()


@pytest.mark.model
def test_by_url_and_in_process_are_identical(running_service: str, corpora_index: Path, encoder: OnnxEncoder) -> None:
    questions = read_questions([ROOT / "eval" / "questions" / "tune.jsonl"]).questions[::8]
    local, _ = evaluate_questions(LocalTarget.using(corpora_index, encoder), as_set(questions), "some")
    with closing(RemoteTarget(running_service)) as target:
        remote, _ = evaluate_questions(target, as_set(questions), "some")
    assert remote.index_version == local.index_version
    assert {text.document_id: text.text_sha256 for text in remote.corpus} == {
        text.document_id: text.text_sha256 for text in local.corpus
    }
    expected = msgspec.structs.replace(
        local,
        address=remote.address,
        corpus=remote.corpus,
        model=None,
        model_fingerprint=None,
        configuration={},
        created=remote.created,
    )
    assert remote == expected
    assert local.answers is not None
    assert local.answers.verbatim == 1.0
