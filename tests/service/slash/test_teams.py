"""Microsoft Teams: signed activities are answered with a card; forged, old and replayed ones are refused."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from indexing.answers import Answer
from indexing.records import Query
from service.slash import handlers
from service.slash.teams import plain_text
from tests.service.conftest import HOSTILE, Client, FakeEngine
from tests.service.slash.payloads import teams_body, teams_headers


def send(client: Client, text: str) -> dict[str, Any]:
    body = teams_body(text)
    response = client.post("/slash/teams", content=body, headers=teams_headers(body))
    assert response.status_code == 200
    message: dict[str, Any] = response.json()
    assert message["type"] == "message"
    (attachment,) = message["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card: dict[str, Any] = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert card["$schema"] == "http://adaptivecards.io/schemas/adaptive-card.json"
    return card


def texts(card: dict[str, Any]) -> list[str]:
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    return ["".join(run["text"] for run in block["inlines"]) for block in card["body"]]


def test_a_question_is_answered_with_a_card(slash_client: Client, fake_engine: FakeEngine) -> None:
    card = send(slash_client, "fråga Vad säger V om vårdplatser &amp; köer? parti:V")
    assert (fake_engine.asked[-1].text, fake_engine.asked[-1].filters.parties) == (
        "Vad säger V om vårdplatser & köer?",
        ("V",),
    )
    assert texts(card)[:2] == [
        "Fråga: Vad säger V om vårdplatser & köer?",
        f"Fler vårdplatser ska öppnas. {HOSTILE} [1]",
    ]
    assert texts(card)[-1] == "[2] Motion om vården (V, MP), avsnitt 5.1"
    link = card["body"][-1]["inlines"][1]["selectAction"]
    assert (link["type"], link["url"].split("?")[0]) == (
        "Action.OpenUrl",
        "https://belagg.example.se/documents/motionen",
    )
    assert card["actions"][0]["title"] == "Öppna svaret"
    assert card["actions"][0]["url"].startswith("https://belagg.example.se/?q=Vad+s")


def test_searches_and_help(slash_client: Client) -> None:
    assert texts(send(slash_client, "search beds"))[0] == "Ställen om: beds"
    assert texts(send(slash_client, "hjälp"))[0] == "Belägg svarar med ordagranna citat ur politiska dokument."
    assert len(texts(send(slash_client, "help"))) == 5


def test_what_takes_too_long_is_left_to_the_page(
    slash_client: Client, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "TEAMS_SECONDS", 0.05)
    at_once = fake_engine.ask

    def slow(query: Query) -> Answer:
        time.sleep(0.3)
        return at_once(query)

    fake_engine.ask = slow  # type: ignore[method-assign]
    card = send(slash_client, "fråga vård?")
    assert texts(card) == ["Svaret tog för lång tid. Öppna det på Beläggs sida."]
    assert card["actions"][0]["url"] == "https://belagg.example.se/?q=v%C3%A5rd%3F"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize(
    ("sent_at", "complaint"),
    [
        (now() - timedelta(minutes=60), "was signed 3"),
        (now() + timedelta(minutes=60), "was signed -3"),
        (now().replace(tzinfo=None), "does not say when"),
    ],
)
def test_old_activities_are_refused(slash_client: Client, sent_at: datetime, complaint: str) -> None:
    body = teams_body("fråga vård?", sent_at)
    body = body if sent_at.tzinfo else body.replace(b'Z", "localTimestamp', b'", "localTimestamp')
    response = slash_client.post("/slash/teams", content=body, headers=teams_headers(body))
    assert (response.status_code, complaint in response.json()["detail"]) == (401, True)


def test_forged_and_replayed_activities_are_refused(slash_client: Client, fake_engine: FakeEngine) -> None:
    body = teams_body("fråga vård?")
    headers = teams_headers(body)
    other = teams_headers(body, "YW5ub3RoZXIgc2VjcmV0IQ==")
    statuses = [
        slash_client.post("/slash/teams", content=content, headers=shown).status_code
        for content, shown in [
            (body, other),
            (body + b" ", headers),
            (body, {}),
            (body, {**headers, "Authorization": headers["Authorization"].replace("HMAC", "Bearer")}),
            (body, headers),
            (body, headers),
        ]
    ]
    assert statuses == [401, 401, 401, 401, 200, 401]
    assert len(fake_engine.asked) == 1


def test_a_body_that_is_no_activity(slash_client: Client) -> None:
    response = slash_client.post("/slash/teams", content=b"[]", headers=teams_headers(b"[]"))
    assert (response.status_code, "no activity of Teams" in response.json()["detail"]) == (400, True)


def test_what_a_message_says() -> None:
    assert (
        plain_text("<at>belagg</at>&nbsp;fråga <b>vad</b> g&auml;ller\r\n&amp; d&aring;?") == "fråga vad gäller & då?"
    )
    assert plain_text('<p><at id="0">Belägg</at> hjälp</p>') == "hjälp"
