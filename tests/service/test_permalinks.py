"""Links to quotes go on working when documents change, and say so when they cannot."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from indexing.records import Document, Span
from service.permalinks import Found, Outcome, Place, excerpt_of, locate, permalink
from tests.service.conftest import BROKEN_INDEX, DOCUMENTS, MOTION_ID, SECTION, Client, FakeEngine, span_of

MOTION = DOCUMENTS[MOTION_ID]
QUOTE = "Fler behövs. Det är bråttom."
LONG = "Ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton."
BROWSER = {"Accept": "text/html"}


def with_text(text: str) -> Document:
    return replace(MOTION, text=text)


def place_of(text: str, quote: str, passage_id: str | None = None) -> Place:
    span = span_of(text, quote)
    return Place(span.start, span.end, passage_id, excerpt_of(quote))


def test_an_excerpt_is_the_first_and_the_last_words() -> None:
    assert excerpt_of("Fler  behövs.\nNu.") == "Fler behövs. Nu."
    assert excerpt_of(LONG) == "Ett två tre fyra fem sex sju åtta … elva tolv tretton fjorton."


def test_a_permalink_names_passage_offsets_and_words() -> None:
    address = urlsplit(permalink(SECTION, Span(51, 79), QUOTE, "/under"))
    assert (address.path, address.fragment) == ("/under/documents/motionen", "hit")
    assert parse_qs(address.query) == {"passage": ["m-5-1"], "start": ["51"], "end": ["79"], "quote": [QUOTE]}


def test_the_same_document_holds_the_same_place() -> None:
    place = place_of(MOTION.text, QUOTE, "m-5-1")
    assert locate(MOTION, place, SECTION) == Found(Outcome.SAME, Span(51, 79))


@pytest.mark.parametrize(
    ("changed", "outcome", "shown"),
    [
        (f"Nytt stycke.\n\n{MOTION.text}", Outcome.MOVED, QUOTE),
        (MOTION.text.replace("Det är", "Det\n  är"), Outcome.MOVED, "Fler behövs. Det\n  är bråttom."),
        (f"{QUOTE} {MOTION.text}", Outcome.MOVED, QUOTE),
        (MOTION.text.replace("bråttom", "lugnt"), Outcome.LOST, None),
        ("Kort.", Outcome.LOST, None),
    ],
)
def test_a_changed_document_is_searched_for_the_quote(changed: str, outcome: Outcome, shown: str | None) -> None:
    found = locate(with_text(changed), place_of(MOTION.text, QUOTE, "m-5-1"), None)
    assert found.outcome is outcome
    assert (changed[found.span.start : found.span.end] if found.span else None) == shown


def test_of_several_places_the_nearest_is_taken() -> None:
    text = f"{QUOTE} {'x ' * 50}{QUOTE}"
    near_end = Place(len(text) - 20, len(text) - 5, None, QUOTE)
    assert locate(with_text(text), near_end, None).span == Span(len(text) - len(QUOTE), len(text))


def test_a_long_quote_is_found_by_its_ends() -> None:
    place = Place(0, len(LONG), None, excerpt_of(LONG))
    changed = f"Förord. {LONG.replace('nio', 'nittio')}"
    assert locate(with_text(changed), place, None) == Found(Outcome.MOVED, Span(8, len(changed)))
    far = "Förord. " + LONG.replace("nio", "nio " * 50)
    assert locate(with_text(far), place, None).outcome is Outcome.LOST


def test_without_words_the_offsets_or_the_passage_count() -> None:
    assert locate(MOTION, Place(), None) == Found(Outcome.NONE)
    assert locate(MOTION, Place(0, 5), None) == Found(Outcome.SAME, Span(0, 5))
    assert locate(MOTION, Place(passage_id="m-5-1"), SECTION) == Found(Outcome.SAME, Span(51, 79))
    assert locate(MOTION, Place(51, 60, "m-5-1"), SECTION) == Found(Outcome.SAME, Span(51, 60))
    assert locate(MOTION, Place(0, 5, "m-5-1"), SECTION) == Found(Outcome.MOVED, Span(51, 79))
    assert locate(MOTION, Place(0, 5, "gone"), None) == Found(Outcome.LOST)


def test_hostile_excerpts_are_searched_for_as_text() -> None:
    for excerpt in ("(a+)+$", "…", "[", "\\", "… slut", "<script>", "\u202e" * 300):
        assert locate(MOTION, Place(excerpt=excerpt), None) == Found(Outcome.LOST)


def test_the_reader_says_that_the_document_changed(client: Client) -> None:
    moved = client.get("/documents/motionen?start=0&end=28&passage=old&quote=Fler+beh%C3%B6vs.", headers=BROWSER).text
    assert "Citatet står kvar, på det markerade stället." in moved
    assert '<mark id="hit" tabindex="-1">Fler behövs.</mark>' in moved
    lost = client.get("/documents/motionen?start=0&end=9&passage=old&quote=Borta+nu", headers=BROWSER).text
    assert "Det citerade står inte längre i det: ”Borta nu”" in lost
    assert "<mark" not in lost


def test_a_document_that_is_gone_leaves_the_quote(client: Client) -> None:
    reply = client.get("/documents/borta?start=0&end=9&passage=x&quote=Fler+%3Cb%3Ebeh%C3%B6vs", headers=BROWSER)
    assert reply.status_code == 404
    assert "Dokumentet finns inte" in reply.text
    assert "Det citerade var: ”Fler &lt;b&gt;behövs”" in reply.text


def test_the_reader_leads_from_hit_to_hit_and_back(client: Client, fake_engine: FakeEngine) -> None:
    query = "start=51&end=63&passage=m-5-1&q=v%C3%A5rd&party=V&hit=2"
    page = client.get(f"/documents/motionen?{query}", headers=BROWSER).text
    assert fake_engine.asked[-1].filters.parties == ("V",)
    assert "Belägg 2 av 2" in page
    assert '<a class="back-link" id="back" href="/?q=v%C3%A5rd&amp;party=V">' in page
    assert 'id="previous" rel="prev" href="/documents/programmet?passage=p-1' in page
    assert 'id="next"' not in page


def test_the_reader_does_without_an_answer(client: Client, fake_engine: FakeEngine) -> None:
    assert "Belägg 1 av" not in client.get("/documents/motionen?q=&hit=1", headers=BROWSER).text
    fake_engine.failure = BROKEN_INDEX
    page = client.get("/documents/motionen?q=a&hit=1", headers=BROWSER)
    assert (page.status_code, "Belägg 1 av" in page.text) == (200, False)
