"""Messages of each platform: within its limits, and showing what documents say as it is."""

from __future__ import annotations

import json

import msgspec
import pytest
from msgspec import UNSET

from service import wire
from service.forms.mattermost import mattermost_answer
from service.forms.slack import Divider, Section, slack_answer, slack_escape, slack_link, slack_text
from service.forms.teams import teams_answer

PAGE = "https://belagg.example.se/?q=a"
MARKUP = "*fet* _kursiv_ ~ut~ `kod` <!channel> <https://evil.example|klicka> [x](y) & “citat”"
UNDERSTOOD = wire.UnderstoodReply("sv", "what", (), (), (), (), (), (), False, (), (), None)


def make_reply(quote: str, number: int = 2) -> wire.AskReply:
    numbers = range(1, number + 1)
    citations = tuple(
        wire.CitationReply(
            number=n,
            passage_id="p",
            document_id="d",
            document_title="Program <A & B|C>",
            party=("V",),
            label=f"punkt {n}",
            quote=quote,
            start=0,
            end=len(quote),
            url=PAGE,
            footnotes=(),
            language="sv",
        )
        for n in numbers
    )
    return wire.AskReply(
        question="Vad <gäller> & hur?",
        status="answered",
        confidence=0.9,
        answer=" ".join(f"{quote} [{n}]" for n in numbers),
        statements=tuple(wire.StatementReply(quote, (n,)) for n in numbers),
        citations=citations,
        index_version="g-1",
        took_ms=1.0,
        understood=UNDERSTOOD,
        notes=("En anmärkning.",),
        unanswered=("och vad kostar det?",),
        answer_id="0" * 16,
        nearest=UNSET,
        written_by="en-modell",
    )


def test_slack_shows_quotes_as_they_are() -> None:
    message = slack_answer(make_reply(MARKUP), PAGE, is_shared=False)
    statement = message.blocks[3]
    assert isinstance(statement, Section)
    assert json.loads(msgspec.json.encode(statement)) == {
        "type": "section",
        "text": {"type": "plain_text", "text": f"{MARKUP} [1]", "emoji": False},
    }
    shown = [json.loads(msgspec.json.encode(block)) for block in message.blocks]
    assert [block["elements"][0]["text"] for block in shown if block["type"] == "context"] == [
        "Fråga: Vad <gäller> & hur?",
        "En anmärkning.",
        "Formulerat av en-modell, kontrollerat mot citaten. Ordagrant står det bara i beläggen.",
        "Dokumenten svarar inte på: och vad kostar det?",
        f"[1] <{PAGE}|Program &lt;A &amp; B¦C&gt; (V), punkt 1>",
        f"[2] <{PAGE}|Program &lt;A &amp; B¦C&gt; (V), punkt 2>",
        f"<{PAGE}|Öppna svaret>",
    ]
    assert Divider() in message.blocks
    assert "<!channel>" not in message.text


def test_slack_keeps_to_its_limits() -> None:
    message = slack_answer(make_reply("ord " * 1000, 40), PAGE, is_shared=True)
    shown = json.loads(msgspec.json.encode(message))
    assert len(shown["blocks"]) == 50
    lengths = [len(block["text"]["text"]) for block in shown["blocks"] if "text" in block]
    assert max(lengths) <= 3000
    assert shown["blocks"][-1]["elements"][0]["text"] == "76 delar till finns på Beläggs sida."
    assert len(shown["text"]) <= 300


def test_slack_links() -> None:
    assert slack_link("a|b <c>", "https://x.example/?q=1&w=a|b") == "<https://x.example/?q=1&amp;w=a%7Cb|a¦b &lt;c&gt;>"
    assert slack_link("a", "/documents/d") == "a"
    assert slack_escape("&lt; < >") == "&amp;lt; &lt; &gt;"
    assert slack_text("rad <!here>").text == "rad &lt;!here&gt;"


def test_mattermost_escapes_and_keeps_to_its_limits() -> None:
    message = mattermost_answer(make_reply(MARKUP), PAGE, is_shared=False)
    assert "\\*fet\\*" in message.attachments[0].text
    assert "\\<!channel\\>" in message.attachments[0].text
    long = mattermost_answer(make_reply("ord " * 1000, 40), PAGE, is_shared=False).attachments[0].text
    assert len(long) < 16_383
    assert long.endswith(f"[Öppna svaret]({PAGE})")
    assert "delar till finns på Beläggs sida." in long
    one = mattermost_answer(make_reply("x" * 40_000, 1), PAGE, is_shared=False).attachments[0].text
    assert len(one) < 16_383


@pytest.mark.parametrize("number", [2, 60])
def test_teams_shows_quotes_as_they_are_and_keeps_to_its_limits(number: int) -> None:
    message = teams_answer(make_reply(MARKUP * 10, number), PAGE)
    encoded = msgspec.json.encode(message)
    assert len(encoded) < 28_000
    body = json.loads(encoded)["attachments"][0]["content"]["body"]
    assert body[3]["inlines"][0] == {"type": "TextRun", "text": f"{MARKUP * 10} [1]"}
    last = body[-1]["inlines"][-1]["text"]
    assert last.endswith("på Beläggs sida.") if number == 60 else last == "Program <A & B|C> (V), punkt 2"
