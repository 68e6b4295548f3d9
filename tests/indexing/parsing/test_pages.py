"""What extraction leaves of the page: its number, its running head, its footnotes."""

from __future__ import annotations

import pytest

from indexing.records import ArtefactKind
from tests.indexing.parsing.samples import FILLER, artefacts, notes, parse_text

PLACES = ("Umeå", "Växjö", "Gävle", "Ystad")


def pages(form: str) -> str:
    """Four pages, each ending inside a sentence, with ``form`` at the foot."""
    return "".join(
        f"{FILLER * 3}Här i {place} bryts en mening av\n{form.format(number)}\nsidans slut vid {place}.\n"
        for number, place in enumerate(PLACES, 1)
    )


@pytest.mark.parametrize("form", ["{}", "Sida {}", "– {} –", "{} (12)"])
def test_page_numbers(form: str) -> None:
    source = pages(form)
    assert artefacts(source) == [(ArtefactKind.PAGE_NUMBER, form.format(number)) for number in range(1, 5)]
    assert "Här i Växjö bryts en mening av sidans slut vid Växjö." in parse_text(source).text


@pytest.mark.parametrize("form", ["PROGRAM | {}", "{} | PROGRAM", "Partiprogram {}"])
def test_running_heads_with_page_numbers(form: str) -> None:
    assert artefacts(pages(form)) == [(ArtefactKind.RUNNING_HEAD, form.format(number)) for number in range(1, 5)]


def test_running_heads_beside_page_numbers() -> None:
    kinds = [kind for kind, _ in artefacts(pages("{}\nVårt program för länet"))]
    assert kinds == [ArtefactKind.PAGE_NUMBER, ArtefactKind.RUNNING_HEAD] * 4


def test_page_with_little_text_is_numbered_too() -> None:
    source = pages("{}").replace("\n4\n", "\n5\n").replace("\n3\n", "\n3\nKort.\n4\n")
    assert [text for _, text in artefacts(source)] == ["1", "2", "3", "4", "5"]


def test_form_feeds_bound_pages() -> None:
    document = parse_text("Kort sida ett som går\n1\f över till nästa\n2\foch en till.\n3")
    assert document.text == "Kort sida ett som går över till nästa och en till."


@pytest.mark.parametrize(
    "source", ["Antal\n12\nav dem.\n", "År\n2022\n" + FILLER * 4 + "2023\n", "1\nEtt\n2\nTvå\n3\nTre\n"]
)
def test_numbers_that_count_no_pages_stay(source: str) -> None:
    assert artefacts(source) == []


def test_chapter_words_count_up_and_stay() -> None:
    source = "".join(f"Kapitel {i}\n{FILLER * 3}" for i in range(1, 6))
    assert artefacts(source) == []


FOOTNOTE_PAGE = (
    "Andelen har vuxit mycket under hela perioden.1 Detta visar Socialstyrelsen i sin rapport\n"
    "om läget i vården,2 som kom i våras och som har väckt en omfattande debatt om hur\n"
    " \n"
    "1 SCB (2023). Befolkningen.\n"
    "2 Socialstyrelsen (2024). Lägesrapport om vården i alla regioner och kommuner i hela\n"
    "landet.\n"
    "\fvården ska styras.\n"
)


def test_footnotes_are_taken_out_and_anchored() -> None:
    document = parse_text(FOOTNOTE_PAGE)
    assert document.text == (
        "Andelen har vuxit mycket under hela perioden. Detta visar Socialstyrelsen i sin rapport om läget i vården, "
        "som kom i våras och som har väckt en omfattande debatt om hur vården ska styras."
    )
    assert notes(document) == {
        1: ("SCB (2023). Befolkningen.", "under hela perioden."),
        2: (
            "Socialstyrelsen (2024). Lägesrapport om vården i alla regioner och kommuner i hela landet.",
            "t om läget i vården,",
        ),
    }


def test_superscript_markers() -> None:
    source = FOOTNOTE_PAGE.replace("perioden.1", "perioden.¹").replace("vården,2", "vården,²")
    source = source.replace("\n1 SCB", "\n¹ SCB").replace("\n2 Soc", "\n²Soc")
    assert parse_text(source).text == parse_text(FOOTNOTE_PAGE).text
    assert [note.number for note in parse_text(source).footnotes] == [1, 2]


def test_endnotes() -> None:
    document = parse_text(
        "Vården växer.1 Skolan också.2\n\nNoter\n\n1 SCB (2023). Vård.\n\n2 Skolverket (2022). Skola.\n"
    )
    assert [(note.number, note.text, note.anchor) for note in document.footnotes] == [
        (1, "SCB (2023). Vård.", 13),
        (2, "Skolverket (2022). Skola.", 27),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "Det ökade med 2.5 procent. Se avsnitt 4.1 och\n1 Annat stycke.\n",
        "Vi vill ha 90 m2 och CO2 ska ner.\n2 Nästa rad.\n",
        "Alla är med i dag.\n1 SCB (2023). Utan hänvisning.\n",
    ],
)
def test_no_footnote_without_a_marker(source: str) -> None:
    document = parse_text(source)
    assert document.footnotes == ()
    assert document.artefacts == ()


def test_plain_text_keeps_numbers_and_notes() -> None:
    document = parse_text(FOOTNOTE_PAGE, parser="plain-text")
    assert document.footnotes == ()
    assert document.artefacts == ()
    assert "1 SCB (2023). Befolkningen." in document.text
