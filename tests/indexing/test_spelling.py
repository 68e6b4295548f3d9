"""Spelling: what is mended, and above all what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.answers import Correction
from indexing.engine import Engine
from indexing.queries import make_query
from indexing.spelling import CorrectedQuery, Speller
from indexing.vocabulary import Vocabulary

TEXT = """
    Vänsterpartiet vill att tågvärdarna ska vara kvar och att taxehöjningarna i kollektivtrafiken stoppas. En nationell
    kriskommission för arbetsmiljön ska tillsättas. Privata sjukvårdsförsäkringar förbjuds. Läkare ska ha en
    fortbildningsplan och primärvården en plan. Inga vinster i vården: vinstjakt hör inte hemma där. Vården stärks när
    det händer något på Södersjukhuset. Nära vård är jämlik vård för alla, säger Löfven. Folkhälsomål nås.
"""
SPELLER = Speller(Vocabulary.of([TEXT]))


def corrected(question: str, *, ignore: tuple[str, ...] = (), language: str | None = None) -> CorrectedQuery:
    return SPELLER.correct(make_query(question, ignore=ignore, language=language))


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("tagvardarna", "tågvärdarna"),  # diacritics left out
        ("kollektivtrafken", "kollektivtrafiken"),  # a letter left out
        ("kriskommmission", "kriskommission"),  # doubled
        ("kolletkivtrafiken", "kollektivtrafiken"),  # swapped
        ("arbetsmijlön", "arbetsmiljön"),
        ("kollektivtrafikrn", "kollektivtrafiken"),  # the key beside
        ("Sodersjukhuset", "Södersjukhuset"),  # a name without its diacritics
        ("Vänsterparttiet", "Vänsterpartiet"),  # a long name
        ("taxehojnigarna", "taxehöjningarna"),  # both
        ("kriskomision", "kriskommission"),  # two edits
        ("fortbildingplan", "fortbildningsplan"),
        ("sjukvårds försäkringar", "sjukvårdsförsäkringar"),  # a compound in two words
        ("sjukvards forsakringar", "sjukvårdsförsäkringar"),
        ("vänsterpärtiet", "vänsterpartiet"),  # diacritics too many
        ("elevrna", "eleverna"),  # a word of the dictionary alone
        ("xylofonbiblotekarna", "xylofonbiblotekarna"),  # nobody knows it
        ("förskolar", "förskolar"),  # "förskola" and "förskolor": which?
    ],
)
def test_misspelt_words(typed: str, used: str) -> None:
    found = corrected(f"Hur är det med {typed} nu?")
    assert found.query.text == f"Hur är det med {used} nu?"
    assert found.corrections == ((Correction(typed, used),) if typed != used else ())


@pytest.mark.parametrize(
    "question",
    [
        "Vad vill ni göra åt vargjakt?",  # not "vinstjakt"
        "Hur går det för skolbussarna och lövkojorna?",  # no words of the passages
        "Är taxehöjning, taxehöjningen och taxehöjningars samma ord?",  # other forms of them
        "Får läkarsekreterarna och vårdplatssamordnarna vara kvar?",  # compounds that no dictionary lists
        "Vad säger Lövgren och Mora om Läckö?",  # names like words of the passages
        "Vad säger SKR, LAS och TLV på s. 12?",  # abbreviations
        "Gäller dnr 2023x, www.vard.se, https://vard.se/vard och vard@vard.se på t.ex. plan2?",
        "SOU 2018:39 på 24/7-vården, 3 §, 2,5 %",
        "Är den kvinnliga läraren i Mali glad?",
        "Är vård, värd och värde ord?",
        "Får far rätt?",
        "folkhälsotal för län",  # not "folkhälsomål"
        "på",
        "§ 7 ?",
    ],
)
def test_what_is_no_misspelling_stays(question: str) -> None:
    assert corrected(question) == CorrectedQuery(make_query(question), ())


@pytest.mark.parametrize(
    ("question", "read"),
    [
        # One word that can only lack its diacritics tells that all do.
        ("vad hander nar varden starks", "vad händer när vården stärks"),
        ("vad ar nara jamlik vard for alla", "vad är nära jämlik vård för alla"),
        # Here "nära" shows that the keyboard has them: a word that exists is meant.
        ("nära vård och galler", "nära vård och galler"),
        # All words are words: nothing tells.
        ("vara kvar", "vara kvar"),
    ],
)
def test_questions_without_diacritics(question: str, read: str) -> None:
    assert corrected(question).query.text == read


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Tagvardarna på  tåget?", "Tågvärdarna på tåget?"),
        ("Är TAGVARDARNA kvar?", "Är TAGVARDARNA kvar?"),
        ("ÄR TAGVARDARNA KVAR", "ÄR TÅGVÄRDARNA KVAR"),
        ("Privat-sjukvardsforsakringar, är det bra?", "Privat-sjukvårdsförsäkringar, är det bra?"),
        ("Sjukvårds försäkringar är?", "Sjukvårdsförsäkringar är?"),
    ],
)
def test_capitals_and_marks_stay(question: str, read: str) -> None:
    assert corrected(question).query.text == read


def test_corrections_come_in_the_questions_order() -> None:
    found = corrected("Kriskomission för tågvardarna, säger Lofven?")
    assert found.query.text == "Kriskommission för tågvärdarna, säger Löfven?"
    assert found.corrections == (
        Correction("Kriskomission", "Kriskommission"),
        Correction("tågvardarna", "tågvärdarna"),
        Correction("Lofven", "Löfven"),
    )


def test_callers_may_keep_what_they_typed() -> None:
    question = "Är tagvardarna för en kriskomission?"
    assert corrected(question, ignore=("correction",)) == CorrectedQuery(
        make_query(question, ignore=("correction",)), ()
    )
    found = corrected(question, ignore=("correction:tagvardarna",))
    assert found.query.text == "Är tagvardarna för en kriskommission?"
    assert found.corrections == (Correction("kriskomission", "kriskommission"),)


def test_only_swedish_is_mended() -> None:
    question = "What is the plan for the kriskomission?"
    assert corrected(question).corrections == ()
    assert corrected("kriskomission", language="en").corrections == ()
    assert corrected(question, language="sv").query.text == "What is the plan for the kriskommission?"


@given(
    st.lists(st.sampled_from(sorted(set(TEXT.lower().replace(",", " ").replace(".", " ").replace(":", " ").split()))))
)
def test_words_of_the_passages_are_never_changed(words: list[str]) -> None:
    question = " ".join(["vad", *words])
    assert corrected(question).query.text == question


def test_retrieval_looks_up_what_was_meant_and_says_so(engine: Engine) -> None:
    asked = make_query("ska privata sjukvardsforsakringar forbjudas", k=3)
    meant = make_query("ska privata sjukvårdsförsäkringar förbjudas", k=3)
    found, expected = engine.search(asked), engine.search(meant)
    assert found.passages == expected.passages
    assert found.query == asked
    assert found.understanding.corrections == (
        Correction("sjukvardsforsakringar", "sjukvårdsförsäkringar"),
        Correction("forbjudas", "förbjudas"),
    )
    assert expected.understanding.corrections == ()


def test_who_is_asked_about_is_read_out_of_what_was_meant(engine: Engine) -> None:
    found = engine.search(make_query("Vad sager vansterpartiet om nattbussarna?"))
    assert found.understanding.parties == ("V",)
