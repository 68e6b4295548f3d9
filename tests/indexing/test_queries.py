"""Questions and filters: what is taken, what is refused and how."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.config import MAX_IGNORED
from indexing.errors import FilterError, QueryError
from indexing.queries import make_query
from indexing.records import Filters, Query


def test_a_question_and_its_filters_in_canonical_form() -> None:
    query = make_query(
        "  Vad säger\n V \t om vården? ",
        k=3,
        parties=["vänsterpartiet", "V", "mp"],
        document_ids=[" v-motion "],
        types=["Motion", "motion"],
        sessions=["2023/24", "1999/2000"],
    )
    filters = Filters(("V", "MP"), ("v-motion",), ("motion",), ("2023/24", "1999/2000"))
    assert query == Query("Vad säger V om vården?", 3, filters)


def test_no_filters() -> None:
    assert make_query("vård") == Query("vård", 10, Filters())


def test_decomposed_letters_are_composed() -> None:
    assert make_query(unicodedata.normalize("NFD", "Åtgärder för vårdköer?")).text == "Åtgärder för vårdköer?"


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u00a0", "?!", "…", "\u200b", "---", "\ufeff"])
def test_empty_questions(text: str) -> None:
    with pytest.raises(QueryError, match="the question is empty; write at least one word"):
        make_query(text)


def test_the_longest_question() -> None:
    assert make_query("å" * 1_000).text == "å" * 1_000
    assert make_query(unicodedata.normalize("NFD", "å" * 1_000)).text == "å" * 1_000
    assert make_query("  " + "a" * 1_000 + " " * 500).text == "a" * 1_000
    with pytest.raises(QueryError, match=r"the question has 1001 characters; the limit is 1000"):
        make_query("a" * 1_001)


def test_the_limit_can_be_set() -> None:
    assert make_query("abcde", max_characters=5).text == "abcde"
    with pytest.raises(QueryError, match="the question has 6 characters; the limit is 5"):
        make_query("abcdef", max_characters=5)


@pytest.mark.parametrize("text", ["vård\x00", "\x00abc", "a\x07b", "a\x1b[31mb", "a\x7f", "a\x9f"])
def test_control_characters(text: str) -> None:
    with pytest.raises(QueryError, match="contains a control character; remove it"):
        make_query(text)


@pytest.mark.parametrize("text", ["\ud800", "vård \udfff?", "vård \udce5"])
def test_lone_surrogates(text: str) -> None:
    with pytest.raises(QueryError, match="not valid Unicode text; send it as UTF-8"):
        make_query(text)


@pytest.mark.parametrize("k", [0, -1, 1_001, 10**9, -(10**9)])
def test_k_out_of_range(k: int) -> None:
    with pytest.raises(QueryError, match=f"k is {k}; it must be a whole number from 1 to 1000"):
        make_query("vård", k=k)


def test_k_that_is_no_number() -> None:
    with pytest.raises(QueryError, match="k is nan"):
        make_query("vård", k=float("nan"))  # type: ignore[arg-type]


def test_k_at_its_limits() -> None:
    assert [make_query("vård", k=k).k for k in (1, 1_000)] == [1, 1_000]


@pytest.mark.parametrize("value", ["", "X", "vänster", "V,S", "\x00", "\ud800", "a\nb"])
def test_unknown_parties(value: str) -> None:
    with pytest.raises(FilterError) as caught:
        make_query("vård", parties=["V", value])
    assert str(caught.value) == f"unknown party {value!r}; use one of S, M, SD, C, V, KD, MP, L"
    str(caught.value).encode()  # can be printed


@pytest.mark.parametrize("value", ["", "2023", "2023/2024", "23/24", "2023-24", "１９９９/００", "2023/24\n2"])
def test_unknown_sessions(value: str) -> None:
    with pytest.raises(FilterError) as caught:
        make_query("vård", sessions=[value])
    assert str(caught.value) == f"unknown session {value!r}; write it as 2023/24"


@pytest.mark.parametrize("field", ["document_ids", "types"])
@pytest.mark.parametrize("value", ["", "  "])
def test_empty_filters(field: str, value: str) -> None:
    with pytest.raises(FilterError, match="filter is empty; leave it out to search everything"):
        make_query("vård", **{field: [value]})  # type: ignore[arg-type]


@given(st.text(max_size=80) | st.text(alphabet=st.characters(categories=["Cs", "Cc", "Cf", "Zs", "Mn", "Lo"])))
def test_any_text_gives_a_clean_question_or_a_one_line_error(text: str) -> None:
    try:
        cleaned = make_query(text).text
    except QueryError as error:
        cleaned = str(error)  # an error is one line of clean text as well
    assert cleaned == unicodedata.normalize("NFC", " ".join(cleaned.split()))
    cleaned.encode()


def test_language_and_what_is_ignored() -> None:
    query = make_query(
        "vård", language="en-GB", ignore=["party", "party:vänsterpartiet", "party:V", " place : punkt 20 "]
    )
    assert (query.language, query.ignore) == ("en", ("party", "party:V", "place:punkt 20"))


@pytest.mark.parametrize("ignore", ["", "partei", "party:", ":V", "Party"])
def test_what_cannot_be_ignored(ignore: str) -> None:
    with pytest.raises(
        QueryError, match=r"cannot ignore .*; write one of party, type, document_id, session, year, place"
    ):
        make_query("vård", ignore=[ignore])


@pytest.mark.parametrize("language", ["", "svenska", "s", "sv_SE", "sv-" + "a" * 40])
def test_unknown_languages(language: str) -> None:
    with pytest.raises(QueryError, match=r"unknown language .*; write a tag such as sv or en"):
        make_query("vård", language=language)


def test_of_a_long_conversation_only_the_end_is_read() -> None:
    end = ("vad vill V?", "?!", "x" * 1_001, "och M?", "varför?", "hur då?")
    query = make_query("när?", earlier=["vad vill S?"] * 100_000 + list(end))
    assert query.earlier == ("vad vill V?", "och M?", "varför?", "hur då?")


def test_no_more_is_ignored_than_a_question_can_hold() -> None:
    hundred = [f"place:punkt {number}" for number in range(MAX_IGNORED)]
    assert make_query("vård", ignore=hundred).ignore == tuple(hundred)
    with pytest.raises(QueryError, match="101 items are to be ignored; the limit is 100"):
        make_query("vård", ignore=[*hundred, "party"])
    with pytest.raises(QueryError, match="an item to be ignored has 1006 characters; the limit is 1000"):
        make_query("vård", ignore=["place:" + "x" * 1000])
