"""One synthetic document for each rule of the parser."""

from __future__ import annotations

import pytest

from indexing.records import ArtefactKind, SectionKind
from tests.indexing.parsing.samples import FILLER, artefacts, bodies, outline, paragraph_texts, parse_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("den offentliga sjuk-\nvården växer.", "den offentliga sjukvården växer."),
        ("den offentliga sjuk\u00ad\nvården växer.", "den offentliga sjukvården växer."),
        ("den sjuk\u00advård som finns.", "den sjukvård som finns."),
        ("inom hälso-\n\noch sjukvården finns", "inom hälso- och sjukvården finns"),
        ("för res-\noch arbetstid", "för res- och arbetstid"),
        ("personal i 24/7-\nverksamheterna", "personal i 24/7-verksamheterna"),
        ("fler ST-\nläkare i landet", "fler ST-läkare i landet"),
        ("hela Väst-\nSverige är med", "hela Väst-Sverige är med"),
        ("en it-plattform. Bygg en it-\nplattform nu", "en it-plattform. Bygg en it-plattform nu"),
        ("vård – som\nalla vill ha –\noch får", "vård – som alla vill ha – och får"),
        ("se https://a.se/vad-man-\ngor-nu.html i dag", "se https://a.se/vad-man-gor-nu.html i dag"),
        ("se https://a.se/mapp/\nmer/sida.html i dag", "se https://a.se/mapp/mer/sida.html i dag"),
        ("se https://a.se/mapp/\noch läs mer", "se https://a.se/mapp/ och läs mer"),
        ("Hälso-och sjukvård", "Hälso-och sjukvård"),
        ("kon\ufb02ikt och \ufb01skeri", "konflikt och fiskeri"),
        ("va\u030ard a\u0308r va\u030ard", "vård är vård"),
        ("Regionen  ska\t\u00a0nu   1\u00a0100 gånger", "Regionen ska nu 1 100 gånger"),
        ("\ufeffVård", "Vård"),
        ("va\u00ad\u030ard", "vård"),
        ("vård\x02 nu", "vård nu"),
        ("\u212bngström", "Ångström"),
    ],
)
def test_repairs(source: str, text: str) -> None:
    assert parse_text(source).text == text


def test_removed_characters_are_artefacts() -> None:
    assert artefacts("\ufeffden sjuk-\nvård\x02 och sko\u00adla\u00ad\nn.") == [
        (ArtefactKind.CONTROL_CHARACTER, "\ufeff"),
        (ArtefactKind.LINE_END_HYPHEN, "-"),
        (ArtefactKind.CONTROL_CHARACTER, "\x02"),
        (ArtefactKind.SOFT_HYPHEN, "\u00ad"),
        (ArtefactKind.SOFT_HYPHEN, "\u00ad"),
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
def test_line_ends(line_end: str) -> None:
    document = parse_text(f"Vården ska{line_end}vara jämlik.{line_end}{line_end}Skolan också.{line_end}")
    assert document.text == "Vården ska vara jämlik.\n\nSkolan också."


def test_title_is_a_first_block_set_apart() -> None:
    document = parse_text("Program för \nregionen\n\n \nVi vill ha mer vård. Alla ska få den.\n", title="Else")
    assert document.root.heading == "Program för regionen"
    assert paragraph_texts(document) == ["Vi vill ha mer vård. Alla ska få den."]
    assert outline(document) == []


def test_manifests_title_is_found_without_a_gap() -> None:
    document = parse_text("VÅRT\nPROGRAM\nVi vill ha mer vård. Alla ska få den.\n", title="Vårt program")
    assert document.root.heading == "VÅRT PROGRAM"


def test_no_title_when_the_manifest_describes_one() -> None:
    assert parse_text("Program\n\nVi vill ha mer vård.\n").root.heading is None


def test_capital_headings_and_points() -> None:
    document = parse_text(
        "Vi har enats om detta.\n\nVÅRD\nVården går före.\n\n1. Bygg ut primärvården i alla delar av\n\nregionen.\n"
        " SKOLA OCH\nUTBILDNING\n2. Fler lärare.\n\n\n3. Mindre klasser.\n"
    )
    assert outline(document) == [
        ("introduction", None, None),
        ("section", None, "VÅRD"),
        ("point", "1", None),
        ("section", None, "SKOLA OCH UTBILDNING"),
        ("point", "2", None),
        ("point", "3", None),
    ]
    assert bodies(document, SectionKind.POINT) == {
        "1": "Bygg ut primärvården i alla delar av regionen.",
        "2": "Fler lärare.",
        "3": "Mindre klasser.",
    }


def test_capitals_inside_a_sentence_are_no_heading() -> None:
    source = FILLER + "Det sköts av\nSLSO\noch av kommunerna i länet.\n"
    assert outline(parse_text(source)) == []


def test_number_out_of_sequence_begins_no_point() -> None:
    document = parse_text("1. Första kravet gäller vården.\n\n7. maj är det val.\n\n2. Andra kravet gäller skolan.\n")
    assert bodies(document, SectionKind.POINT) == {
        "1": "Första kravet gäller vården.\n\n7. maj är det val.",
        "2": "Andra kravet gäller skolan.",
    }


def test_text_after_the_last_point_is_the_sections() -> None:
    document = parse_text("KRAV\n\n1. Mer vård.\n\n2. Mer skola.\n\nDetta har vi enats om i dag.\n")
    section = document.root.children[0]
    assert [document.text[child.start : child.end] for child in section.children] == ["1. Mer vård.", "2. Mer skola."]
    assert document.text[section.children[-1].end : section.end].strip() == "Detta har vi enats om i dag."


def test_numbered_sections_nest() -> None:
    document = parse_text(
        "1 Inledning\nVi vill mycket.\n\n2 Vården\n2.1 Läkare\nFler behövs.\n\n2.1.1 Fasta läkare\nAlla ska ha en.\n\n"
        "2.2 Sköterskor\nDe också.\n\n3 Slut\nTack.\n"
    )
    second = document.root.children[1]
    assert [node.number for node in document.root.children] == ["1", "2", "3"]
    assert [node.number for node in second.children] == ["2.1", "2.2"]
    assert [(n.number, n.heading) for n in second.children[0].children] == [("2.1.1", "Fasta läkare")]


@pytest.mark.parametrize(
    "line",
    ["25 Procent av alla är med", "2 kommuner av tre", "3 Hoppar över tvåan", "2 Slutar med punkt.", "2.2 Utan 2.1"],
)
def test_lines_that_are_no_headings(line: str) -> None:
    document = parse_text(f"1 Inledning\nVi vill mycket för alla i landet.\n{line}\nOch så vidare hela vägen.\n")
    assert outline(document) == [("section", "1", "Inledning")]


def test_number_that_begins_a_line_inside_a_sentence_is_no_heading() -> None:
    source = (
        "1 Inledning\n" + FILLER + "Lagen säger i kapitel\n2 Hälso- och sjukvårdslagen att vård ska ges efter behov.\n"
    )
    assert outline(parse_text(source)) == [("section", "1", "Inledning")]


def test_long_heading_goes_on_in_lower_case() -> None:
    source = (
        "1 Inledning\n"
        + FILLER
        + "2 En längre rubrik som inte får plats på en rad utan fortsätter\npå nästa rad\n"
        + FILLER
    )
    assert outline(parse_text(source))[1] == (
        "section",
        "2",
        "En längre rubrik som inte får plats på en rad utan fortsätter på nästa rad",
    )


def test_chapters_with_a_full_stop() -> None:
    document = parse_text(
        "1. Vård\n1.1 Läkare\nFler behövs.\n\n2. Skola\n2.1 Lärare\nFler behövs.\n\n3. Slutord\nTack för allt.\n"
    )
    assert [number for _, number, _ in outline(document)] == ["1", "1.1", "2", "2.1", "3"]
    assert {kind for kind, _, _ in outline(document)} == {"section"}


def test_table_of_contents_uses_up_no_numbers() -> None:
    document = parse_text(
        "Innehåll\n1 Vård\n1.1 Läkare\n1.2 Sköterskor\n1.3 Sjukhus\n2 Skola\n1 Vård\nVården först.\n1.1 Läkare\nFler.\n"
        "1.2 Sköterskor\nFler.\n1.3 Sjukhus\nStörre.\n2 Skola\nSkolan sedan.\n"
    )
    assert [(number, heading) for _, number, heading in outline(document) if number] == [
        ("1", "Vård"),
        ("1.1", "Läkare"),
        ("1.2", "Sköterskor"),
        ("1.3", "Sjukhus"),
        ("2", "Skola"),
    ]
    assert document.text.startswith("Innehåll\n\n1 Vård\n\n1.1 Läkare")


def test_proposals_stand_under_their_heading() -> None:
    document = parse_text(
        "1 Förslag till riksdagsbeslut\n1. Riksdagen ställer sig bakom det första.\n2. Riksdagen ställer sig bakom det "
        "andra.\n2 Skäl\nVi anger dem här.\n\nAnna Bo Svensson (S)\nKarl-Åke Öst (MP)\n"
    )
    assert outline(document) == [
        ("section", "1", "Förslag till riksdagsbeslut"),
        ("proposal", "1", None),
        ("proposal", "2", None),
        ("section", "2", "Skäl"),
        ("signature", None, None),
        ("signature", None, None),
    ]


def test_names_before_the_end_are_no_signatures() -> None:
    assert outline(parse_text("av Anna Svensson (S)\n\nVi vill ha mer vård i hela landet.\n")) == []


def double_spaced(text: str) -> str:
    return text.replace("\n", " \n\n")


def test_empty_line_after_every_line_separates_nothing() -> None:
    document = parse_text(double_spaced(FILLER + FILLER + FILLER))
    assert paragraph_texts(document) == [" ".join(FILLER.split())] * 3


def test_short_last_line_ends_a_paragraph() -> None:
    assert paragraph_texts(parse_text(FILLER * 5)) == [" ".join(FILLER.split())] * 5


def test_bullets_begin_paragraphs() -> None:
    document = parse_text("Vi vill:\n• bygga mer\n• satsa på vård och\nskola\n• sänka avgifter\n")
    assert paragraph_texts(document)[:3] == [
        "Vi vill:",
        "• bygga mer",
        "• satsa på vård och skola",
    ]


def test_unwrapped_lines_are_paragraphs() -> None:
    long = "Vi vill ha en bättre vård för alla i hela landet. " * 6
    assert paragraph_texts(parse_text(f"{long}\n{long}\n")) == [long.strip(), long.strip()]
