"""Every way of asking wrongly gets one problem document that says what to do."""

from __future__ import annotations

import json

import msgspec
import pytest

from service.wire import ProblemReply
from tests.service.conftest import Client

QUESTION_FIELD = {"/v1/search": "query", "/v1/ask": "question"}


def problem_of(response: object, status: int) -> ProblemReply:
    assert getattr(response, "status_code", None) == status, getattr(response, "text", "")
    headers = getattr(response, "headers", {})
    assert headers["Content-Type"] == "application/problem+json"
    problem = msgspec.json.decode(getattr(response, "content", b""), type=ProblemReply)
    assert problem.status == status
    assert problem.request_id == headers["X-Request-ID"]
    assert "Traceback" not in problem.detail
    return problem


@pytest.mark.parametrize("route", QUESTION_FIELD)
@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("", "Missing required query parameter 'q'"),
        ("q=", "the question is empty"),
        ("q=%20%20", "the question is empty"),
        ("q=" + "a" * 1001, "the question has 1001 characters; the limit is 1000"),
        ("q=v%FFrd", "the query string is not UTF-8"),
        ("q=%ED%A0%80", "the query string is not UTF-8"),
        ("q=a%00b", "control character"),
        ("q=a&k=0", "k is 0; it must be a whole number from 1 to 1000"),
        ("q=a&k=-1", "k is -1"),
        ("q=a&k=1000000000", "k is 1000000000"),
        ("q=a&k=x", "k: Expected `int`"),
        ("q=a&k=NaN", "k: Expected `int`"),
        ("q=a&k=true", "k: Expected `int`"),
        ("q=a&k=1.5", "k: Expected `int`"),
        ("q=a&k=" + "9" * 5000, "k: Integer value out of range"),
        ("q=a&k=1&k=2", "parameter 'k' is given 2 times"),
        ("q=a&party=X", "unknown party 'X'; use one of S, M, SD, C, V, KD, MP, L"),
        ("q=a&session=2023", "unknown session '2023'; write it as 2023/24"),
        ("q=a&partei=V", "unknown parameter 'partei'; known are q, k, party, document, document_id, type"),
        ("q=a&k=1e1", "k: Expected `int`, got '1e1'"),
        ("q=a&k=%2B1", "k: Expected `int`, got '+1'"),
        ("q=a&k=", "k: Expected `int`, got ''"),
        ("q=a&ignore=partei", "cannot ignore 'partei'; write one of party, type, document_id, session"),
        ("q=a&ignore=party:", "cannot ignore 'party:'"),
        ("q=a&ignore=party:X", "unknown party 'X'"),
        ("q=a&language=svenska", "unknown language 'svenska'; write a tag such as sv or en"),
        ("q=a&" + "party=V&" * 300, "more than 200 parameters"),
    ],
)
def test_bad_query_strings(client: Client, route: str, query: str, detail: str) -> None:
    assert detail in problem_of(client.get(f"{route}?{query}"), 400).detail


@pytest.mark.parametrize("route", QUESTION_FIELD)
@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b"", 400, "no body"),
        (b"{", 400, "the body is not JSON text"),
        (b"[]", 400, "Expected `object`, got `array`"),
        (b"{}", 400, "missing required field"),
        (b'{"Q": 7}', 400, "Expected `str`, got `int`"),
        (b'{"Q": "\xff"}', 400, "the body is not UTF-8 (byte"),
        (b'{"Q": "\\ud800"}', 400, "the body is not JSON text"),
        (b'{"Q": "a\\u0000b"}', 400, "control character"),
        (b'{"Q": "  \\n "}', 400, "the question is empty"),
        (b'{"Q": "a", "k": 0}', 400, "k is 0"),
        (b'{"Q": "a", "k": -1}', 400, "k is -1"),
        (b'{"Q": "a", "k": 1000000000}', 400, "k is 1000000000"),
        (b'{"Q": "a", "k": "5"}', 400, "Expected `int`, got `str` - at `$.k`"),
        (b'{"Q": "a", "k": NaN}', 400, "the body is not JSON text (NaN"),
        (b'{"Q": "a", "k": true}', 400, "Expected `int`, got `bool` - at `$.k`"),
        (b'{"Q": "a", "k": null}', 400, "Expected `int`, got `null` - at `$.k`"),
        (b'{"Q": "a", "kk": 1}', 400, "unknown field `kk`"),
        (b'{"Q": "a", "ignore": ["partei"]}', 400, "cannot ignore 'partei'"),
        (b'{"Q": "a", "language": "svenska"}', 400, "Expected `str` matching regex"),
        (b'{"Q": "a", "filters": {"partei": []}}', 400, "unknown field `partei` - at `$.filters`"),
        (b'{"Q": "a", "filters": {"party": "V"}}', 400, "Expected `array`, got `str` - at `$.filters.party`"),
        (b'{"Q": "a", "filters": {"party": ["X"]}}', 400, "unknown party 'X'"),
        (b'{"Q": "' + b"a" * 70_000 + b'"}', 413, "too large"),
    ],
)
def test_bad_bodies(client: Client, route: str, body: bytes, status: int, detail: str) -> None:
    content = body.replace(b'"Q"', f'"{QUESTION_FIELD[route]}"'.encode())
    response = client.post(route, content=content, headers={"Content-Type": "application/json"})
    assert detail in problem_of(response, status).detail


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_wrong_content_type(client: Client, media_type: str) -> None:
    response = client.post("/v1/ask", content=b'{"question": "a"}', headers={"Content-Type": media_type})
    assert f"{media_type!r}; send application/json" in problem_of(response, 415).detail


def test_content_type_may_name_its_charset(client: Client) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert client.post("/v1/ask", content=b'{"question": "a"}', headers=headers).status_code == 200


def test_unknown_document_filter(client: Client) -> None:
    detail = problem_of(client.get("/v1/search?q=a&document=x"), 400).detail
    assert detail == "unknown document 'x'; the index has programmet, motionen"


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/nowhere", "urn:belagg:problem:not-found"),
        ("/schema/nowhere", "urn:belagg:problem:not-found"),
        ("/static/../settings.py", "urn:belagg:problem:not-found"),
        ("/static/settings.py", "urn:belagg:problem:not-found"),
        ("/schema/assets/index.html", "urn:belagg:problem:not-found"),
        ("/v1/documents/x", "urn:belagg:problem:unknown-document"),
        ("/v1/documents/%FF", "urn:belagg:problem:unknown-document"),
        ("/v1/documents/%00", "urn:belagg:problem:unknown-document"),
        ("/v1/passages/x", "urn:belagg:problem:unknown-passage"),
    ],
)
def test_not_found(client: Client, path: str, type_: str) -> None:
    assert problem_of(client.get(path), 404).type == type_


def test_wrong_method(client: Client) -> None:
    response = client.delete("/v1/ask")
    assert "Allow header" in problem_of(response, 405).detail
    assert {method.strip() for method in response.headers["Allow"].split(",")} >= {"GET", "POST"}


def test_problem_has_exactly_these_fields(client: Client) -> None:
    reply = json.loads(client.get("/v1/ask?q=", headers={"X-Request-ID": "abc-1"}).content)
    assert reply == {
        "type": "urn:belagg:problem:query",
        "title": "The question cannot be used",
        "status": 400,
        "detail": "the question is empty; write at least one word",
        "instance": "/v1/ask",
        "request_id": "abc-1",
    }


def test_a_body_that_is_nested_too_deeply(client: Client) -> None:
    body = b'{"tools": ' + b"[" * 20_000 + b"]" * 20_000 + b', "model": "belagg", "messages": []}'
    response = client.post("/v1/chat/completions", content=body, headers={"Content-Type": "application/json"})
    said = response.json()["error"]["message"]
    assert (response.status_code, said) == (400, "the body is nested too deeply; /schema describes it")
