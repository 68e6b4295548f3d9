"""The motion in corpora/: 24 proposals, sections 2 to 5.7, 16 footnotes, one signer."""

from __future__ import annotations

import pytest

from indexing.parsing import parse
from indexing.records import ArtefactKind, Document, Section, SectionKind
from tests.indexing.parsing.samples import (
    MOTION_FILE,
    bodies,
    check_nothing_lost,
    innermost,
    make_meta,
    paragraph_texts,
)

SECTIONS = {
    "2": "Förslag till riksdagsbeslut",
    "3": "Inledning",
    "4": "En tillgänglig och jämlik primärvård",
    "4.1": "Avskaffad etableringsfrihet för privata företag",
    "4.2": "Tillräckliga resurser",
    "4.3": "Stärkt kompetensförsörjning",
    "4.3.1": "Planerad kompetens och utbildning",
    "4.3.2": "Fast läkarkontakt",
    "4.3.3": "Individuell fortbildningsplan",
    "4.3.4": "Minskad administrativ börda",
    "4.4": "Förebyggande vård",
    "4.5": "Vård efter behov",
    "4.5.1": "Stärkt vård i glesbygd",
    "4.5.2": "Stärkt vård utifrån socioekonomiska förutsättningar",
    "4.6": "En enhetlig digital plattform i hela landet",
    "5": "En sjukvård för personal och patienter",
    "5.1": "En nationell kriskommission",
    "5.2": "Satsningar på vårdens anställda",
    "5.3": "Ökat antal vårdplatser",
    "5.4": "Rätt till jämlik vård",
    "5.5": "Regionalt mandat att förbjuda privata sjukvårdsförsäkringar",
    "5.6": "Stärkt tillsyn av privata skönhetskliniker",
    "5.7": "Nationell högspecialiserad vård",
}
VARDANALYS = (
    "Myndigheten för vård- och omsorgsanalys (2023). Ordnat för omställning? – Utvärdering av omställningen till en "
    "god och nära vård: delrapport."
)
NOTES = {
    1: (VARDANALYS, "4.2", "från flera aktörer."),
    2: ("Ibid.", "4.2", "att byta arbete."),
    3: (VARDANALYS, "4.3", "dubbleras i landet."),
    4: (
        "Ivarsson Westerberg, A., Andersson, A., Anskär, E., Castillo, D., Falk, M. & Forssell, A. (2021). Papper, "
        "pengar och patienter: primärvården i administrationssamhället (Upplaga 1). Lund: Studentlitteratur.",
        "4.3.4",
        "arbetsuppgifter.",
    ),
    5: ("Folkhälsomyndigheten (2019). Öppna jämförelser folkhälsa 2019.", "4.5.1", "har bättre hälsa."),
    6: (VARDANALYS, "4.5.1", "hembesök."),
    7: ("Folkhälsomyndigheten (2023). Folkhälsan i Sverige.", "4.5.2", "sammanställningen."),
    8: (VARDANALYS, "4.5.2", "utbildning."),
    9: (
        "Välfärdskommissionen (2021). Välfärdskommissionens slutredovisning till regeringen (Finansdepartementet).",
        "4.6",
        "infrastruktur behövs.",
    ),
    10: ("SOU 2013:33 En myndighet för alarmering.", "4.6", "verksamheter."),
    11: ("Socialstyrelsen (2023). Riktvärden för beläggningsgrad och vårdplatser.", "5.1", "somatiska sjukvården."),
    12: (
        "Socialstyrelsen (2022). Bedömning av tillgång och efterfrågan på legitimerad personal i hälso- och sjukvård "
        "samt tandvård.",
        "5.2",
        "Socialstyrelsen.",
    ),
    13: ("SOU 2018:39 God och nära vård – En primärvårdsreform.", "5.2", "perioden 2019–2027."),
    14: (
        "SOU 2018:77 Framtidens specialistsjuksköterska – ny roll, nya möjligheter.",
        "5.2",
        "valde att gå vidare med.",
    ),
    15: ("SOU 2016:78 Ordning och reda i välfärden.", "5.5", "i välfärden."),
    16: (
        "https://www.sjukhuslakaren.se/verksamhetschefer-vittnar-misslyckade-kosmetiska-ingrepp-tranger-undan-annan-"
        "viktig-vard/.",
        "5.6",
        "har uppstått.",
    ),
}


@pytest.fixture(scope="module")
def motion() -> Document:
    return parse(MOTION_FILE.read_bytes(), make_meta())


def sections(document: Document) -> dict[str, Section]:
    return {node.number or "": node for node in document.root.walk() if node.kind is SectionKind.SECTION}


def own_paragraphs(document: Document, number: str) -> list[str]:
    node = sections(document)[number]
    end = node.children[0].start if node.children else node.end
    spans = [span for span in document.paragraphs if node.body_start <= span.start and span.end <= end]
    return [document.text[span.start : span.end] for span in spans]


def test_nothing_is_lost(motion: Document) -> None:
    check_nothing_lost(motion, MOTION_FILE.read_bytes().decode())


def test_sections(motion: Document) -> None:
    assert {number: node.heading for number, node in sections(motion).items()} == SECTIONS
    assert list(sections(motion)) == list(SECTIONS)


def test_sections_stand_under_their_parents(motion: Document) -> None:
    for number, node in sections(motion).items():
        below = [child.number for child in node.children if child.kind is SectionKind.SECTION]
        assert below == [other for other in SECTIONS if other.rpartition(".")[0] == number]
    assert [node.number for node in motion.root.children] == ["2", "3", "4", "5", None]


def test_headings_stand_alone_with_their_numbers(motion: Document) -> None:
    blocks = motion.text.split("\n\n")
    assert [block for block in blocks if block in {f"{n} {h}" for n, h in SECTIONS.items()}] == [
        f"{number} {heading}" for number, heading in SECTIONS.items()
    ]


def test_proposals(motion: Document) -> None:
    section = sections(motion)["2"]
    assert [(node.kind, node.number) for node in section.children] == [
        (SectionKind.PROPOSAL, str(number)) for number in range(1, 25)
    ]
    proposals = bodies(motion, SectionKind.PROPOSAL)
    start = "Riksdagen ställer sig bakom det som anförs i motionen om "
    assert all(text.startswith(start) and text.endswith("regeringen.") for text in proposals.values())
    assert proposals["6"] == (
        start + "att regeringen bör, i samverkan med regionerna, ta fram regionala handlingsplaner dels för att nå "
        "riktvärdet om 1 100 listade invånare per fast läkarkontakt, dels för att väsentligt höja primärvårdens andel "
        "av sjukvårdsbudgeten till 2030 och tillkännager detta för regeringen."
    )


def test_proposal_over_a_page_border(motion: Document) -> None:
    assert bodies(motion, SectionKind.PROPOSAL)["17"] == (
        "Riksdagen ställer sig bakom det som anförs i motionen om att regeringen bör återkomma med förslag på en "
        "statlig satsning för att öka antalet specialiseringstjänster i allmänmedicin i likhet med förslaget i SOU "
        "2018:39 och tillkännager detta för regeringen."
    )


def test_footnotes(motion: Document) -> None:
    found = {
        note.number: (note.text, innermost(motion, note.anchor or 0).number, motion.text[: note.anchor])
        for note in motion.footnotes
    }
    assert {number: (text, section) for number, (text, section, _) in found.items()} == {
        number: (text, section) for number, (text, section, _) in NOTES.items()
    }
    for number, (_, _, before) in NOTES.items():
        assert found[number][2].endswith(before)


def test_text_goes_on_after_a_marker(motion: Document) -> None:
    assert "har bättre hälsa. Detta är en konsekvens av marknadslogikens intrång" in motion.text
    assert "under perioden 2019–2027. Förslaget baserades på" in motion.text
    assert "enbart förgymnasial utbildning. Det är viktigt att påpeka" in motion.text


def test_sentence_goes_on_over_page_and_footnotes(motion: Document) -> None:
    assert "fördelningen av AT- och ST-tjänster kan bli mer likvärdig mellan regionerna" in motion.text
    assert "Även om uppgiften för att nå dit är diger tar vi oss an den" in motion.text
    assert "Många olika system finns, men dessa kan inte alltid kommunicera" in motion.text


def test_hyphens_at_line_ends(motion: Document) -> None:
    assert "arbetsmiljö för personalen inom hälso- och sjukvården. Samhället" in motion.text
    assert "mer omfattande res- och arbetstidskostnader" in motion.text
    assert "antalet AT-, BT- och ST-tjänster, och som" in motion.text
    assert "det som står i hälso- och sjukvårdslagen, och förbjuda" in motion.text


def test_signature(motion: Document) -> None:
    signature = motion.root.children[-1]
    assert signature.kind is SectionKind.SIGNATURE
    assert motion.text[signature.start : signature.end] == "Nooshi Dadgostar (V)"


def test_artefacts(motion: Document) -> None:
    pages = [artefact.text for artefact in motion.artefacts if artefact.kind is ArtefactKind.PAGE_NUMBER]
    markers = [artefact.text for artefact in motion.artefacts if artefact.kind is ArtefactKind.FOOTNOTE_MARKER]
    assert pages == ["3", "4", "5"]
    assert sorted(markers, key=int) == sorted([str(number) for number in range(1, 17)] * 2, key=int)
    assert len(motion.artefacts) == len(pages) + len(markers)


def test_paragraphs_of_5_5(motion: Document) -> None:
    paragraphs = own_paragraphs(motion, "5.5")
    assert [(text[:40], text[-35:]) for text in paragraphs] == [
        ("Enligt hälso- och sjukvårdslagen ska vår", "t som marknadsstyrd sjukvård innebär."[-35:]),
        ("I den s.k. Välfärdsutredningen överlämna", "strider mot hälso- och sjukvårdslagen."[-35:]),
        ("I dag är det rättsliga läget oklart i fr", "krävs det att frågan reds ut nationellt."[-35:]),
        ("Regeringen bör möjliggöra för regionerna", "ig bakom och ge regeringen till känna."[-35:]),
    ]
    assert paragraphs[-1] == (
        "Regeringen bör möjliggöra för regionerna att själva avgöra om privata sjukvårdsförsäkringar ska få förekomma "
        "i offentligt finansierad vård eller inte. Detta bör riksdagen ställa sig bakom och ge regeringen till känna."
    )


def test_every_request_is_a_paragraph(motion: Document) -> None:
    starts = [text.split()[0] for text in paragraph_texts(motion) if "Detta bör riksdagen ställa sig bakom" in text]
    assert " ".join(starts) == (
        "Avskaffa Regeringen Regeringen Regeringen Vidare Regeringen Regeringen Regeringen Regeringen Vidare "
        "Regeringen Regeringen Vidare Regeringen Regeringen Regeringen Regeringen Regeringen Regeringen Regeringen "
        "Vidare Regeringen Regeringen Regeringen"
    )
    ends = [text for text in paragraph_texts(motion) if "regeringen till känna" in text]
    assert all(text.endswith("ge regeringen till känna.") for text in ends)


@pytest.mark.parametrize(
    ("number", "starts"),
    [
        ("3", ["Vänsterpartiets mål är", "Inom hälso- och sjukvå"]),
        ("4", ["Under de senaste åren "]),
        ("4.1", ["Ett syfte med vårdvale", "Det fria vårdvalet med", "Avskaffa företagens fr"]),
        ("4.5", []),
        (
            "4.6",
            ["Svensk sjukvård blir a", "Riksrevisionen har kon", "Staten behöver kompens", "Regeringen bör införa "],
        ),
        (
            "5.4",
            ["Den nuvarande ramlagst", "Frihet för kommersiell", "Regeringen bör återkom", "Vidare bör regeringen "],
        ),
    ],
)
def test_paragraph_starts(motion: Document, number: str, starts: list[str]) -> None:
    assert [text[:22] for text in own_paragraphs(motion, number)] == starts


def test_quote_is_found_in_the_source(motion: Document) -> None:
    source = MOTION_FILE.read_bytes().decode()
    quote = "Krisen är en direkt konsekvens av de nedskärningar i sjukvården som pågått under lång tid."
    start = motion.text.index(quote)
    span = motion.source_map.to_source(start, start + len(quote))
    assert " ".join(source[span.start : span.end].split()) == quote
