"""The party programme in corpora/: a title, an introduction, six headings in capitals, 44 numbered points."""

from __future__ import annotations

import pytest

from indexing.parsing import parse
from indexing.records import Document, SectionKind
from tests.indexing.parsing.samples import PROGRAMME_FILE, bodies, check_nothing_lost, make_meta, paragraph_texts

TITLE = "Vänsterpartiets 44 punkter för Region Stockholm"
POINTS_UNDER = {
    "PRIMÄRVÅRD": range(1, 3),
    "SJUKHUS": range(3, 10),
    "MARKNADSVÅRD OCH VÅRDVAL": range(10, 20),
    "VÅRDENS STYRNING OCH EKONOMI": range(20, 27),
    "PERSONAL": range(27, 34),
    "TRAFIK": range(34, 45),
}


@pytest.fixture(scope="module")
def programme() -> Document:
    return parse(PROGRAMME_FILE.read_bytes(), make_meta(TITLE))


def test_nothing_is_lost(programme: Document) -> None:
    check_nothing_lost(programme, PROGRAMME_FILE.read_bytes().decode())


def test_title_is_the_roots_heading(programme: Document) -> None:
    assert programme.root.heading == TITLE
    assert programme.text.startswith(f"{TITLE}\n\nVänsterpartiet kommer att samarbeta med S, C, MP i Region Stockholm")


def test_title_is_found_without_the_manifest() -> None:
    document = parse(PROGRAMME_FILE.read_bytes(), make_meta("Another title"))
    assert document.root.heading == TITLE


def test_sections_and_their_points(programme: Document) -> None:
    introduction, *sections = programme.root.children
    assert (introduction.kind, introduction.number, introduction.heading) == (SectionKind.INTRODUCTION, None, None)
    assert [(s.kind, s.number, s.heading) for s in sections] == [
        (SectionKind.SECTION, None, heading) for heading in POINTS_UNDER
    ]
    for section in sections:
        numbers = [int(point.number or 0) for point in section.children]
        assert numbers == list(POINTS_UNDER[section.heading or ""])
        assert {point.kind for point in section.children} == {SectionKind.POINT}


def test_introduction_has_three_paragraphs(programme: Document) -> None:
    introduction = programme.root.children[0]
    text = programme.text[introduction.start : introduction.end]
    assert [paragraph[:45] for paragraph in text.split("\n\n")] == [
        "Vänsterpartiet kommer att samarbeta med S, C,",
        "Vänsterpartiet är inte en del av styret och h",
        "Vänsterpartiet kommer inte medverka till neds",
    ]
    assert text.endswith("Om neddragningar ändå görs kommer vi att dra oss ur samarbetet.")


def test_unnumbered_text_is_its_sections_own(programme: Document) -> None:
    section = programme.root.children[1]
    own = programme.text[section.body_start : section.children[0].start].strip()
    assert own.startswith(
        "Vänsterpartiet har i bred enighet med Centerpartiet, Miljöpartiet och Socialdemokraterna enats"
    )
    assert own.endswith("starta egna vårdcentraler i områden där det idag saknas.")
    assert "\n" not in own


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (
            "1",
            "Utöver att husläkarmottagningarna ska få områdesansvar ska områdesansvaret för ASIH (avancerad sjukvård i "
            "hemmet) förändras där samverkan tydliggörs mellan ASIH, vårdcentraler och sjukhus i respektive område för "
            "att få bättre vårdkedjor.",
        ),
        ("2", "Regionen kommer under mandatperioden inte att starta fler närakuter."),
        ("8", "Regionen kommer under mandatperioden att slopa avgiften för akutbesök för barn."),
        (
            "17",
            "En utredning om att återta sjukvårdsrådgivningen genom 1177 på telefon i regionens egen regi ska göras "
            "skyndsamt för att genomföras under mandatperioden.",
        ),
        (
            "28",
            "De regionägda akutsjukhusen ska via budgeten ges ett uppdrag att den ersättningsökning som ges särskilt "
            "ska premiera löneökningar för personal i 24/7-verksamheterna.",
        ),
        (
            "30",
            "Regionen ska tillsätta en regional kommission som belyser arbetsmiljön i sjukvården. Detta görs "
            "tillsammans med vårdfackliga organisationer.",
        ),
        ("34", "Stoppa taxehöjningar i kollektivtrafiken 2023."),
        (
            "44",
            "Region Stockholm ska aktivt verka för att byggnationen av Tvärförbindelse Södertörn inte leder till "
            "försening eller fördyring av Spårväg Syd.",
        ),
    ],
)
def test_point(programme: Document, number: str, text: str) -> None:
    assert bodies(programme, SectionKind.POINT)[number] == text


def test_hyphens_of_the_source_stay(programme: Document) -> None:
    points = bodies(programme, SectionKind.POINT)
    assert points["20"].startswith("Hälso-och sjukvårdslagens ställning behöver förstärkas.")
    assert "för att säkerställa att hälso- och sjukvårdslagen efterlevs" in points["20"]
    assert "sanktioner för lag- och avtalsbrott" in points["20"]
    assert "pris- och löneutveckling" in points["3"]


def test_list_numbers_stay_in_the_text_but_not_in_paragraphs(programme: Document) -> None:
    assert "VÅRDENS STYRNING OCH EKONOMI\n\n20. Hälso-och sjukvårdslagens" in programme.text
    paragraphs = paragraph_texts(programme)
    assert "Stoppa taxehöjningar i kollektivtrafiken 2023." in paragraphs
    assert "PERSONAL" not in paragraphs


def test_nothing_is_removed(programme: Document) -> None:
    assert programme.artefacts == ()
    assert programme.footnotes == ()
