"""The vocabulary: counts, words that differ in diacritics, words within few edits, bytes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.vocabulary import Form, Vocabulary, folded

VOCABULARY = Vocabulary.of(
    ["Vård och värd: VÅRD.", "Kriskommissionen för arbetsmiljön", "ST-tjänster, 24/7, 3-milsgränsen"]
)


@pytest.mark.parametrize(
    ("word", "folded_word"),
    [("vård", "vard"), ("över", "over"), ("ädelö", "adelo"), ("idé", "ide"), ("plan", "plan"), ("", "")],
)
def test_folded_words_have_no_diacritics(word: str, folded_word: str) -> None:
    assert folded(word) == folded_word


@pytest.mark.parametrize(
    ("word", "count"), [("vård", 2), ("värd", 1), ("vard", 0), ("st", 1), ("milsgränsen", 1), ("24", 0), ("", 0)]
)
def test_words_are_runs_of_letters_counted_in_lower_case(word: str, count: int) -> None:
    assert VOCABULARY.count(word) == count


def test_a_letter_and_its_ring_are_one_letter() -> None:
    assert Vocabulary.of(["va\u030ard"]).count("vård") == 1


@pytest.mark.parametrize("word", ["vard", "vård", "värd"])
def test_words_that_differ_in_diacritics_are_found_from_each_other(word: str) -> None:
    assert VOCABULARY.same_letters(word) == (Form("värd", 1), Form("vård", 2))


def test_a_beginning_is_no_word() -> None:
    assert VOCABULARY.same_letters("var") == ()
    assert VOCABULARY.same_letters("vardo") == ()


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("kriskommissionen", [(Form("kriskommissionen", 1), 0)]),
        ("kriskomissionen", [(Form("kriskommissionen", 1), 1)]),
        ("kirskommissionen", [(Form("kriskommissionen", 1), 1)]),
        ("kriskomisionen", [(Form("kriskommissionen", 1), 2)]),
        ("kriskomisionn", []),
        ("rkiskommissionen", []),
        ("arbetsmiljöer", [(Form("arbetsmiljön", 1), 2)]),
    ],
)
def test_words_within_two_edits_that_begin_with_the_same_letter(word: str, found: list[tuple[Form, int]]) -> None:
    assert VOCABULARY.near(word, 2) == found


def _edits(one: str, other: str) -> int:
    """Optimal string alignment by its recurrence: the slow twin of ``near``."""
    table = [[i + j for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            replaced = table[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, replaced)
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[len(one)][len(other)]


@given(st.lists(st.text("aäbo", min_size=1, max_size=5), max_size=20), st.text("aäbo", min_size=1, max_size=5))
def test_near_agrees_with_comparing_every_word(words: list[str], word: str) -> None:
    expected = {
        other: _edits(folded(word), folded(other))
        for other in words
        if folded(other)[0] == folded(word)[0] and _edits(folded(word), folded(other)) <= 1
    }
    assert {form.word: edits for form, edits in Vocabulary.of(words).near(word, 1)} == expected


@given(st.lists(st.text()))
def test_bytes_restore_the_vocabulary(texts: list[str]) -> None:
    vocabulary = Vocabulary.of(texts)
    assert Vocabulary.from_bytes(vocabulary.to_bytes()).to_bytes() == vocabulary.to_bytes()


def test_an_empty_vocabulary_knows_nothing() -> None:
    empty = Vocabulary.from_bytes(Vocabulary.of([]).to_bytes())
    assert (empty.count("vård"), empty.same_letters("vård"), empty.near("vård", 2)) == (0, (), [])


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"4": [["vard"], ["v\xc3\xa5rd"]]}', b'{"4": [["vard"], ["x"], ["y"]]}']
)
def test_bytes_of_something_else_are_refused(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        Vocabulary.from_bytes(data)
