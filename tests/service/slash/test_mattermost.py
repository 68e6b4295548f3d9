"""Mattermost: commands with a token are answered in the response."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.conftest import HOSTILE, Client, FakeEngine
from tests.service.slash.payloads import mattermost_body, mattermost_headers


def send(client: Client, text: str) -> dict[str, Any]:
    response = client.post("/slash/mattermost", content=mattermost_body(text), headers=mattermost_headers())
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


def test_a_question_is_answered_in_markdown(slash_client: Client, fake_engine: FakeEngine) -> None:
    message = send(slash_client, "fråga Vad säger V om vårdplatser? typ:motion dela:ja")
    assert (message["response_type"], message["text"]) == ("in_channel", "Fråga: Vad säger V om vårdplatser?")
    assert fake_engine.asked[-1].filters.types == ("motion",)
    (attachment,) = message["attachments"]
    assert attachment["fallback"].startswith("Fler vårdplatser ska öppnas.")
    blocks = attachment["text"].split("\n\n")
    assert blocks[0].startswith("Fler vårdplatser ska öppnas. \\<script\\>")
    assert HOSTILE not in attachment["text"]
    assert blocks[2] == "**Källor**"
    assert "- [2] [Motion om vården (V, MP), avsnitt 5.1](https://belagg.example.se/documents/" in blocks[3]
    assert blocks[-1].startswith("[Öppna svaret](https://belagg.example.se/?q=Vad+s")


def test_a_search(slash_client: Client) -> None:
    message = send(slash_client, "search beds")
    assert (message["response_type"], "attachments" in message) == ("ephemeral", True)
    assert message["attachments"][0]["text"].startswith("- [")


def test_help_and_what_goes_wrong(slash_client: Client, fake_engine: FakeEngine) -> None:
    assert "parti:V typ:motion dokument:ID" in send(slash_client, "")["text"]
    fake_engine.failure = RuntimeError("boom")
    message = send(slash_client, "fråga vård?")
    assert message == {
        "response_type": "ephemeral",
        "text": "Något gick fel hos oss. Försök igen om en stund. Hjälper inte det, hör av dig och ange numret nedan.",
    }


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (mattermost_body("fråga vård?", "wrong"), mattermost_headers("wrong")),
        (mattermost_body("fråga vård?"), mattermost_headers("wrong")),
        (mattermost_body("fråga vård?", ""), {}),
        (b"", mattermost_headers("")),
        (b"", {"Authorization": "Token åäö".encode().decode("latin-1")}),
    ],
)
def test_without_the_token_nothing_is_answered(
    slash_client: Client, fake_engine: FakeEngine, body: bytes, headers: dict[str, str]
) -> None:
    encoded = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    response = slash_client.post("/slash/mattermost", content=body, headers=encoded)
    assert (response.status_code, response.json()["type"]) == (401, "urn:belagg:problem:signature")
    assert fake_engine.asked == []


def test_older_servers_show_the_token_in_the_form_alone(slash_client: Client) -> None:
    response = slash_client.post("/slash/mattermost", content=mattermost_body("hjälp"))
    assert response.status_code == 200


def test_a_body_that_is_no_form(slash_client: Client) -> None:
    response = slash_client.post("/slash/mattermost", content=b"text=\xff", headers=mattermost_headers())
    assert (response.status_code, response.json()["detail"]) == (400, "the form is not UTF-8")
