"""What was read in sentences: stored whole, and looked up as an obvious loop would."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.sentence_store import Mark, SentenceStore

TERMS = (frozenset({"vård", "kö"}), frozenset[str](), frozenset({"tåg"}), frozenset({"kö", "tåg", "å"}))
MARKS = (Mark.DEMAND, Mark(0), Mark.FORMULA | Mark.NUMBER, Mark.NAME)


@pytest.fixture
def store() -> SentenceStore:
    return SentenceStore.build(TERMS, MARKS)


def test_terms_and_marks(store: SentenceStore) -> None:
    assert len(store) == 4
    assert [store.terms_of(number) for number in range(4)] == list(TERMS)
    assert store.marks.tolist() == [2, 0, 5, 16]
    assert store.vocabulary == ("kö", "tåg", "vård", "å")


_TERM = st.sampled_from("abcdef")


@given(
    st.lists(st.frozensets(_TERM), min_size=1, max_size=6),
    st.lists(st.sampled_from("abcdefxy"), unique=True),
    st.data(),
)
def test_held_terms_are_those_of_a_loop(terms: list[frozenset[str]], wanted: list[str], data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(0, len(terms) - 1), max_size=8))
    found = SentenceStore.build(terms, [Mark(0)] * len(terms)).holds(np.array(numbers, np.int64), wanted)
    assert found.shape == (len(numbers), len(wanted))
    assert found.tolist() == [[term in terms[number] for term in wanted] for number in numbers]


def test_stored_and_loaded(store: SentenceStore, tmp_path: Path) -> None:
    for name, array in store.to_arrays().items():
        np.save(tmp_path / name, array)
    loaded = SentenceStore.load(tmp_path)
    assert [loaded.terms_of(number) for number in range(4)] == list(TERMS)
    assert (loaded.marks.tolist(), loaded.vocabulary) == (store.marks.tolist(), store.vocabulary)


def test_no_sentences(tmp_path: Path) -> None:
    for name, array in SentenceStore.build([], []).to_arrays().items():
        np.save(tmp_path / name, array)
    loaded = SentenceStore.load(tmp_path)
    assert (len(loaded), loaded.vocabulary) == (0, ())
    assert loaded.holds(np.empty(0, np.int64), ["a"]).shape == (0, 1)
