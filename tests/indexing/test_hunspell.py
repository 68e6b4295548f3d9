"""The Swedish dictionary: forms and the words they are forms of."""

from __future__ import annotations

from importlib import metadata

import pytest

from indexing.errors import MissingExtraError
from indexing.hunspell import Dictionary, Reading, swedish_dictionary

ENTRIES = """6
tid/DvXY
tid/HO
Göteborg/Av
Ica/AX
USA/AX
kommun/XY
ordlös
"""
RULES = """
# a comment
SFX D Y 2
SFX D 0 en [^a]
SFX D a orna a
SFX v N 1
SFX v 0 s/WXZ [^a]
SFX A Y 1
SFX A 0 s .
"""


@pytest.fixture
def small() -> Dictionary:
    return Dictionary(ENTRIES, RULES)


def test_entries(small: Dictionary) -> None:
    # two entries of one word are joined; names begin compounds and nothing else; short ones, and what cannot be
    # joined or is marked as nothing but joinable, are left out
    words = ("tid", "göteborg", "ica", "usa", "kommun", "ordlös", "Göteborg")
    assert {word: small.flags(word) for word in words} == {
        "tid": "DvXYHO",
        "göteborg": "v",
        "ica": "",
        "usa": "",
        "kommun": "",
        "ordlös": "",
        "Göteborg": "",
    }


def test_readings(small: Dictionary) -> None:
    tid = small.flags("tid")
    assert list(small.inflected("tiden")) == [Reading("tid", tid, suffixed=True)]
    assert list(small.inflected("tid")) == [Reading("tid", tid, suffixed=False)]
    assert list(small.inflected("tids")) == []
    assert list(small.linked("tids")) == [Reading("tid", tid, suffixed=True)]
    assert list(small.linked("tiden")) == []
    assert small.linking_flags == {"v"}


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("höjningarna", "höjning"),
        ("männens", "män"),
        ("partiernas", "parti"),
        ("fria", "fri"),
        ("skolorna", "skola"),
    ],
)
def test_swedish_forms(form: str, base: str) -> None:
    assert base in {reading.base for reading in swedish_dictionary().inflected(form)}


@pytest.mark.parametrize(
    ("form", "base"),
    [("arbetstids", "arbetstid"), ("människo", "människo"), ("fiskar", "fiskare"), ("stockholms", "stockholm")],
)
def test_swedish_linking_forms(form: str, base: str) -> None:
    assert base in {reading.base for reading in swedish_dictionary().linked(form)}


def test_a_missing_package_is_named_with_the_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        raise metadata.PackageNotFoundError("hunspell-sv")

    monkeypatch.setattr("indexing.hunspell.metadata.files", missing)
    swedish_dictionary.cache_clear()
    try:
        with pytest.raises(MissingExtraError, match="pip install hunspell-sv"):
            swedish_dictionary()
    finally:
        swedish_dictionary.cache_clear()


def test_missing_files_are_named_with_the_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexing.hunspell.metadata.files", lambda _: [])
    swedish_dictionary.cache_clear()
    try:
        with pytest.raises(MissingExtraError, match=r"sv_SE_expanded\.dic .* is missing"):
            swedish_dictionary()
    finally:
        swedish_dictionary.cache_clear()
