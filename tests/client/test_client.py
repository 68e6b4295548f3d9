"""The client against replies written out, and against the application itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient

from client import (
    Client,
    ConnectionFailedError,
    Filters,
    ProblemError,
    Search,
    UnexpectedReplyError,
)
from client.events import Event, read_events
from client.records import Answer, Citation, Question, Receipt, Statement, Understood
from service.app import create_app
from service.feedback.file import FeedbackFile
from service.feedback.records import Verdict
from service.settings import FeedbackFrom, Settings
from tests.client.replies import ANSWER, DOCUMENT_SUMMARY, PASSAGE_REPLY, RANKING
from tests.service.conftest import MOTION_ID, PROGRAM_ID, FakeEngine, as_engine

URL = "http://belagg.test"


def client_of(reply: Callable[[httpx.Request], httpx.Response]) -> Client:
    return Client(f"{URL}/", key="belagg_x", transport=httpx.MockTransport(reply))


def test_search_sends_what_is_asked_and_the_key() -> None:
    seen: list[httpx.Request] = []

    def reply(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=RANKING)

    with client_of(reply) as client:
        found = client.search("Vad?", 3, Filters(party=("V",)), ignore=["party"])
    assert (found.passages[0].label, found.understood.year, found.understood.correction[0].used) == (
        "punkt 1",
        (2023,),
        "vård",
    )
    assert json.loads(seen[0].content) == {
        "query": "Vad?",
        "k": 3,
        "filters": {"party": ["V"], "document_id": [], "type": [], "session": []},
        "ignore": ["party"],
    }
    assert (str(seen[0].url), seen[0].headers["Authorization"]) == (f"{URL}/v1/search", "Bearer belagg_x")


def test_ask_leaves_out_what_only_a_newer_service_knows() -> None:
    answer = client_of(lambda _: httpx.Response(200, json=ANSWER)).ask("Vad?")
    assert (answer.is_answered, answer.citations[0].quote, answer.nearest) == (True, "Text.", ())
    assert answer.written_by is None


def test_who_worded_an_answer() -> None:
    worded = {**ANSWER, "written_by": "a-model"}
    assert client_of(lambda _: httpx.Response(200, json=worded)).ask("Vad?").written_by == "a-model"


PROBLEM = {"type": "urn:belagg:problem:overload", "title": "Too many", "status": 503, "detail": "ask again in 2 s"}


@pytest.mark.parametrize(
    ("response", "message", "retry_after"),
    [
        (httpx.Response(503, json=PROBLEM, headers={"Retry-After": "2"}), "503 Too many: ask again in 2 s", 2.0),
        (httpx.Response(502, text="<html>"), "502 Bad Gateway: Bad Gateway", None),
        (httpx.Response(401, json={"detail": "x"}), "401 Unauthorized: Unauthorized", None),
    ],
)
def test_problems(response: httpx.Response, message: str, retry_after: float | None) -> None:
    with pytest.raises(ProblemError) as raised:
        client_of(lambda _: response).ask("Vad?")
    assert (str(raised.value), raised.value.retry_after) == (message, retry_after)


def test_something_else_answers() -> None:
    with pytest.raises(UnexpectedReplyError, match=f"{URL} does not answer like this version of Belägg"):
        client_of(lambda _: httpx.Response(200, json={"hello": "world"})).ask("Vad?")


def test_nothing_answers() -> None:
    with (
        Client("http://127.0.0.1:9") as client,
        pytest.raises(ConnectionFailedError, match=r"nothing answers at http:"),
    ):
        client.ready()


def pages(replies: list[Mapping[str, object]]) -> tuple[Client, list[str]]:
    addresses: list[str] = []

    def reply(request: httpx.Request) -> httpx.Response:
        addresses.append(request.url.raw_path.decode())
        return httpx.Response(200, json=replies[len(addresses) - 1])

    return client_of(reply), addresses


def page(version: str, ids: list[str]) -> Mapping[str, object]:
    documents = [DOCUMENT_SUMMARY | {"document_id": name} for name in ids]
    return {"index_version": version, "documents": documents, "total": 3}


def test_lists_are_read_page_by_page() -> None:
    client, addresses = pages([page("g-1", ["a", "b"]), page("g-1", ["c"])])
    assert [document.document_id for document in client.documents()] == ["a", "b", "c"]
    assert addresses == ["/v1/documents?limit=500&offset=0", "/v1/documents?limit=500&offset=2"]


def test_a_list_that_changes_on_the_way_is_read_anew() -> None:
    client, addresses = pages([page("g-1", ["a", "b"]), page("g-2", ["z"]), page("g-2", ["x", "y", "z"])])
    assert [document.document_id for document in client.documents()] == ["x", "y", "z"]
    assert addresses[-1] == "/v1/documents?limit=500&offset=0"


def test_ids_are_quoted() -> None:
    client, addresses = pages([PASSAGE_REPLY])
    assert client.passage("d:1/2").text == "Text."
    assert addresses == ["/v1/passages/d%3A1%2F2"]


def test_events() -> None:
    lines = [": waiting", "", "event: statement", "data: {", "data: }", "", "data:x", "", "event: cut off"]
    assert list(read_events(lines)) == [Event("statement", "{\n}"), Event("", "x")]


def stream(text: str) -> Client:
    return client_of(lambda _: httpx.Response(200, text=text))


def test_a_problem_within_a_stream() -> None:
    with pytest.raises(ProblemError, match="503 Too many"):
        list(stream(f"event: problem\ndata: {json.dumps(PROBLEM)}\n\n").ask_stream(Question("Vad?")))
    with pytest.raises(UnexpectedReplyError, match="the event 'news' is none of an answer"):
        list(stream("event: news\ndata: 1\n\n").ask_stream(Question("Vad?")))
    refused = client_of(lambda _: httpx.Response(503, json=PROBLEM))
    with pytest.raises(ProblemError, match="503 Too many"):
        list(refused.ask_stream(Question("Vad?")))


class AppTransport(httpx.BaseTransport):
    """Hands requests to an application in this process."""

    def __init__(self, app: TestClient) -> None:  # type: ignore[type-arg]
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        content = request.read()
        reply = self._app.request(
            request.method, request.url.raw_path.decode(), content=content, headers=dict(request.headers)
        )
        return httpx.Response(reply.status_code, headers=dict(reply.headers), content=reply.content)


def test_every_method_against_the_application(tmp_path: Path) -> None:
    settings = Settings(
        index=tmp_path / "index", models=tmp_path, state=tmp_path / "state", feedback=FeedbackFrom.EVERYONE
    )
    with TestClient(create_app(settings, as_engine(FakeEngine()))) as app:
        client = Client("http://testserver.local", transport=AppTransport(app))
        while app.get("/health/ready").status_code != 200:
            pass
        assert client.ready().index_version == "g-1"
        assert [hit.passage_id for hit in client.search("vård", 1).passages] == ["p-1"]
        rankings = client.search_batch([Search("vård", 1), Search("å", 2)])
        assert [(ranking.query, len(ranking.passages)) for ranking in rankings] == [("vård", 1), ("å", 2)]
        assert client.ask("vård").citations[1].quote == "Fler behövs."
        assert client.ask("månen").is_answered is False
        receipt = client.give_feedback(Question("vård"), client.ask("vård"), is_useful=False, comment="Å")
        (kept,) = FeedbackFile(settings.state).all()
        assert receipt == Receipt(kept.feedback_id, keeps_question=False)
        assert (kept.opinion.verdict, kept.opinion.comment) == (Verdict.NOT_USEFUL, "Å")
        assert [hit.passage_id for hit in client.ask("månen").nearest] == ["p-1", "m-5-1"]
        parts = list(client.ask_stream(Question("vård")))
        assert [type(part) for part in parts] == [Understood, Citation, Statement, Citation, Statement, Answer]
        assert [document.document_id for document in client.documents()] == [PROGRAM_ID, MOTION_ID]
        assert client.document(MOTION_ID).outline.children[0].heading == "Vårdens villkor"
        assert [passage.label for passage in client.passages(MOTION_ID)] == ["avsnitt 5.1"]
        assert client.passage("p-1").document_id == PROGRAM_ID
