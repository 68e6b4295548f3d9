"""Giving feedback over HTTP and on the page: who may, what is kept, what is refused."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from html import unescape

import msgspec
import pytest
from litestar.testing import TestClient

from service import wire
from service.app import create_app
from service.feedback import file as feedback_file
from service.feedback.file import FeedbackFile
from service.feedback.records import CitedQuote, Opinion, Verdict
from service.keys import Scope
from service.keys_file import KeyFile
from service.settings import FeedbackFrom, Settings
from tests.service.conftest import HOSTILE, Client, FakeEngine, as_engine

SAME = {"Sec-Fetch-Site": "same-origin"}
NO_SUCH_ANSWER = "0123456789abcdef"


@pytest.fixture
def everyone(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, feedback=FeedbackFrom.EVERYONE)


@pytest.fixture
def open_to_all(everyone: Settings, fake_engine: FakeEngine) -> Iterator[Client]:
    with TestClient(create_app(everyone, as_engine(fake_engine)), raise_server_exceptions=False) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def body(client: Client, question: str = "vård", verdict: str = "useful", comment: str = "") -> dict[str, object]:
    answer = client.post("/v1/ask", json={"question": question}).json()
    return {
        "asked": {"question": question},
        "answer_id": answer["answer_id"],
        "verdict": verdict,
        "comment": comment,
    }


def test_feedback_is_kept_without_its_question(open_to_all: Client, settings: Settings) -> None:
    sent = body(open_to_all, "vad är hemligt?", "not_useful", "  Rad ett.\r\nRad två. ")
    response = open_to_all.post("/v1/feedback", json=sent, headers={"X-Request-ID": "r-7"})
    assert response.status_code == 201
    (kept,) = FeedbackFile(settings.state).all()
    assert response.json() == {"feedback_id": kept.feedback_id, "keeps_question": False}
    assert kept.opinion == Opinion(str(sent["answer_id"]), Verdict.NOT_USEFUL, "Rad ett.\nRad två.")
    assert (kept.status, kept.confidence, kept.index_version) == ("answered", 0.75, "g-1")
    assert (kept.request_id, kept.language, kept.asked) == ("r-7", "sv", None)
    quotes = (CitedQuote("p-1", f"Fler vårdplatser ska öppnas. {HOSTILE}"), CitedQuote("m-5-1", "Fler behövs."))
    assert kept.citations == quotes
    assert b"hemligt" not in b"".join(path.read_bytes() for path in settings.state.iterdir())
    assert 'belagg_feedback_total{verdict="not_useful"} 1.0' in open_to_all.get("/metrics").text


def test_the_question_is_kept_where_the_operator_wants_it(everyone: Settings, fake_engine: FakeEngine) -> None:
    keeping = msgspec.structs.replace(everyone, feedback_questions=True)
    with TestClient(create_app(keeping, as_engine(fake_engine))) as client:
        asked = {"question": "månen?", "k": 1, "filters": {"party": ["v"]}, "language": "sv", "ignore": ["type"]}
        answer = client.post("/v1/ask", json=asked).json()
        sent = {"asked": asked, "answer_id": answer["answer_id"], "verdict": "useful"}
        assert client.post("/v1/feedback", json=sent).json()["keeps_question"] is True
    (kept,) = FeedbackFile(keeping.state).all()
    assert kept.asked == wire.AskBody("månen?", 1, wire.FilterBody(party=("V",)), "sv", ("type",))
    assert (kept.status, kept.citations) == ("not_found", ())


def test_an_answer_keeps_its_name(open_to_all: Client, fake_engine: FakeEngine) -> None:
    first, again = (open_to_all.get(f"/v1/ask?q={question}").json() for question in ("vård", "skola"))
    assert first["answer_id"] == again["answer_id"]  # the same quotes: the question is not in it
    assert first["answer_id"] != open_to_all.get("/v1/ask?q=månen").json()["answer_id"]
    fake_engine.newer = "g-2"
    while (newer := open_to_all.get("/v1/ask?q=vård").json())["index_version"] != "g-2":
        pass
    assert newer["answer_id"] == first["answer_id"]


def test_an_answer_that_has_changed(open_to_all: Client, settings: Settings) -> None:
    sent = body(open_to_all) | {"answer_id": NO_SUCH_ANSWER}
    response = open_to_all.post("/v1/feedback", json=sent)
    assert (response.status_code, response.json()["type"]) == (409, "urn:belagg:problem:answer-changed")
    assert NO_SUCH_ANSWER in response.json()["detail"]
    assert FeedbackFile(settings.state).all() == ()


@pytest.mark.parametrize(
    ("change", "status", "detail"),
    [
        ({"verdict": "superb"}, 400, "Invalid enum value 'superb' - at `$.verdict`"),
        ({"comment": "å" * 2001}, 400, "Expected `str` of length <= 2000 - at `$.comment`"),
        ({"answer_id": "x"}, 400, "at `$.answer_id`"),
        ({"asked": {"question": " "}}, 400, "question"),
        ({"asked": {"question": "a", "filters": {"session": ["i fjol"]}}}, 400, "i fjol"),
        ({"quotes": ["made up"]}, 400, "unknown field `quotes`"),
    ],
)
def test_what_cannot_be_used(open_to_all: Client, change: dict[str, object], status: int, detail: str) -> None:
    response = open_to_all.post("/v1/feedback", json=body(open_to_all) | change)
    assert response.status_code == status
    assert detail in response.json()["detail"]


def test_who_may_give_feedback_by_default(client: Client, settings: Settings) -> None:
    keys = KeyFile(settings.state)
    reader, giver, admin = (keys.create(scope)[1] for scope in Scope)
    sent = body(client)
    refused = client.post("/v1/feedback", json=sent)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="belagg"')
    statuses = [client.post("/v1/feedback", json=sent, headers=bearer(key)).status_code for key in (reader, giver)]
    assert statuses == [403, 201]
    assert client.post("/v1/feedback", json=sent, headers=bearer(admin)).status_code == 201


def test_feedback_of_everyone_who_may_read(everyone: Settings, fake_engine: FakeEngine) -> None:
    closed = msgspec.structs.replace(everyone, require_key_for_reading=True)
    reader = KeyFile(closed.state).create(Scope.READ)[1]
    with TestClient(create_app(closed, as_engine(fake_engine))) as client:
        answer = client.get("/v1/ask?q=vård", headers=bearer(reader)).json()
        sent = {"asked": {"question": "vård"}, "answer_id": answer["answer_id"], "verdict": "useful"}
        refused = client.post("/v1/feedback", json=sent)
        assert (refused.status_code, "scope 'read'" in refused.json()["detail"]) == (401, True)
        assert client.post("/v1/feedback", json=sent, headers=bearer(reader)).status_code == 201


def test_no_feedback_at_all(settings: Settings, fake_engine: FakeEngine) -> None:
    off = msgspec.structs.replace(settings, feedback=FeedbackFrom.OFF)
    key = KeyFile(off.state).create(Scope.ADMIN)[1]
    with TestClient(create_app(off, as_engine(fake_engine))) as client:
        response = client.post("/v1/feedback", json=body(client), headers=bearer(key))
        assert (response.status_code, response.json()["detail"]) == (
            403,
            "this service takes no feedback (setting feedback)",
        )
        assert 'class="feedback"' not in client.get("/?q=vård", headers=bearer(key)).text


def test_a_full_file_is_told(open_to_all: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback_file, "MAX_ENTRIES", 0)
    response = open_to_all.post("/v1/feedback", json=body(open_to_all))
    assert (response.status_code, response.json()["type"]) == (507, "urn:belagg:problem:feedback-full")
    assert "feedback.sqlite" not in response.text


def form_of(page: str) -> tuple[str, str]:
    """Return the form's address and the answer's id."""
    action = re.search(r'<form action="([^"]*/feedback[^"]*)" method="post"', page)
    answer = re.search(r'name="answer_id" value="(\w+)"', page)
    assert action
    assert answer
    return unescape(action[1]), answer[1]


def test_the_form_is_there_for_those_who_may(client: Client, settings: Settings) -> None:
    assert 'class="feedback"' not in client.get("/?q=vård").text
    reader, giver = (KeyFile(settings.state).create(scope)[1] for scope in (Scope.READ, Scope.FEEDBACK))
    for key, is_there in ((reader, False), (giver, True)):
        client.post("/sign-in", data={"key": key}, headers=SAME)
        assert ('class="feedback"' in client.get("/?q=vård").text) is is_there
        assert (b'class=\\"feedback\\"' in client.get("/answer?q=vård").content) is is_there
    assert 'class="feedback"' not in client.get("/").text


def test_the_form_gives_feedback_without_a_script(client: Client, settings: Settings) -> None:
    client.post("/sign-in", data={"key": KeyFile(settings.state).create(Scope.FEEDBACK)[1]}, headers=SAME)
    action, answer = form_of(client.get("/?q=v%C3%A5rd+%26+k%C3%B6er&type=motion&ignore=party").text)
    sent = {"answer_id": answer, "verdict": "useful", "comment": "å" * 1998 + "\r\n" + "b"}
    response = client.post(action, data=sent, headers=SAME, follow_redirects=False)
    query = "q=v%C3%A5rd+%26+k%C3%B6er&type=motion&ignore=party"
    assert (response.status_code, response.headers["Location"]) == (303, f"/feedback?{query}")
    page = client.get(response.headers["Location"]).text
    assert "Tack. Omdömet är sparat." in page
    assert f'href="/?{query.replace("&", "&amp;")}"' in page
    (kept,) = FeedbackFile(settings.state).all()
    assert kept.opinion == Opinion(answer, Verdict.USEFUL, "å" * 1998 + "\nb")


@pytest.mark.parametrize(
    ("change", "headers", "status", "said"),
    [
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403, "Nyckeln räcker inte hit"),
        ({}, {}, 403, "Nyckeln räcker inte hit"),
        ({"answer_id": NO_SUCH_ANSWER}, SAME, 409, "Svaret har ändrats"),
        ({"verdict": "x"}, SAME, 400, "Sidan gick inte att visa"),
        ({"comment": "å" * 2001}, SAME, 400, "Sidan gick inte att visa"),
    ],
)
def test_what_the_form_cannot_do(
    open_to_all: Client, change: dict[str, str], headers: dict[str, str], status: int, said: str
) -> None:
    action, answer = form_of(open_to_all.get("/?q=vård").text)
    sent = {"answer_id": answer, "verdict": "useful", "comment": ""} | change
    response = open_to_all.post(action, data=sent, headers={"Accept": "text/html"} | headers, follow_redirects=False)
    assert response.status_code == status
    assert said in response.text


def test_the_form_says_what_is_kept(everyone: Settings, fake_engine: FakeEngine) -> None:
    for keeps, words in ((False, "men utan frågan"), (True, "tillsammans med frågan")):
        settings = msgspec.structs.replace(everyone, feedback_questions=keeps)
        with TestClient(create_app(settings, as_engine(fake_engine))) as client:
            assert words in client.get("/?q=vård").text


def test_a_file_that_is_locked_for_long_is_no_traceback(
    open_to_all: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_to_all.post("/v1/feedback", json=body(open_to_all)).status_code == 201
    monkeypatch.setattr(feedback_file, "BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(FeedbackFile(settings.state).path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        response = open_to_all.post("/v1/feedback", json=body(open_to_all))
    finally:
        holder.close()
    assert (response.status_code, response.json()["type"]) == (500, "urn:belagg:problem:configuration")
    assert "sqlite" not in response.text
