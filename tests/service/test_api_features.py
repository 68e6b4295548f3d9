"""What the API does besides one question at a time: ETags, pages of lists, batches, events; and its examples."""

from __future__ import annotations

import asyncio
import time

import msgspec
import pytest
from litestar.testing import TestClient

from client.events import read_events
from indexing.answers import Answer
from indexing.records import Query
from service import streaming, wire
from service.admin import replies
from service.api.examples import load_examples
from service.app import create_app
from service.openai_compatible import records
from service.settings import Settings
from tests.service.conftest import BROKEN_INDEX, MOTION_ID, PROGRAM_ID, Client, FakeEngine, as_engine
from tests.service.test_operations import wait_until_ready

PATHS = ["/v1/search?q=a", "/v1/ask?q=a", "/v1/documents", f"/v1/documents/{MOTION_ID}", "/v1/passages/p-1"]
PATHS += [f"/v1/documents/{MOTION_ID}/passages"]


@pytest.mark.parametrize("path", PATHS)
def test_unchanged(client: Client, path: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_newer_index_changes_every_tag(client: Client, fake_engine: FakeEngine) -> None:
    tags = {path: client.get(path).headers["ETag"] for path in PATHS}
    assert len(set(tags.values())) == len(PATHS)
    fake_engine.index_version = "g-2"
    for path, tag in tags.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_an_error_has_no_tag(client: Client) -> None:
    assert "ETag" not in client.get("/v1/documents/nowhere").headers


def test_pages_of_documents(client: Client) -> None:
    first = client.get("/v1/documents?limit=1")
    assert [document["document_id"] for document in first.json()["documents"]] == [PROGRAM_ID]
    assert (first.json()["total"], first.headers["X-Total-Count"]) == (2, "2")
    links = {link.split("; ")[1]: link.split("; ")[0] for link in first.headers["Link"].split(", ")}
    assert links == {
        'rel="first"': "</v1/documents?limit=1&offset=0>",
        'rel="last"': "</v1/documents?limit=1&offset=1>",
        'rel="next"': "</v1/documents?limit=1&offset=1>",
    }
    second = client.get("/v1/documents?limit=1&offset=1")
    assert [document["document_id"] for document in second.json()["documents"]] == [MOTION_ID]
    assert '</v1/documents?limit=1&offset=0>; rel="prev"' in second.headers["Link"]
    assert client.get("/v1/documents?offset=9").json()["documents"] == []
    assert len(client.get("/v1/documents").json()["documents"]) == 2


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "offset=-1", "limit=x", "offset=1e1", "offset=2147483648"])
def test_pages_that_cannot_be(client: Client, query: str) -> None:
    response = client.get(f"/v1/documents?{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["detail"].startswith(query.partition("=")[0])


def test_pages_of_passages(client: Client) -> None:
    reply = client.get(f"/v1/documents/{MOTION_ID}/passages").json()
    assert (reply["total"], [passage["passage_id"] for passage in reply["passages"]]) == (1, ["m-5-1"])
    assert reply["passages"][0] == client.get("/v1/passages/m-5-1").json()
    assert client.get("/v1/documents/nowhere/passages").json()["type"] == "urn:belagg:problem:unknown-document"


def test_batch(client: Client) -> None:
    searches = [{"query": "a", "k": 1}, {"query": "b", "filters": {"document_id": [MOTION_ID]}}]
    results = client.post("/v1/search/batch", json={"searches": searches}).json()["results"]
    assert [(result["query"], [hit["passage_id"] for hit in result["passages"]]) for result in results] == [
        ("a", ["p-1"]),
        ("b", ["m-5-1"]),
    ]


@pytest.mark.parametrize(
    ("searches", "detail"),
    [
        ([], "the body does not fit: Expected `array` of length >= 1"),
        ([{"query": "a"}] * 33, "the body does not fit: Expected `array` of length <= 32"),
        ([{"query": "a"}, {"query": " "}], "searches[1]: the question is empty"),
        ([{"query": "a", "filters": {"document": ["x"]}}], "searches[0]: unknown document 'x'"),
    ],
)
def test_batches_that_cannot_be(client: Client, searches: list[object], detail: str) -> None:
    response = client.post("/v1/search/batch", json={"searches": searches})
    assert response.status_code == 400
    assert response.json()["detail"].startswith(detail)


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    lines = text.replace("\r\n", "\n").split("\n")
    return [(event.name, msgspec.json.decode(event.data)) for event in read_events(lines)]


def test_stream(client: Client) -> None:
    response = client.get("/v1/ask/stream?q=v%C3%A5rd")
    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert response.headers["Cache-Control"] == "no-store"
    found = events(response.text)
    assert [name for name, _ in found] == ["understood", "citation", "statement", "citation", "statement", "done"]
    whole = client.get("/v1/ask?q=v%C3%A5rd").json()
    assert found[-1][1] | {"took_ms": 0} == whole | {"took_ms": 0}
    assert [data for name, data in found if name == "citation"] == whole["citations"]
    posted = client.post("/v1/ask/stream", json={"question": "vård"})
    assert [name for name, _ in events(posted.text)] == [name for name, _ in found]


def test_stream_of_what_the_documents_do_not_say(client: Client) -> None:
    found = events(client.get("/v1/ask/stream?q=m%C3%A5nen").text)
    assert [name for name, _ in found] == ["understood", "done"]
    assert found[-1][1]["status"] == "not_found"


def test_stream_that_fails(client: Client, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/v1/ask/stream?q=").json()["type"] == "urn:belagg:problem:query"
    wait_until_ready(client)
    fake_engine.failure = BROKEN_INDEX
    quick = client.get("/v1/ask/stream?q=a")
    assert (quick.status_code, quick.json()["type"]) == (503, "urn:belagg:problem:index-unavailable")
    monkeypatch.setattr(streaming, "PATIENCE_SECONDS", 0)
    ((name, problem),) = events(client.get("/v1/ask/stream?q=a").text)
    assert (name, problem["type"], problem["status"]) == ("problem", "urn:belagg:problem:index-unavailable", 503)
    fake_engine.failure = ZeroDivisionError("secret")
    ((name, problem),) = events(client.get("/v1/ask/stream?q=a").text)
    assert (name, problem["type"], problem["status"]) == ("problem", "urn:belagg:problem:internal", 500)
    assert "secret" not in str(problem)


class Slow(FakeEngine):
    """Takes its time."""

    def ask(self, query: Query) -> Answer:
        time.sleep(0.1)
        return super().ask(query)


def test_a_stream_that_waits_is_kept_alive(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.03)
    monkeypatch.setattr(streaming, "PATIENCE_SECONDS", 0)
    with TestClient(create_app(settings, as_engine(Slow()))) as client:
        text = client.get("/v1/ask/stream?q=a").text
    assert text.startswith(": waiting")
    assert events(text)[-1][0] == "done"


REPLIES: dict[str, type[msgspec.Struct]] = {
    "search": wire.SearchReply,
    "searchByBody": wire.SearchReply,
    "searchBatch": wire.BatchReply,
    "ask": wire.AskReply,
    "askByBody": wire.AskReply,
    "listDocuments": wire.DocumentsReply,
    "getDocument": wire.DocumentReply,
    "listPassages": wire.PassagesReply,
    "getPassage": wire.PassageReply,
    "listModels": records.ModelsReply,
    "getModel": records.Model,
    "createChatCompletion": records.ChatCompletion,
    "createEmbeddings": records.EmbeddingsReply,
    "getCorpus": replies.CorpusReply,
    "createUpload": replies.UploadReply,
    "getUpload": replies.UploadReply,
    "describeUpload": replies.UploadReply,
    "publishUpload": replies.JobReply,
    "removeDocument": replies.JobReply,
    "rebuildIndex": replies.JobReply,
    "undoChange": replies.JobReply,
    "getJob": replies.JobReply,
    "live": wire.HealthReply,
    "ready": wire.HealthReply,
}


@pytest.mark.parametrize("operation_id", REPLIES)
def test_examples_are_what_the_service_would_say(operation_id: str) -> None:
    reply = load_examples()[operation_id].reply
    typed = msgspec.convert(reply, REPLIES[operation_id])
    assert msgspec.json.decode(msgspec.json.encode(typed)) == reply


def test_every_operation_and_every_error_has_an_example(client: Client) -> None:
    lacking = []
    schema = client.get("/schema/openapi.json").json()
    for methods in schema["paths"].values():
        for operation in methods.values():
            bodies = [("request", operation["requestBody"])] if "requestBody" in operation else []
            bodies += list(operation["responses"].items())
            lacking += [
                f"{operation['operationId']} {name}"
                for name, body in bodies
                for content in (body.get("content") or {}).values()
                if not content.get("examples")
            ]
    assert lacking == []


def test_whoever_hangs_up_leaves_the_stream(settings: Settings) -> None:
    """The work for a stream is cancelled with it."""

    async def hang_up() -> bool:
        app = create_app(settings, as_engine(Slow()))
        sent = asyncio.Event()

        async def receive() -> dict[str, object]:
            if not sent.is_set():
                sent.set()
                return {"type": "http.request", "body": b"", "more_body": False}
            return {"type": "http.disconnect"}

        async def send(message: object) -> None:
            del message

        scope = {
            **{"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http"},
            **{"path": "/v1/ask/stream", "raw_path": b"/v1/ask/stream", "query_string": b"q=a", "headers": []},
            **{"client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2), "root_path": "", "state": {}},
        }
        await asyncio.wait_for(app(scope, receive, send), 5)  # type: ignore[arg-type]
        return True

    assert asyncio.run(hang_up())
