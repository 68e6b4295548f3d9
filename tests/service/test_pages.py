"""The pages without a script: what they show, that they escape everything, and that they need no other host."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from indexing.answers import Understanding
from indexing.records import Section, SectionKind, Span
from service.pages.reader import build_view
from service.pages.templates import static_version
from tests.service.conftest import (
    BROKEN_INDEX,
    DOCUMENTS,
    EVERYTHING,
    HOSTILE,
    MOTION_ID,
    MOTION_TEXT,
    PROGRAM_ID,
    Client,
    FakeEngine,
    span_of,
)

PAGES = [
    "/",
    "/?q=v%C3%A5rd",
    "/?q=m%C3%A5nen",
    "/?q=",
    "/documents",
    f"/documents/{PROGRAM_ID}",
    f"/documents/{MOTION_ID}",
]
VERSION = static_version()
VOID = {"meta", "link", "input", "br"}
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


class Outline(HTMLParser):
    """Checks that elements nest, and collects ids, links inside the page and all addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.fragments: set[str] = set()
        self.sources: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.seen.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        if name := values.get("id"):
            self.ids.append(name)
        address = values.get("href") or values.get("src") or values.get("action") or ""
        if address.startswith("#"):
            self.fragments.add(address[1:])
        elif address:
            self.sources.append(address)
        assert "style" not in values, "the content security policy forbids style attributes"
        assert not [name for name in values if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline_of(page: str) -> Outline:
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    return outline


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_whole_and_stand_alone(client: Client, path: str) -> None:
    response = client.get(path, headers=BROWSER)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    outline = outline_of(response.text)
    assert not outline.seen & {"iframe", "style", "img", "object"}
    assert re.findall(r"<script[^>]*>[^<]*", response.text) == [
        f'<script type="module" src="/static/{VERSION}/belagg.js">'
    ]
    assert len(set(outline.ids)) == len(outline.ids)
    assert outline.fragments <= set(outline.ids)
    assert all(source.startswith("/") and not source.startswith("//") for source in outline.sources)
    assert response.text.count("<h1") == 1
    assert '<html lang="sv" ' in response.text


@pytest.mark.parametrize("path", PAGES)
def test_pages_escape_what_documents_say(client: Client, path: str) -> None:
    page = client.get(path, headers=BROWSER).text
    assert HOSTILE not in page
    assert "<i>" not in page


def test_pages_escape_questions(client: Client) -> None:
    page = client.get("/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", headers=BROWSER).text
    assert "<script>" not in page
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page


def test_start_page(client: Client) -> None:
    page = client.get("/").text
    assert '<label for="q">Din fråga</label>' in page
    example = "Vad säger Vänsterpartiet om sjukhus?"
    assert f'<a href="/?q={quote(example)}" lang="sv">{example}</a>' in page


def test_answer_page(client: Client) -> None:
    page = client.get("/?q=v%C3%A5rd").text
    assert 'value="vård"' in page
    assert 'href="#belagg-2" data-number="2" aria-label="Belägg 2: avsnitt 5.1, Motion om vården">2</a>' in page
    assert "2 ställen i 2 dokument" in page
    place = "/documents/motionen?passage=m-5-1&amp;start=51&amp;end=63&amp;quote=Fler+beh%C3%B6vs."
    assert f'<blockquote lang="sv" cite="{place}#hit">' in page
    assert f'<a class="open" href="{place}&amp;q=v%C3%A5rd&amp;hit=2#hit">Läs i dokumentet' in page
    assert 'data-reference="Motion om vården (V, MP), avsnitt 5.1"' in page
    assert "5 Vårdens villkor" in page
    assert "(V, MP)" in page


def test_not_found_page(client: Client) -> None:
    page = client.get("/?q=m%C3%A5nen").text
    assert "Dokumenten säger inget om det." in page
    assert "Närmaste ställen" in page
    assert 'class="statement"' not in page


def test_the_page_tells_what_was_understood_and_takes_it_away(client: Client, fake_engine: FakeEngine) -> None:
    fake_engine.understanding = EVERYTHING
    page = client.get("/?q=v%C3%A5rd&ignore=place:punkt%202", headers=BROWSER).text
    outline_of(page)
    kept = "/?q=v%C3%A5rd&amp;ignore=place%3Apunkt+2"
    for name, value, key in (
        ("Parti", "Vänsterpartiet (V)", "party%3AV"),
        ("Parti", "Moderaterna (M)", "party%3AM"),
        ("Dokument", "Partiets program &lt;i&gt;", "document_id%3Aprogrammet"),
        ("Dokumenttyp", "motion", "type%3Amotion"),
        ("Riksmöte", "2023/24", "session%3A2023%2F24"),
        ("År", "2023", "year%3A2023"),
        ("Ställe", "punkt 1", "place%3Apunkt+1"),
        ("Jämförelse", "båda sidor", "comparison"),
        ("Läst som", "vårdplatser (vardplatser)", "correction%3Avardplatser"),
    ):
        assert f'{name}:</span> <bdi>{value}</bdi> <a href="{kept}&amp;ignore={key}"' in page
    assert "Fråga:</span> vad" in page
    assert f'Språk:</span> svenska <a class="text" href="{kept}&amp;language=en"' in page
    assert '<a class="text" href="/?q=v%C3%A5rd" rel="nofollow">Tolka frågan på nytt</a>' in page
    assert '<p class="note">Inget dokument av Moderaterna (M) finns i indexet.</p>' in page
    assert fake_engine.asked[-1].ignore == ("place:punkt 2",)


def test_the_page_reads_the_question_in_the_language_asked_for(client: Client, fake_engine: FakeEngine) -> None:
    fake_engine.understanding = Understanding(language="en")
    page = client.get("/?q=a&language=en").text
    assert fake_engine.asked[-1].language == "en"
    again = '<a class="text" href="/?q=a&amp;language=sv" rel="nofollow">läs som svenska</a>'
    assert f"Språk:</span> engelska {again}" in page
    assert "Fråga:</span> sökord" in page


@pytest.mark.parametrize(
    "query", ["q=", "q=%20", "q=a&ignore=partei", "q=a&language=svenska", "q=" + "a" * 1001, "q=a%00"]
)
def test_bad_questions_are_refused_beside_the_field(client: Client, query: str) -> None:
    response = client.get(f"/?{query}", headers=BROWSER)
    assert response.status_code == 400
    assert "Skriv minst ett ord och högst 1000 tecken." in response.text
    assert 'aria-invalid="true"' in response.text


def test_foreign_parameters_do_not_break_a_page(client: Client) -> None:
    assert "Fler behövs." in client.get("/?q=a&q=vad&utm_source=x").text


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/nowhere", 404, "Sidan finns inte"),
        ("/documents/x", 404, "Dokumentet finns inte"),
        ("/documents/motionen?start=5&end=2", 400, "Stället finns inte"),
        ("/documents/motionen?start=0&end=80", 400, "Stället finns inte"),
        ("/documents/motionen?start=-1&end=2", 400, "Stället finns inte"),
        ("/documents/motionen?start=3", 400, "Stället finns inte"),
        ("/documents/motionen?start=x&end=2", 400, "Sidan gick inte att visa"),
        ("/?q=%FF", 400, "Sidan gick inte att visa"),
    ],
)
def test_kind_errors(client: Client, path: str, status: int, heading: str) -> None:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == status
    assert f'<h1 class="display">{heading}</h1>' in response.text
    outline_of(response.text)
    assert client.get(path).headers["Content-Type"] == "application/problem+json"


def test_unavailable_page(client: Client, fake_engine: FakeEngine) -> None:
    fake_engine.failure = BROKEN_INDEX
    response = client.get("/?q=a", headers=BROWSER)
    assert response.status_code == 503
    assert "Tjänsten är inte redo än" in response.text
    assert "secret" not in response.text


def test_documents_page(client: Client) -> None:
    page = client.get("/documents").text
    assert '<a href="/documents/motionen"><bdi>Motion om vården</bdi></a>' in page
    assert "Källan saknar rubrik. Namnet är en beskrivning." in page
    assert '<time datetime="2022-10-01">2022-10-01</time>' in page


def test_reader_page(client: Client) -> None:
    page = client.get(f"/documents/{MOTION_ID}?start=51&end=79&passage=m-5-1").text
    assert '<h2 id="avsnitt-5">5 Vårdens villkor</h2>' in page
    assert '<h3 id="avsnitt-5.1">5.1 Personal</h3>' in page
    assert '<mark id="hit" tabindex="-1">Fler behövs.</mark><sup><a id="hanvisning-7" href="#fotnot-7"' in page
    assert "</sup><mark> Det är bråttom.</mark>" in page
    assert '<li id="fotnot-7" value="7">Socialstyrelsen (2021).' in page
    assert '<a href="#hit">Till det markerade stället: avsnitt 5.1</a>' in page
    assert '<a href="#avsnitt-5.1" aria-current="location">' in page


def test_reader_marks_a_passage_without_offsets(client: Client) -> None:
    page = client.get(f"/documents/{MOTION_ID}?passage=m-5-1").text
    assert '<mark id="hit" tabindex="-1">Fler behövs.</mark>' in page


def test_reader_without_a_place_marks_nothing(client: Client) -> None:
    for query in ("", "?passage=gone", "?passage=p-1"):
        assert "<mark" not in client.get(f"/documents/{MOTION_ID}{query}").text


def test_reader_shows_points_with_their_numbers(client: Client) -> None:
    page = client.get(f"/documents/{PROGRAM_ID}").text
    assert '<p id="punkt-2" class="numbered"><span class="ordinal">2.</span> Inga privata försäkringar.</p>' in page
    assert '<a href="#punkt-2">2<span class="snippet">Inga privata försäkringar.</span></a>' in page


def test_reader_shows_the_whole_text() -> None:
    for document in DOCUMENTS.values():
        view = build_view(document, None)
        shown = "".join(block.number + "".join(segment.text for segment in block.segments) for block in view.blocks)
        assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", document.text)


def test_a_highlight_may_span_blocks() -> None:
    highlight = Span(span_of(MOTION_TEXT, "långa.").start, span_of(MOTION_TEXT, "Fler").end)
    view = build_view(DOCUMENTS[MOTION_ID], highlight)
    marked = [
        (segment.text, segment.is_hit) for block in view.blocks for segment in block.segments if segment.is_marked
    ]
    assert marked == [("långa.", True), ("5.1 Personal", False), ("Fler", False)]


def test_sections_that_share_number_or_start_get_ids_of_their_own() -> None:
    document = DOCUMENTS[MOTION_ID]
    twin = Section(SectionKind.SECTION, "5", "Vårdens", 0, 9, 40, ())
    other = Section(SectionKind.SECTION, "5", "villkor", 40, 45, len(document.text), ())
    root = Section(SectionKind.DOCUMENT, None, None, 0, 0, len(document.text), (twin, other))
    view = build_view(type(document)(document.meta, document.text, root, (), (), document.source_map, ()), None)
    assert [entry.anchor for entry in view.outline] == ["avsnitt-5", "t40-45"]


def test_proposals_that_begin_alike_are_told_apart_in_the_outline() -> None:
    base = DOCUMENTS[MOTION_ID]
    lines = [f"{number}. Riksdagen vill {what}." for number, what in enumerate(("köa", "vila", "bygga"), start=1)]
    text = "\n".join(lines)
    sections = []
    for number, line in enumerate(lines, start=1):
        start = text.index(line)
        sections.append(Section(SectionKind.PROPOSAL, str(number), None, start, start + 3, start + len(line)))
    root = Section(SectionKind.DOCUMENT, None, None, 0, 0, len(text), tuple(sections))
    view = build_view(type(base)(base.meta, text, root, (), (), base.source_map, ()), None)
    assert [(entry.label, entry.snippet) for entry in view.outline] == [
        ("1", "… köa."),
        ("2", "… vila."),
        ("3", "… bygga."),
    ]


def test_filters_come_from_the_index_and_stay_ticked(client: Client, fake_engine: FakeEngine) -> None:
    page = client.get("/?q=v%C3%A5rd&party=V&document=motionen&type=motion&session=2023/24", headers=BROWSER).text
    filters = fake_engine.asked[-1].filters
    assert (filters.parties, filters.document_ids) == (("V",), ("motionen",))
    assert (filters.types, filters.sessions) == (("motion",), ("2023/24",))
    boxes = re.findall(r'name="(\w+)" value="([^"]*)"( checked)?> <bdi>([^<]*)', page)
    assert boxes == [
        ("party", "V", " checked", "Vänsterpartiet (V)"),
        ("party", "MP", "", "Miljöpartiet (MP)"),
        ("document", "programmet", "", "Partiets program &lt;i&gt;"),
        ("document", "motionen", " checked", "Motion om vården"),
        ("type", "program", "", "program"),
        ("type", "motion", " checked", "motion"),
        ("session", "2023/24", " checked", "2023/24"),
    ]
    without = "/?q=v%C3%A5rd&amp;document=motionen&amp;type=motion&amp;session=2023%2F24"
    assert f'Bara parti:</span> <bdi>Vänsterpartiet (V)</bdi> <a href="{without}"' in page
    assert "4 valda" in page


def test_an_answer_arrives_in_pieces_that_make_the_page(client: Client) -> None:
    whole = client.get("/?q=v%C3%A5rd", headers=BROWSER).text
    reply = client.get("/answer?q=v%C3%A5rd")
    assert reply.headers["Content-Type"] == "application/x-ndjson"
    pieces = [json.loads(line) for line in reply.text.splitlines()]
    assert [piece["into"] for piece in pieces] == ["reply", "statements", "citations", "statements", "citations"]
    for piece in pieces[1:]:
        assert piece["html"].strip() in whole
    assert pieces[0]["html"].strip().startswith('<section class="understood"')


def test_what_cannot_be_asked_comes_in_no_pieces(client: Client) -> None:
    for address in ("/answer?q=", "/answer", "/answer?q=a&party=Q", "/answer?q=m%C3%A5nen&document=borta"):
        assert client.get(address).headers["Content-Type"] == "application/problem+json"


def test_scripts_and_styles_are_served_by_name_alone(client: Client) -> None:
    for name in ("belagg.js", "ask.js", "copy.js", "keys.js", "marks.js", "recent.js", "switches.js"):
        reply = client.get(f"/static/{VERSION}/{name}")
        assert (reply.status_code, reply.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    for path in ("/static/x/..%2Fapp.py", "/static/app.py", "/static/templates", "/static/x/y/belagg.js"):
        assert client.get(path).status_code == 404


def test_marks_of_direction_stay_within_what_they_stand_in(client: Client) -> None:
    page = client.get("/?q=%E2%80%AEvård", headers=BROWSER).text
    assert "<title>vård – Belägg</title>" in page
    assert 'value="\u202evård"' in page
    assert 'dir="auto"' in page
