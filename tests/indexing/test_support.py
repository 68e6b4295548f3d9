"""Whether quotes support a sentence: each check by itself, then the judgement."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from indexing.encoder import FloatArray, Progress
from indexing.support import conditions, directions, modality, names, order, polarity, voices
from indexing.support.formulas import without_formula
from indexing.support.judging import judge
from indexing.support.quantities import Bound, Quantity, quantities
from indexing.support.records import Claim, Flaw, Source
from indexing.support.sources import source_of
from indexing.support.wording import wording
from indexing.support.words import read
from tests.fake_encoder import FakeEncoder
from tests.service.conftest import MOTION_META, PROGRAM_META

QUOTE = "Regionen ska öppna 40 fler vårdplatser på akutsjukhusen till 2026."


class SameEncoder(FakeEncoder):
    """Places every text at one spot, so that the words alone decide."""

    def encode_passages_with_tokens(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> tuple[FloatArray, list[FloatArray]]:
        del progress
        one = np.array([[1.0, 0.0]], np.float32)
        return np.repeat(one, len(texts), axis=0), [one] * len(texts)


def flaw(sentence: str, *quotes: str, parties: tuple[str, ...] = ("V",)) -> Flaw | None:
    sources = tuple(Source(quote, parties, "Vänsterpartiets program") for quote in quotes)
    return judge([Claim(sentence, sources)], SameEncoder())[0].flaw


def values(text: str) -> list[tuple[str, bool, Bound]]:
    return [(found.value, found.is_percent, found.bound) for found in quantities(read(text))]


def test_a_text_is_read_in_clauses_with_its_numbers_whole() -> None:
    text = read("Vård ges, efter behov: 2,5 procent, men inte alla. Slut")
    assert [[word.text for word in clause] for clause in text.clauses] == [
        ["vård", "ges"],
        ["efter", "behov"],
        ["2,5", "procent"],
        ["men", "inte", "alla"],
        ["slut"],
    ]
    assert text.marks == ("", ",", ":", "", ".")
    assert [" ".join(word.text for word in found) for found in text.statements] == [
        "vård ges efter behov",
        "2,5 procent",
        "men inte alla",
        "slut",
    ]


def test_a_noun_has_the_root_of_its_verb_and_a_compound_its_head() -> None:
    delay, delays, hospital = read("försening försenar akutsjukhus").words
    assert delay.root == delays.root
    assert hospital.head == next(read("sjukhus").words).root


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 300 fler vårdplatser", [("2300", False, Bound.NONE)]),
        ("två komma fem", [("2", False, Bound.NONE), ("5", False, Bound.NONE)]),
        ("2,5 miljoner kronor", [("2500000", False, Bound.NONE)]),
        ("tjugofem procent", [("25", True, Bound.NONE)]),
        ("under 90 %", [("90", True, Bound.UPPER)]),
        ("under fem år", [("5", False, Bound.NONE)]),
        ("under 2023", [("2023", False, Bound.NONE)]),
        ("minst fem enheter", [("5", False, Bound.LOWER)]),
        ("inte fler än 1 100 patienter", [("1100", False, Bound.UPPER)]),
        ("den senaste femårsperioden", [("5", False, Bound.NONE)]),
        ("SOU 2018:77", [("2018:77", False, Bound.NONE)]),
        ("hälften av budgeten", [("1/2", False, Bound.NONE)]),
        ("den 1 juli 2021", [("1", False, Bound.NONE), ("juli", False, Bound.NONE), ("2021", False, Bound.NONE)]),
        ("ett år", []),
    ],
)
def test_numbers_are_read(text: str, expected: list[tuple[str, bool, Bound]]) -> None:
    assert values(text) == expected


def test_a_number_knows_where_it_stands() -> None:
    assert quantities(read("Nej, det är 17 procent")) == [
        Quantity(value="17", is_percent=True, bound=Bound.NONE, clause=1, place=2)
    ]


def test_names_are_what_is_written_large_and_parties_apart() -> None:
    text = "En rapport av Ivos gäller Region Skåne, säger Moderaterna och MP. Regionen svarar inte."
    assert names.names(text) == ["ivo", "region", "skåne"]
    assert [code for code, _ in names.parties(text)] == ["M", "MP"]
    assert names.stands_in("ivo", "Ivos tillsyn")
    assert not names.stands_in("ivo", "livorno")


@pytest.mark.parametrize(
    ("sentence", "quote", "expected"),
    [
        ("Kraven ska slopas.", "Kraven ska inte slopas.", True),
        ("Kraven ska inte slopas.", "Kraven ska slopas.", True),
        ("Kortet permanentas inte.", "Kortet permanentas.", True),
        ("Vård ges efter behov, inte efter utbud.", "Vård ges inte efter utbud utan efter behov.", False),
        ("Vård ges efter utbud.", "Vård ges efter behov, inte efter utbud.", True),
        (
            "Verksamheter som inte uppfyller kraven ska få fortsätta.",
            "Verksamheter som inte uppfyller kraven ska inte få fortsätta.",
            True,
        ),
        ("Läkarbristen märks.", "Inte minst märks läkarbristen.", False),
        ("Varje läkare har högst 1 100 patienter.", "Varje läkare har inte fler än 1 100 patienter.", False),
        (
            "En del vårdval försvårar inte planeringen.",
            "En del vårdval kan inte motsvara behov och försvårar planeringen.",
            True,
        ),
    ],
)
def test_what_is_denied(sentence: str, quote: str, expected: bool) -> None:
    assert polarity.denies_otherwise(read(sentence), [read(quote)], []) is expected


@pytest.mark.parametrize(
    ("sentence", "quote", "expected"),
    [
        ("Avgiften slopas.", "Avgiften avskaffas.", False),
        ("Avgiften höjs.", "Avgiften avskaffas.", True),
        ("Läkare får mer tid för patienter.", "Läkare har mindre tid för patienter och mer tid för papper.", True),
        ("Läkare har mindre tid för patienter.", "Läkare har mindre tid för patienter och mer tid för papper.", False),
        ("Det finns data om vården.", "Det saknas data om vården.", True),
        ("Lönesänkningar när de stannar.", "Lönehöjningar när de stannar.", True),
    ],
)
def test_which_way_it_goes(sentence: str, quote: str, expected: bool) -> None:
    assert directions.turns_round(read(sentence), [read(quote)]) is expected


def test_a_sentence_may_not_be_wider() -> None:
    quote = [read("Medarbetare på akutsjukhusen har ökat marginellt under alla lov.")]
    assert modality.is_wider(read("Alla medarbetare har ökat marginellt."), quote)
    assert modality.is_wider(read("Medarbetare har ökat kraftigt."), quote)
    assert modality.is_wider(read("Bara medarbetare har ökat."), quote)
    assert not modality.is_wider(read("Det gäller under alla lov."), quote)


def test_a_sentence_may_not_be_firmer() -> None:
    looked_into = [read("Regionen ska utreda konsekvenserna av ett borttagande av gränsen.")]
    assert modality.is_firmer(read("Gränsen ska få stora konsekvenser."), looked_into)
    assert not modality.is_firmer(read("Konsekvenserna av ett borttagande av gränsen ska utredas."), looked_into)
    wanted = [read("Regeringen bör införa en plan.")]
    assert modality.is_firmer(read("Regeringen har infört en plan."), wanted)
    assert modality.is_firmer(read("Regeringen måste införa en plan."), wanted)
    assert not modality.is_firmer(read("Regeringen ska införa en plan."), wanted)


def test_a_condition_may_not_be_left_out() -> None:
    quote = [read("Taxan sänks för barn i varje budget om ekonomiskt utrymme finns.")]
    assert conditions.drops_condition(read("Taxan sänks för barn i varje budget."), quote)
    assert not conditions.drops_condition(read("Taxan sänks för barn om utrymme finns."), quote)
    about = [read("Förslaget om taxan för barn är nytt.")]
    assert not conditions.drops_condition(read("Taxan för barn är ny."), about)


@pytest.mark.parametrize(
    ("sentence", "quote", "expected"),
    [
        ("Regionerna bör ge regeringen makt.", "Regeringen bör ge regionerna makt.", True),
        ("Hälsoundersökning ska erbjudas medarbetare.", "Medarbetare ska erbjudas hälsoundersökning.", False),
        ("Under mandatperioden ska regionen spara.", "Regionen ska spara under mandatperioden.", False),
        ("Vårdval behöver stärkas.", "Uppföljning av vårdval behöver stärkas.", True),
        ("Brist på samordning har lett till vårdvalet.", "Vårdvalet har lett till brist på samordning.", True),
        ("Grannarna betalar 30, medan Sverige betalar 17.", "Sverige betalar 17 medan grannarna betalar 30.", False),
    ],
)
def test_who_does_what_to_whom(sentence: str, quote: str, expected: bool) -> None:
    assert order.changes_roles(read(sentence), [read(quote)]) is expected


def test_a_number_stays_with_whom_it_is_of() -> None:
    quote = [read("Våra grannländer avsätter ca 30 procent medan Sverige i dag avsätter ca 17 procent.")]
    assert order.moves_numbers(read("Sverige avsätter 30 procent."), quote)
    assert not order.moves_numbers(read("Sverige avsätter 17 procent."), quote)


def test_a_party_answers_for_its_own_quotes_alone() -> None:
    sources = (Source("Avgiften ska slopas.", ("V",)), Source("Skatten ska sänkas.", ("M",)))
    found = voices.parts(Claim("V vill slopa avgiften, medan Moderaterna vill sänka skatten.", sources))
    assert [(part.text, [source.quote for source in part.sources]) for part in found] == [
        ("vill slopa avgiften, medan", ["Avgiften ska slopas."]),
        ("vill sänka skatten.", ["Skatten ska sänkas."]),
    ]
    both = voices.parts(Claim("Avgiften slopas av både V och M.", sources))
    assert [[source.parties for source in part.sources] for part in both] == [[("V",)], [("M",)]]


def test_a_partys_words_may_not_be_put_into_anothers_mouth() -> None:
    sources = (Source("Moderaterna vill sälja sjukhusen.", ("V",)), Source("M vill stoppa S reform.", ("V",)))
    assert voices.speaks_for_others(Claim("Vänsterpartiet vill sälja sjukhusen.", sources[:1]))
    assert not voices.speaks_for_others(Claim("Moderaterna vill sälja sjukhusen.", sources[:1]))
    assert voices.speaks_for_others(Claim("S vill stoppa M:s reform.", sources[1:]))
    assert voices.speaks_for_others(Claim("Liberalerna vill sälja sjukhusen.", sources[:1]))


def test_the_frame_of_a_proposal_says_nothing() -> None:
    quote = (
        "Riksdagen ställer sig bakom det som anförs i motionen om att regeringen bör ge stöd, och detta tillkännager "
        "riksdagen för regeringen."
    )
    assert without_formula(quote) == "regeringen bör ge stöd"
    assert without_formula("Riksdagen bör ge stöd.") == "Riksdagen bör ge stöd."


def test_words_of_their_own() -> None:
    quote, about = read("Akutsjukhusen får pengar för patientsäkerhet."), read("Partiets program")
    assert wording(read("Enligt programmet får sjukhusen pengar."), [quote], about).foreign == ()
    found = wording(read("Patienter och bussar får pengar."), [quote], about)
    assert found.foreign == ("patienter", "bussar")
    assert found.share == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Regionen ska öppna 40 fler vårdplatser på akutsjukhusen till 2026.", None),
        ("Vänsterpartiet vill att regionen öppnar fyrtio fler vårdplatser på akutsjukhusen.", None),
        ("Regionen ska öppna 400 fler vårdplatser på akutsjukhusen.", Flaw.NUMBER),
        ("Regionen ska öppna 40 procent fler vårdplatser på akutsjukhusen.", Flaw.NUMBER),
        ("Moderaterna vill öppna 40 fler vårdplatser på akutsjukhusen.", Flaw.PARTY),
        ("Regionen ska öppna 40 fler vårdplatser på Karolinska.", Flaw.NAME),
        ("Regionen ska inte öppna 40 fler vårdplatser på akutsjukhusen.", Flaw.NEGATION),
        ("Regionen ska stänga 40 vårdplatser på akutsjukhusen.", Flaw.DIRECTION),
        ("Regionen ska öppna 40 fler vårdplatser på alla akutsjukhus.", Flaw.SCOPE),
        ("Regionen har öppnat 40 fler vårdplatser på akutsjukhusen.", Flaw.MODALITY),
        ("Regionen ska öppna 40 fler vårdplatser på akutsjukhusen för barn.", Flaw.WORDS),
        ("Programmet kräver ”fyrtio miljoner till vården”.", Flaw.QUOTATION),
        ("Det regnar i dag.", Flaw.DIRECTION),
    ],
)
def test_the_judgement(sentence: str, expected: Flaw | None) -> None:
    assert flaw(sentence, QUOTE) == expected


def test_clauses_may_rest_on_different_quotes_but_none_on_two() -> None:
    quotes = ("Taxan för barn ska sänkas.", "Biljetter ska säljas i trafiken.")
    assert flaw("Taxan för barn ska sänkas, och biljetter ska säljas i trafiken.", *quotes) is None
    assert flaw("Biljetter ska säljas för barn.", *quotes) is Flaw.WORDS


def test_what_the_model_places_apart_is_not_supported() -> None:
    far, near = "Regionen ska öppna.", QUOTE
    verdicts = judge([Claim(text, (Source(QUOTE),)) for text in (far, near)], FakeEncoder())
    assert [verdict.flaw for verdict in verdicts] == [Flaw.MEANING, None]
    assert verdicts[1].cosine == pytest.approx(1.0, abs=1e-5)
    assert verdicts[1].weakest == pytest.approx(1.0, abs=1e-5)
    assert verdicts[0].lexical == 1.0


def test_nothing_is_asked_of_the_model_for_nothing() -> None:
    assert judge([], FakeEncoder()) == []


def test_a_source_knows_its_document_but_not_whom_it_is_addressed_to() -> None:
    assert source_of("Köerna är långa.", MOTION_META) == Source(
        "Köerna är långa.", ("V", "MP"), "Motion om vården. motion. 2023/24"
    )
    assert "Region Stockholm" not in source_of("Fler.", PROGRAM_META).about
