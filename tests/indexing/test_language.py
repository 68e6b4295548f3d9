"""Sentences and tokens: special cases, coverage of the text, and the measurement against Talbanken's gold."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.language import sentence_spans
from indexing.normalization import normalize
from indexing.records import Span

TALBANKEN = Path(__file__).parents[3] / "shared/data/talbanken/sv_talbanken-ud-dev.conllu"
_TERMINATED = re.compile(r"[.!?][”\"')»]?$")


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


# Each case is the list of sentences that its parts, joined by spaces, must give.
SPLITS = {
    "list numbers": ["1. Riksdagen ställer sig bakom det.", "2. Regionen ska inte spara."],
    "proposition, report, number": ["Se prop. 2023/24:1 och bet. 2023/24:SoU5.", "Det är nr. 3 på listan."],
    "proposition at the start": ["Det räcker inte.", "Prop. 2023/24:1 föreslår mer.", "Nr. 1 är bra."],
    "motion as an abbreviation": ["Kap. 3 gäller.", "Mot. 2023/24:2385 avslogs."],
    "words that look like abbreviations": [
        "Vi vill ha billigare el.",
        "Det strider vi mot.",
        "Hon är ung.",
        "En hotad art.",
        "Det finns 3 st.",
        "Det räcker.",
    ],
    "the same before numbers": ["Enligt art. 5 och mot. 2023/24:12 gäller ung. 300 kr."],
    "m.m. at a real end": ["Vi vill bygga skolor, vårdcentraler m.m.", "Det kostar pengar."],
    "m.m. within a sentence": ["Vi vill bygga skolor m.m. i hela landet."],
    "m.fl. and mdkr.": ["Det gäller Skåne m.fl.", "Kostnaden är 3 mdkr.", "Det är för mycket."],
    "party letters at an end": [
        "Vänsterpartiet har inte förhandlat om den politiska plattformen från S, MP och C.",
        "Vi stöder dock den övergripande inriktningen.",
    ],
    "one party letter": ["Vi samarbetar med V.", "Det är bra."],
    "an initial": ["Författaren A. Lindgren skrev boken.", "Den är bra."],
    "two initials": ["J. K. Rowling skrev den."],
    "a name with initials in a list": ["Ivarsson Westerberg, A., Andersson, A. & Forssell, A. skrev den."],
    "a quoted question": ["Han frågade: ”Varför?”", "Ingen svarade."],
    "a quoted sentence": ["”Vi måste agera.”", "Det sade hon."],
    "a quote that goes on": ["“Nej.” sade han.", "Ja."],
    "a stop within brackets": ["Det är dyrt (enligt rapporten.)", "Vi vill ändra det."],
    "a sentence in brackets": ["Det är dyrt.", "(Se bilagan.)", "Vi vill ändra det."],
    "an ellipsis": ["Vi väntar …", "Sedan händer det.", "Vi väntar…", "Nu då?"],
    "an ellipsis within a sentence": ["Vi väntar ... och ser."],
    "thousands": ["Det behövs 2 300 fler vårdplatser.", "Målet är 1 100 listade."],
    "an official report": ["I likhet med förslaget i SOU 2018:39.", "Detta bör riksdagen ställa sig bakom."],
    "an official report with its title": ["SOU 2013:33 En myndighet för alarmering."],
    "a year at an end": ["Kriget slutade 1945.", "Sedan blev det fred."],
    "decimals": ["Det är 3.5 procent.", "10 procent är mer."],
    "so-called, for example": ["Den s.k. Välfärdsutredningen kom.", "T.ex. Norge gör så."],
    "several terminators": ["Är det möjligt?!", "Ja, det är det!", "Bra."],
    "an address": ["Läs www.riksdagen.se.", "Gå dit!"],
    "a dash opens a reply": ["– Vi vill ha vård.", "– Det vill vi också."],
    "a digit begins": ["Målet nås inte.", "12-timmarspass är för långa."],
    "a law's chapter": ["Enligt 3 kap. 2 § gäller det.", "Den är ny."],
}


@pytest.mark.parametrize("expected", SPLITS.values(), ids=SPLITS.keys())
def test_special_cases(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize("expected", SPLITS.values(), ids=SPLITS.keys())
def test_decomposed_letters_split_alike(expected: list[str]) -> None:
    text = unicodedata.normalize("NFD", " ".join(expected))
    assert [normalize(sentence) for sentence in sentences(text)] == [normalize(sentence) for sentence in expected]


def test_a_blank_line_ends_a_sentence_without_a_full_stop() -> None:
    assert sentences("SJUKHUS\n\nvården ska vara jämlik\n\nOch nära.") == [
        "SJUKHUS",
        "vården ska vara jämlik",
        "Och nära.",
    ]


def test_a_single_line_break_does_not() -> None:
    assert sentences("Vården ska\nvara jämlik.\nOch nära.") == ["Vården ska\nvara jämlik.", "Och nära."]


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \n\n \t"])
def test_nothing_gives_no_sentence(text: str) -> None:
    assert sentence_spans(text) == ()


def test_offsets_are_shifted() -> None:
    assert sentence_spans("  Ja. Nej.", offset=100) == (Span(102, 105), Span(106, 110))


_WORDS = (
    "Vården ska . ! ? … ... ” “ ( ) » « m.m. bl.a. prop. 2023/24:1 1. a. S V. MP 2 300 el. – 12-tim å\u0308".split()
)
_PIECES = st.sampled_from([*_WORDS, '"', "\n", "\n\n", "\r\n\r\n", "\u00a0", "\t", "\u2028"])


@given(st.lists(st.tuples(_PIECES, st.sampled_from(["", " ", "  "])), max_size=40))
def test_spans_cover_every_non_space_character_once_and_in_order(pieces: list[tuple[str, str]]) -> None:
    _check_cover("".join(piece + space for piece, space in pieces))


@given(st.text(max_size=60))
def test_any_text_is_covered(text: str) -> None:
    _check_cover(text)


def _check_cover(text: str) -> None:
    spans = sentence_spans(text)
    covered = [i for span in spans for i in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    assert {i for i, character in enumerate(text) if not character.isspace()} <= set(covered)
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)


def test_a_long_paragraph_is_split_whole() -> None:
    assert len(sentence_spans("Hej du. " * 20_000)) == 20_000


def _talbanken_paragraphs() -> list[list[str]]:
    paragraphs: list[list[str]] = []
    for line in TALBANKEN.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newpar"):
            paragraphs.append([])
        elif line.startswith("# text = "):
            paragraphs[-1].append(line.removeprefix("# text = ").strip())
    return paragraphs


def _f1(paragraphs: list[list[str]]) -> float:
    right = found = wanted = 0
    for gold in paragraphs:
        text = " ".join(gold)
        starts = [sum(len(sentence) + 1 for sentence in gold[:i]) for i in range(len(gold))]
        gold_spans = {Span(start, start + len(sentence)) for start, sentence in zip(starts, gold, strict=True)}
        spans = set(sentence_spans(text))
        right, found, wanted = right + len(spans & gold_spans), found + len(spans), wanted + len(gold_spans)
    return 2 * right / (found + wanted)


@pytest.mark.skipif(not TALBANKEN.exists(), reason="Talbanken is not at ../shared/data/talbanken")
def test_talbanken_sentences_that_end_in_a_terminator() -> None:
    paragraphs = [[s for s in paragraph if _TERMINATED.search(s)] for paragraph in _talbanken_paragraphs()]
    assert sum(map(len, paragraphs)) == 491
    assert _f1(paragraphs) >= 0.995  # measured .997; the issue asks for .985


@pytest.mark.skipif(not TALBANKEN.exists(), reason="Talbanken is not at ../shared/data/talbanken")
def test_talbanken_all_sentences() -> None:
    assert _f1(_talbanken_paragraphs()) >= 0.96  # measured .966: headings and list items have no terminator
