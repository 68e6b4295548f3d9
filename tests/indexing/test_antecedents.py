"""Which sentences lean on the one before, and what they bring along."""

from __future__ import annotations

import pytest

from indexing.antecedents import leans_on_previous, with_antecedent
from indexing.language import sentence_spans
from indexing.records import Passage, SectionKind, Span


def passage(text: str, offset: int = 100) -> Passage:
    spans = sentence_spans(text, offset)
    return Passage("p", "d", SectionKind.SECTION, "avsnitt 1", (), offset, offset + len(text), text, spans)


def extended(text: str, index: int) -> str:
    found = passage(text)
    span = with_antecedent(found, found.sentences[index])
    return text[span.start - 100 : span.end - 100]


@pytest.mark.parametrize(
    "sentence",
    [
        "Därför ska staten betala.",
        "Detta leder till längre köer.",
        "Dessa ska avvecklas.",
        "Det här måste ändras.",
        "Det leder till längre köer.",
        "Det gäller alla vårdgivare.",
        "Det är en allvarlig situation.",
        "Det är rättfärdigat för att frigöra resurser.",
        "Den ska finansieras av staten.",
        "De får vänta i månader.",
        "Så går det inte längre.",
        "Även här skiljer sig länder åt.",
        "I dessa finns förutsättningar för bättre vård.",
        "En av dem är personalens villkor.",
        "Som en följd av det har köerna vuxit.",
        "Inte minst leder det till att bristen är akut.",
        "Men modellen är underfinansierad.",
    ],
)
def test_leaning_sentences(sentence: str) -> None:
    assert leans_on_previous(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Staten ska betala.",
        "Det finns för få platser.",
        "Det behövs fler platser.",
        "Det kommer att krävas mer personal.",
        "Det är viktigt att resurserna räcker.",
        "Det är regionerna som bär ansvaret.",
        "Det går att vända utvecklingen.",
        "De knappa resurserna innebär långa köer.",
        "Den vård du erbjuds ska vara jämlik.",
        "Det fria vårdvalet har ökat klyftorna.",
        "De två viktigaste insatserna är pengar och personal.",
        "Staten leder det arbetet.",
        "Detaljer saknas.",
        "Även effekterna av förslaget bör utredas.",
        "Sedan 2010 har köerna vuxit.",
        "Då vården är dyr krävs mer pengar.",
    ],
)
def test_sentences_that_stand_alone(sentence: str) -> None:
    assert not leans_on_previous(sentence)


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("Vården är dyr. Staten ska betala.", 1, "Staten ska betala."),
        ("Vården är dyr. Därför ska staten betala.", 1, "Vården är dyr. Därför ska staten betala."),
        ("Ett fel. Det är två. Det är tre. Det är fyra.", 3, "Det är två. Det är tre. Det är fyra."),
        ("Det är först.", 0, "Det är först."),
        ("Vården är dyr. Hans Andersson betalar. Sågverken stängs.", 2, "Sågverken stängs."),
    ],
)
def test_a_sentence_that_leans_on_the_one_before_is_extended(text: str, index: int, expected: str) -> None:
    assert extended(text, index) == expected


def test_an_extension_stays_within_the_passage() -> None:
    found = passage("Det är först. Sedan kom nästa.")
    assert with_antecedent(found, found.sentences[0]) == Span(100, 113)
