"""The question page carries a conversation: in its address and its form, without a script."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

from indexing.answers import Understanding
from indexing.config import MAX_EARLIER
from service.pages.asked import Asked, asked
from tests.service.conftest import Client, FakeEngine

FIRST = "Ska avgiften tas bort?"


def page_of(client: Client, question: str, *after: str) -> str:
    return client.get(f"/?{urlencode([('q', question), *(('after', earlier) for earlier in after)])}").text


def hidden(page: str) -> list[str]:
    return [unescape(value) for value in re.findall(r'<input type="hidden" name="after" value="([^"]*)">', page)]


def test_the_form_carries_what_was_asked(client: Client, fake_engine: FakeEngine) -> None:
    first = page_of(client, FIRST)
    assert hidden(first) == [FIRST]
    second = page_of(client, "varför?", FIRST)
    assert (fake_engine.asked[-1].text, fake_engine.asked[-1].earlier) == ("varför?", (FIRST,))
    assert hidden(second) == [FIRST, "varför?"]
    assert "Följdfrågor utgår från:" in second
    assert hidden(client.get("/").text) == []


def test_how_it_was_read_is_shown_and_can_be_taken_away(client: Client, fake_engine: FakeEngine) -> None:
    fake_engine.understanding = Understanding(follow_up="Varför ska avgiften <tas> bort?")
    page = page_of(client, "varför?", FIRST)
    chip = re.search(r'<li class="chip"><span class="part">Tolkat som:</span>.*?</li>', page, re.DOTALL)
    assert chip is not None
    assert "Varför ska avgiften &lt;tas&gt; bort?" in chip.group()
    address = re.search(r'href="([^"]+)"', chip.group())
    assert address is not None
    assert parse_qs(urlsplit(unescape(address[1])).query) == {
        "q": ["varför?"],
        "ignore": ["follow_up"],
        "after": [FIRST],
    }


def test_a_question_does_not_follow_itself(client: Client, fake_engine: FakeEngine) -> None:
    page_of(client, "varför?", FIRST, "varför?")
    assert fake_engine.asked[-1].earlier == (FIRST,)


def test_the_address_keeps_the_conversation() -> None:
    many = [f"fråga {number}" for number in range(9)]
    given = asked("varför?", (["V"], None, None, None), None, None, many)
    assert given.after == tuple(many[-MAX_EARLIER:])
    assert given.conversation == (*many[-MAX_EARLIER + 1 :], "varför?")
    assert given.unfiltered().after == given.after
    assert given.parameters()[-1] == ("after", "fråga 8")
    assert Asked().conversation == ()


def test_the_reader_leads_through_the_answer_to_the_follow_up(client: Client, fake_engine: FakeEngine) -> None:
    page = page_of(client, "varför?", FIRST)
    address = re.search(r'href="(/documents/[^"]+)"', page)
    assert address is not None
    client.get(unescape(address[1]))
    assert (fake_engine.asked[-1].text, fake_engine.asked[-1].earlier) == ("varför?", (FIRST,))
