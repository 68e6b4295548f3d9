"""Slack: signed commands are answered at once and then in full; forged, old and replayed ones are refused."""

from __future__ import annotations

import json
import time
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from indexing.errors import StorageError
from service.app import create_app
from service.settings import Settings
from service.slash.errors import SignatureError
from service.slash.proofs import ShownProofs
from service.slash.slack import check_signature, read_slack
from tests.service.conftest import HOSTILE, MOTION_ID, Client, FakeEngine, as_engine
from tests.service.slash.conftest import Site
from tests.service.slash.payloads import (
    SLACK_EXAMPLE_BODY,
    SLACK_EXAMPLE_SIGNATURE,
    SLACK_EXAMPLE_TIMESTAMP,
    SLACK_SECRET,
    slack_body,
    slack_headers,
)


def send(client: Client, body: bytes, headers: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    response = client.post("/slash/slack", content=body, headers=headers or slack_headers(body))
    return response.status_code, response.json() if response.content else {}


def texts(message: dict[str, Any]) -> list[str]:
    found = []
    for block in message["blocks"]:
        found += [element["text"] for element in block.get("elements", ())]
        found += [block["text"]["text"]] if "text" in block else []
    return found


def test_slacks_own_example_of_a_signature() -> None:
    proofs = ShownProofs(clock=lambda: float(SLACK_EXAMPLE_TIMESTAMP) + 12)
    headers = {
        "X-Slack-Request-Timestamp": SLACK_EXAMPLE_TIMESTAMP,
        "X-Slack-Signature": SLACK_EXAMPLE_SIGNATURE,
    }
    check_signature(SLACK_SECRET, SLACK_EXAMPLE_BODY, headers, proofs)
    assert read_slack(SLACK_EXAMPLE_BODY).response_url.startswith("https://hooks.slack.com/commands/T1DC2JH3J/")
    with pytest.raises(SignatureError, match="sent before"):
        check_signature(SLACK_SECRET, SLACK_EXAMPLE_BODY, headers, proofs)


def test_a_question_is_answered_at_once_and_then_in_full(
    slash_client: Client, fake_engine: FakeEngine, site: Site
) -> None:
    body = slack_body("fråga Vad säger V om vårdplatser? parti:V &amp; S", site.response_url)
    status, first = send(slash_client, body)
    assert (status, first["response_type"]) == (200, "ephemeral")
    assert first["text"] == "Söker: Vad säger V om vårdplatser? &amp; S"
    asked = fake_engine.asked[-1]
    assert (asked.text, asked.filters.parties) == ("Vad säger V om vårdplatser? & S", ("V",))
    (message,) = site.received
    assert message["response_type"] == "ephemeral"
    assert message["text"].startswith("Fler vårdplatser ska öppnas.")
    assert f"Fler vårdplatser ska öppnas. {HOSTILE} [1]" in texts(message)
    statement = next(block for block in message["blocks"] if block.get("text", {}).get("text", "").endswith("[1]"))
    assert statement["text"]["type"] == "plain_text"
    sources = [text for text in texts(message) if text.startswith("[2] <https://belagg.example.se/documents/")]
    assert sources[0].endswith("|Motion om vården (V, MP), avsnitt 5.1>")
    assert texts(message)[-1].startswith("<https://belagg.example.se/?q=Vad+s%C3%A4ger")
    assert "party=V" in texts(message)[-1]


def test_a_search_shared_with_the_channel(slash_client: Client, site: Site) -> None:
    status, _ = send(slash_client, slack_body("sök vårdplatser dela:ja", site.response_url))
    assert (status, site.received[0]["response_type"]) == (200, "in_channel")
    assert site.received[0]["text"] == "Ställen om: vårdplatser"
    assert any(text.startswith("*<https://belagg.example.se/documents/") for text in texts(site.received[0]))


def test_what_goes_wrong_is_said_in_words(slash_client: Client, fake_engine: FakeEngine, site: Site) -> None:
    send(slash_client, slack_body("fråga vård? dokument:finns-inte", site.response_url))
    send(slash_client, slack_body("sök vård dokument:finns-inte", site.response_url))
    assert site.received[-1]["text"].startswith("Avgränsningen går inte att använda.")
    fake_engine.failure = StorageError("the index in /srv/secret is damaged")
    send(slash_client, slack_body("ask care?", site.response_url))
    assert site.received[-1]["response_type"] == "ephemeral"
    assert "secret" not in json.dumps(site.received[-1])
    assert site.received[-1]["text"].startswith("The service is not ready yet.")


def test_the_documents_do_not_say(slash_client: Client, site: Site) -> None:
    send(slash_client, slack_body("fråga Vad säger de om månen?", site.response_url))
    assert texts(site.received[0])[1].startswith("Dokumenten säger inget om det.")


def test_help_is_answered_in_the_response(slash_client: Client, site: Site) -> None:
    status, reply = send(slash_client, slack_body("hjälp"))
    assert (status, site.received) == (200, [])
    assert "parti:V typ:motion" in reply["text"]
    assert send(slash_client, slack_body("help"))[1]["text"].startswith("Belägg answers in verbatim quotes")


def test_slack_looks_at_the_certificate(slash_client: Client) -> None:
    assert send(slash_client, slack_body("", ssl_check="1"))[0] == 200


def forged(body: bytes) -> dict[str, str]:
    return slack_headers(body, secret="another secret")  # noqa: S106 - no secret of anybody


def old(body: bytes) -> dict[str, str]:
    return slack_headers(body, age=301)


def of_tomorrow(body: bytes) -> dict[str, str]:
    return slack_headers(body, age=-301)


def unsigned(body: bytes) -> dict[str, str]:
    return {**slack_headers(body), "X-Slack-Signature": ""}


def undated(body: bytes) -> dict[str, str]:
    return {**slack_headers(body), "X-Slack-Request-Timestamp": "1e9"}


def other_version(body: bytes) -> dict[str, str]:
    headers = slack_headers(body)
    return {**headers, "X-Slack-Signature": headers["X-Slack-Signature"].replace("v0=", "v1=")}


@pytest.mark.parametrize("make", [forged, old, of_tomorrow, unsigned, undated, other_version])
def test_what_slack_did_not_send_now_is_refused(slash_client: Client, fake_engine: FakeEngine, make: Any) -> None:
    body = slack_body("fråga vård?")
    status, problem = send(slash_client, body, make(body))
    assert (status, problem["type"]) == (401, "urn:belagg:problem:signature")
    assert SLACK_SECRET not in json.dumps(problem)
    assert fake_engine.asked == []


def test_a_changed_body_is_refused(slash_client: Client) -> None:
    body = slack_body("fråga vård?")
    assert send(slash_client, body + b"&text=annat", slack_headers(body))[0] == 401


def test_a_request_is_answered_once(slash_client: Client, fake_engine: FakeEngine, site: Site) -> None:
    body = slack_body("fråga vård?", site.response_url)
    headers = slack_headers(body)
    assert send(slash_client, body, headers)[0] == 200
    status, problem = send(slash_client, body, headers)
    assert (status, "sent before" in problem["detail"], len(fake_engine.asked)) == (401, True, 1)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://hooks.slack.com.evil.example/commands/1",
        "https://hooks.slack.com@evil.example/commands/1",
        "http://hooks.slack.com/commands/1",
        "https://hooks.slack.com:8443/commands/1",
        "file:///etc/passwd",
        "//hooks.slack.com/x",
        "https://[::1",
        "",
    ],
)
def test_answers_go_to_slack_only(slash_client: Client, fake_engine: FakeEngine, url: str) -> None:
    status, problem = send(slash_client, slack_body("fråga vård?", url))
    assert (status, problem["type"], fake_engine.asked) == (400, "urn:belagg:problem:delivery", [])


def test_a_delivery_that_fails_is_tried_twice(
    slash_client: Client, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.status = 500
    assert send(slash_client, slack_body("fråga vård?", site.response_url))[0] == 200
    assert len(site.received) == 2
    assert "could not be delivered (status 500, attempt 2)" in caplog.text
    assert "/commands/T0001" not in "".join(
        r.getMessage() for r in caplog.records if r.name.startswith("service.slash")
    )


def test_who_asks_too_often_is_told_so(slash_settings: Settings, fake_engine: FakeEngine, site: Site) -> None:
    settings = msgspec.structs.replace(slash_settings, commands_per_minute=2)
    with TestClient(create_app(settings, as_engine(fake_engine))) as client:
        replies = [send(client, slack_body(f"fråga vård {n}?", site.response_url))[1]["text"] for n in range(3)]
        other = send(client, slack_body("fråga vård?", site.response_url, user_id="U2"))[1]["text"]
    assert replies[2].startswith("Det gick för fort.")
    assert other == "Söker: vård?"


def test_commands_need_no_key_where_reading_does(slash_settings: Settings, fake_engine: FakeEngine, site: Site) -> None:
    settings = msgspec.structs.replace(slash_settings, require_key_for_reading=True)
    with TestClient(create_app(settings, as_engine(fake_engine))) as client:
        assert client.get("/v1/ask?q=a").status_code == 401
        assert send(client, slack_body("fråga vård?", site.response_url))[0] == 200
    assert len(site.received) == 1


def test_without_a_secret_there_is_no_such_address(client: Client) -> None:
    assert {client.post(f"/slash/{name}").status_code for name in ("slack", "mattermost", "teams")} == {404}


def test_filters_reach_the_engine(slash_client: Client, fake_engine: FakeEngine, site: Site) -> None:
    send(slash_client, slack_body(f"fråga vård? dokument:{MOTION_ID} typ:motion", site.response_url))
    filters = fake_engine.asked[-1].filters
    assert (filters.document_ids, filters.types) == ((MOTION_ID,), ("motion",))


def test_proofs_are_forgotten_when_they_are_too_old_to_count() -> None:
    now = time.time()
    proofs = ShownProofs(clock=lambda: now)
    proofs.accept("a", now)
    now += 601
    proofs.accept("b", now)
    assert list(proofs._seen) == ["b"]
