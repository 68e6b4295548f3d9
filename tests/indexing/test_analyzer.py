"""Index terms: a table of texts and their terms."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.analyzer import terms, words

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
    "vårdplats vårdplatser": ["vårdplat", "vårdplat"],
    "privat privata": ["priv", "priv"],
    "förbjuda förbjuds": ["förbjud", "förbjud"],
    # numbers
    "2300 2 300": ["2300", "2300"],
    "2\u00a0300 2\u202f300": ["2300", "2300"],
    "12 300 400 kronor": ["12300400", "kron"],
    "1 100 listade": ["1100", "list"],
    "1 23": ["1", "23"],
    "år 2023 300 personer": ["år", "2023", "300", "person"],
    "3,5 procent": ["3,5", "procent"],
    "SOU 2018:39.": ["sou", "2018:39"],
    "(2023/24:2385)": ["2023/24:2385"],
    # hyphens
    "hälso- och sjukvård": ["häls", "sjukvård"],
    "ST-tjänster": ["st-tjänster", "st", "tjänst"],
    "12-timmarspass": ["12-timmarspass", "12", "timmarspass"],
    "covid‑19": ["covid‑19", "covid", "19"],
    # parties
    "MP": ["mp"],
    "kd": ["kristdemokrat"],
}


@pytest.mark.parametrize(("text", "expected"), TERMS.items())
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_words_are_lower_case_and_hyphenated_words_whole() -> None:
    assert list(words("Hälso- och SJUKVÅRD, 2 300 AT-tjänster")) == ["hälso", "och", "sjukvård", "2300", "at-tjänster"]


def test_documents_and_questions_meet() -> None:
    assert set(terms("Vad kostar en privat sjukvårdsförsäkring?")) & set(terms("privata sjukvårdsförsäkringar")) == {
        "priv",
        "sjukvårdsförsäkring",
    }


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


@given(st.text(max_size=50))
def test_any_text_gives_terms_without_spaces(text: str) -> None:
    assert all(term == term.strip() != "" for term in terms(text))
