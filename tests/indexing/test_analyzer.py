"""Index terms: a table of texts and their terms."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.analyzer import terms, word_terms, words

TERMS = {
    "": [],
    "...": [],
    "och i att": [],
    # "ska" is no school
    "ska skall": [],
    "skola skolan skolor skolornas": ["skol", "skol", "skol", "skol"],
    # irregular forms
    "stad staden städer": ["stad", "stad", "stad"],
    "gå gick": ["gå", "gå"],
    # a form that is a stopword, and one that is not
    "får": [],
    "fåret": ["får"],
    "läkare läkarna läkarnas": ["läk", "läk", "läk"],
    # compounds and their parts
    "vårdplats vårdplatserna": ["vårdplat", "vård", "plat", "vårdplat", "vård", "plat"],
    "plats platser": ["plat", "plat"],
    "sjukvårdsförsäkring": ["sjukvårdsförsäkring", "sjukvård", "försäkring"],
    "kyrkoval": ["kyrkoval", "kyrk", "val"],
    "riksdagen": ["riksdag"],
    "barnmorskor": ["barnmorsk"],
    "privat privata": ["priv", "priv"],
    "förbjuda förbjuds": ["förbjud", "förbjud"],
    # numbers
    "2300 2 300": ["2300", "2300"],
    "2\u00a0300 2\u202f300": ["2300", "2300"],
    "12 300 400 kronor": ["12300400", "kron"],
    "1 100 listade": ["1100", "list"],
    "1 23": ["1", "23"],
    "60 procent 60 % 60%": ["60", "procent", "60", "procent", "60", "procent"],
    "dygnet runt, 24/7": ["dygn", "runt", "24/7"],
    "3.5 3,5": ["3,5", "3,5"],
    "avsnitt 4.3.4": ["avsnit", "4.3.4"],
    "år 2023 300 personer": ["år", "2023", "300", "person"],
    "3,5 procent": ["3,5", "procent"],
    "SOU 2018:39.": ["sou", "2018:39"],
    "(2023/24:2385)": ["2023/24:2385"],
    # hyphens
    "hälso- och sjukvård": ["häls", "sjukvård", "sjuk", "vård"],
    "ST-tjänster ST-tjänst": ["st-tjänst", "st", "tjänst", "st-tjänst", "st", "tjänst"],
    "12-timmarspass": ["12-timmarspass", "12", "timmarspass"],
    "3-milsgränsen": ["3-milsgräns", "3", "milsgräns"],
    "covid‑19 covid-19": ["covid-19", "covid", "19", "covid-19", "covid", "19"],
    # abbreviations of function words
    "bl.a. t.ex. t ex s.k. m.m. m.fl. fr.o.m. osv. dvs. p.g.a. pga ca": [],
    # parties
    "MP": ["mp"],
    "kd": ["kristdemokrat"],
}


@pytest.mark.parametrize(("text", "expected"), TERMS.items())
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vad kostar en sjukvårdsförsäkring?", ["kost", "sjukvårdsförsäkring"]),
        ("ST-läkares vårdplatser", ["st-läk", "vårdplat"]),
        ("2 300 vårdplatser, 60 %", ["2300", "vårdplat", "60", "procent"]),
        ("och i att", []),
    ],
)
def test_terms_of_whole_words(text: str, expected: list[str]) -> None:
    assert word_terms(text) == expected


def test_words_are_lower_case_and_hyphenated_words_whole() -> None:
    assert list(words("Hälso- och SJUKVÅRD, 2 300 AT-tjänster")) == ["hälso", "och", "sjukvård", "2300", "at-tjänster"]


def test_documents_and_questions_meet() -> None:
    asked = set(terms("Vad kostar en privat sjukvårdsförsäkring?"))
    assert asked & set(terms("privata sjukvårdsförsäkringar")) == {
        "priv",
        "sjukvårdsförsäkring",
        "sjukvård",
        "försäkring",
    }
    assert asked & set(terms("en försäkring för sjukvård i privat regi")) == {"priv", "sjukvård", "försäkring"}


@settings(deadline=None)  # the first word loads the dictionaries
@given(st.text(alphabet="aåäöéübcSÅÖ-: 0123", max_size=40))
def test_form_of_unicode_and_case_do_not_matter(text: str) -> None:
    expected = terms(text)
    assert terms(unicodedata.normalize("NFD", text)) == expected
    assert terms(text.upper()) == expected
    assert terms(text.lower()) == expected


@pytest.mark.parametrize("text", ["å" * 10_000, "a-" * 5_000, "1" * 10_000, "1 000 " * 2_000, "a:b/" * 2_500])
def test_very_long_words_are_cut(text: str) -> None:
    found = terms(text)
    assert max(map(len, found)) <= 64


@settings(deadline=None)  # the first word loads the dictionaries
@given(st.text(max_size=50))
def test_any_text_gives_terms_without_spaces(text: str) -> None:
    assert all(term == term.strip() != "" for term in terms(text))


@settings(deadline=None)  # the first word loads the dictionaries
@given(st.text(alphabet="vårdplatsener -%", max_size=40))
def test_whole_words_are_among_the_terms_in_order(text: str) -> None:
    remaining = iter(terms(text))
    assert all(term in remaining for term in word_terms(text))
