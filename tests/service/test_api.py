"""The API's replies, field by field, and what every response carries."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from litestar.testing import TestClient

from indexing.answers import Understanding
from indexing.errors import ModelError
from service.app import create_app
from service.settings import Settings
from tests.service.conftest import (
    BROKEN_INDEX,
    DOCUMENTS,
    EVERYTHING,
    HOSTILE,
    MOTION_ID,
    PROGRAM_ID,
    Client,
    FakeEngine,
    as_engine,
)

HIT = {
    "rank",
    "score",
    "passage_id",
    "document_id",
    "document_title",
    "label",
    "section_path",
    "text",
    "start",
    "end",
    "url",
}
SEARCH = {"query", "index_version", "took_ms", "passages", "understood", "notes"}
ANSWERED = {
    *("question", "status", "confidence", "answer", "statements", "citations", "index_version", "took_ms"),
    *("understood", "notes", "unanswered", "answer_id"),
}
CITATION = {
    *("number", "passage_id", "document_id", "document_title", "party", "label", "quote", "start", "end", "url"),
    *("footnotes", "language"),
}
_PLACE = "/documents/motionen?passage=m-5-1&start=51"
PASSAGE_URL = f"{_PLACE}&end=79&quote=Fler+beh%C3%B6vs.+Det+%C3%A4r+br%C3%A5ttom.#hit"
QUOTE_URL = f"{_PLACE}&end=63&quote=Fler+beh%C3%B6vs.#hit"


def test_search(client: Client) -> None:
    reply = client.post("/v1/search", json={"query": " vård ", "k": 1, "filters": {"document_id": [MOTION_ID]}}).json()
    assert set(reply) == SEARCH
    assert (reply["query"], reply["index_version"]) == ("vård", "g-1")
    assert 0 <= reply["took_ms"] < 1000
    assert reply["passages"] == [
        {
            "rank": 1,
            "score": 0.5,
            "passage_id": "m-5-1",
            "document_id": MOTION_ID,
            "document_title": "Motion om vården",
            "label": "avsnitt 5.1",
            "section_path": ["5 Vårdens villkor", "5.1 Personal"],
            "text": "Fler behövs. Det är bråttom.",
            "start": 51,
            "end": 79,
            "url": PASSAGE_URL,
        }
    ]
    assert set(reply["passages"][0]) == HIT


def test_get_and_post_say_the_same(client: Client) -> None:
    filters = {"party": ["V", "mp"], "document_id": [PROGRAM_ID, MOTION_ID], "type": ["motion"], "session": ["2023/24"]}
    posted = client.post("/v1/search", json={"query": "å", "k": 2, "filters": filters}).json()
    query = f"q=%C3%A5&k=2&party=V&party=mp&document={PROGRAM_ID}&document={MOTION_ID}&type=motion&session=2023/24"
    got = client.get(f"/v1/search?{query}").json()
    assert [hit["rank"] for hit in got["passages"]] == [1, 2]
    assert got | {"took_ms": 0} == posted | {"took_ms": 0}


def test_ask(client: Client) -> None:
    reply = client.get("/v1/ask?q=v%C3%A5rd").json()
    assert set(reply) == ANSWERED
    assert (reply["question"], reply["status"], reply["confidence"]) == ("vård", "answered", 0.75)
    assert reply["answer"] == f"Fler vårdplatser ska öppnas. {HOSTILE} [1] Fler behövs. [2]"
    assert reply["statements"][1] == {"text": "Fler behövs.", "citations": [2]}
    assert reply["citations"][1] == {
        "number": 2,
        "passage_id": "m-5-1",
        "document_id": MOTION_ID,
        "document_title": "Motion om vården",
        "party": ["V", "MP"],
        "label": "avsnitt 5.1",
        "quote": "Fler behövs.",
        "start": 51,
        "end": 63,
        "url": QUOTE_URL,
        "footnotes": [],
        "language": "sv",
    }
    assert set(reply["citations"][0]) == CITATION


UNDERSTOOD = {
    "language": "sv",
    "form": "what",
    "party": ["V", "M"],
    "document_id": [PROGRAM_ID],
    "type": ["motion"],
    "session": ["2023/24"],
    "year": [2023],
    "place": ["punkt 1"],
    "comparison": True,
    "correction": [{"typed": "vardplatser", "used": "vårdplatser"}],
    "absent": ["party:M", "type:manifesto", "session:2022/23", "year:2022"],
    "follow_up": "Vad säger motionen om vårdplatser?",
}


@pytest.mark.parametrize("route", ["/v1/ask", "/v1/search"])
def test_what_was_understood(client: Client, fake_engine: FakeEngine, route: str) -> None:
    fake_engine.understanding = EVERYTHING
    reply = client.get(f"{route}?q=a").json()
    assert reply["understood"] == UNDERSTOOD
    assert reply["notes"] == [
        "Inget dokument av Moderaterna (M) finns i indexet.",
        "Inget dokument av typen valmanifest finns i indexet.",
        "Inget dokument från riksmötet 2022/23 finns i indexet.",
        "Inget dokument från år 2022 finns i indexet.",
    ]
    fake_engine.understanding = Understanding(language="en", absent=("party:M",))
    reply = client.get(f"{route}?q=a").json()
    assert (reply["understood"]["form"], reply["notes"]) == (None, ["The index has no document by Moderates (M)."])


@pytest.mark.parametrize("route", ["/v1/ask", "/v1/search"])
def test_ignoring_and_language_reach_the_engine(client: Client, fake_engine: FakeEngine, route: str) -> None:
    client.get(f"{route}?q=a&ignore=party&ignore=place:punkt%201&language=en-GB")
    got = fake_engine.asked[-1]
    field = "question" if route == "/v1/ask" else "query"
    client.post(route, json={field: "a", "ignore": ["party", "place:punkt 1"], "language": "en-GB"})
    assert got == fake_engine.asked[-1]
    assert (got.ignore, got.language) == (("party", "place:punkt 1"), "en")


@pytest.mark.parametrize("route", ["/v1/ask", "/v1/search"])
def test_earlier_questions_reach_the_engine(client: Client, fake_engine: FakeEngine, route: str) -> None:
    client.get(f"{route}?q=varf%C3%B6r%3F&context=Ska%20a%3F&context=n%C3%A4r%3F")
    got = fake_engine.asked[-1]
    field = "question" if route == "/v1/ask" else "query"
    client.post(route, json={field: "varför?", "context": ["Ska a?", "när?"]})
    assert got == fake_engine.asked[-1]
    assert (got.text, got.earlier) == ("varför?", ("Ska a?", "när?"))
    assert client.post(route, json={field: "a", "context": ["b"] * 51}).status_code == 400


def test_a_document_is_chosen_by_either_name(client: Client, fake_engine: FakeEngine) -> None:
    client.get(f"/v1/search?q=a&document={MOTION_ID}&document_id={PROGRAM_ID}")
    filters = {"document": [MOTION_ID], "document_id": [PROGRAM_ID]}
    client.post("/v1/search", json={"query": "a", "filters": filters})
    assert [query.filters.document_ids for query in fake_engine.asked] == [(PROGRAM_ID, MOTION_ID)] * 2


@pytest.mark.parametrize("path", ["/", "/v1/ask?q=a", "/documents", "/health/live", "/static/belagg.css", "/schema"])
def test_head_replies_as_get_without_a_body(client: Client, path: str) -> None:
    head, got = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


def test_head_of_what_does_not_exist(client: Client) -> None:
    assert [client.head(path).status_code for path in ("/nowhere", "/v1/ask")] == [404, 400]


def test_quotes_are_verbatim(client: Client) -> None:
    for citation in client.get("/v1/ask?q=a").json()["citations"]:
        text = client.get(f"/v1/documents/{citation['document_id']}").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_not_found_has_nearest_passages(client: Client) -> None:
    reply = client.post("/v1/ask", json={"question": "månen?", "k": 1, "language": "sv"}).json()
    assert set(reply) == ANSWERED | {"nearest"}
    assert (reply["status"], reply["answer"], reply["statements"], reply["citations"]) == ("not_found", "", [], [])
    assert [hit["passage_id"] for hit in reply["nearest"]] == ["p-1"]
    assert set(reply["nearest"][0]) == HIT


def test_documents(client: Client) -> None:
    reply = client.get("/v1/documents").json()
    assert [document["document_id"] for document in reply["documents"]] == [PROGRAM_ID, MOTION_ID]
    assert reply["documents"][1] == {
        "document_id": MOTION_ID,
        "title": "Motion om vården",
        "title_is_descriptive": True,
        "type": "motion",
        "party": ["V", "MP"],
        "organ": None,
        "session": "2023/24",
        "date": None,
        "language": "sv",
        "source": "Handgjord.",
        "licence": "Fri.",
        "characters": 79,
        "passage_count": 1,
        "url": "/documents/motionen",
    }


def test_document(client: Client) -> None:
    reply = client.get(f"/v1/documents/{MOTION_ID}").json()
    assert reply["text"] == DOCUMENTS[MOTION_ID].text
    assert reply["footnotes"] == [{"number": 7, "text": "Socialstyrelsen (2021).", "anchor": 63}]
    chapter = reply["outline"]["children"][0]
    assert (chapter["kind"], chapter["number"], chapter["heading"]) == ("section", "5", "Vårdens villkor")
    assert chapter["children"][0] == {
        "kind": "section",
        "number": "5.1",
        "heading": "Personal",
        "start": 37,
        "end": 79,
        "children": [],
    }


def test_passage(client: Client) -> None:
    reply = client.get("/v1/passages/m-5-1").json()
    assert (reply["text"], reply["kind"]) == ("Fler behövs. Det är bråttom.", "section")
    assert reply["sentences"] == [{"start": 51, "end": 79}]
    assert reply["url"] == PASSAGE_URL


def test_public_url_makes_links_absolute(fake_engine: FakeEngine, tmp_path: Path) -> None:
    public = Settings(index=tmp_path, models=tmp_path, public_url="https://example.se/belagg/")
    with TestClient(create_app(public, as_engine(fake_engine))) as client:
        citation = client.get("/v1/ask?q=a").json()["citations"][1]
        page = client.get("/").text
    assert citation["url"] == f"https://example.se/belagg{QUOTE_URL}"
    assert 'action="/belagg/"' in page
    assert 'href="/belagg/static/' in page


def test_every_response_carries_these_headers(client: Client) -> None:
    for path in ("/", "/v1/ask?q=a", "/nowhere", "/v1/ask", "/health/live", "/static/belagg.css"):
        headers = client.get(path).headers
        assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-ID"])
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("given", ["a b", "x" * 65, "å".encode().decode("latin-1")])
def test_harmful_request_ids_are_replaced(client: Client, given: str) -> None:
    answered = client.get("/health/live", headers={b"X-Request-ID": given.encode("latin-1")}).headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", answered)


@pytest.mark.parametrize("failure", [BROKEN_INDEX, ModelError("/srv/secret/model is damaged")])
def test_operators_details_stay_inside(client: Client, fake_engine: FakeEngine, failure: Exception) -> None:
    fake_engine.failure = failure
    response = client.get("/v1/ask?q=a")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1"
    assert "secret" not in response.text


def test_a_bug_is_a_500_without_traceback(client: Client, fake_engine: FakeEngine) -> None:
    fake_engine.failure = ZeroDivisionError("secret")
    response = client.get("/v1/ask?q=a")
    assert (response.status_code, response.json()["type"]) == (500, "urn:belagg:problem:internal")
    assert "secret" not in response.text


def test_questions_are_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    client.get("/v1/ask?q=hemligt")
    client.post("/v1/ask", json={"question": "hemligt"})
    client.get("/?q=hemligt")
    own = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]
    assert any(line.startswith("GET /v1/ask 200 ") for line in own)
    assert not [line for line in own if "hemligt" in line]


def test_schema_describes_every_route(client: Client) -> None:
    paths = client.get("/schema/openapi.json").json()["paths"]
    assert {path: set(methods) for path, methods in paths.items()} == {
        "/v1/search": {"get", "post"},
        "/v1/search/batch": {"post"},
        "/v1/ask": {"get", "post"},
        "/v1/ask/stream": {"get", "post"},
        "/v1/feedback": {"post"},
        "/v1/documents": {"get"},
        "/v1/documents/{document_id}": {"get"},
        "/v1/documents/{document_id}/passages": {"get"},
        "/v1/passages/{passage_id}": {"get"},
        "/v1/admin/corpus": {"get"},
        "/v1/admin/uploads": {"post"},
        "/v1/admin/uploads/{upload_id}": {"get", "put", "delete"},
        "/v1/admin/uploads/{upload_id}/publication": {"post"},
        "/v1/admin/documents/{document_id}": {"delete"},
        "/v1/admin/index": {"post"},
        "/v1/admin/undo": {"post"},
        "/v1/admin/jobs/{job_id}": {"get"},
        "/v1/models": {"get"},
        "/v1/models/{model_id}": {"get"},
        "/v1/chat/completions": {"post"},
        "/v1/embeddings": {"post"},
        "/health/live": {"get"},
        "/health/ready": {"get"},
        "/metrics": {"get"},
    }
    names = [parameter["name"] for parameter in paths["/v1/ask"]["get"]["parameters"]]
    assert names == ["q", "k", "party", "document", "document_id", "type", "session", "language", "ignore", "context"]
    assert "openapi: 3.1.0" in client.get("/schema/openapi.yaml").text


@pytest.mark.parametrize("path", ["/schema", "/schema/swagger"])
def test_schema_page_loads_nothing_from_elsewhere(client: Client, path: str) -> None:
    response = client.get(path)
    sources = re.findall(r'(?:src|href)="([^"]+)"', response.text)
    assert sources
    assert all(source.startswith("/") and not source.startswith("//") for source in sources)
    assert not re.search(r"<script(?![^>]*\bsrc=)", response.text)
    assert "script-src 'self';" in response.headers["Content-Security-Policy"]
    for source in sources:
        assert client.get(source).status_code == 200


def test_reply_is_utf8_json_not_escaped(client: Client) -> None:
    content = client.get("/v1/ask?q=v%C3%A5rd").content
    assert "vård".encode() in content
    assert json.loads(content)["question"] == "vård"
