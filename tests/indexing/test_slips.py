"""Slips of the finger and the ear."""

from __future__ import annotations

import pytest

from indexing.slips import Slip, one_slip_from, slip, with_diacritics


@pytest.mark.parametrize(
    ("typed", "meant", "happened"),
    [
        ("kriskomission", "kriskommission", Slip.FINGERS),  # left out
        ("sjukskoterksa", "sjukskoterska", Slip.FINGERS),  # swapped
        ("skoolan", "skolan", Slip.FINGERS),  # doubled
        ("vaerden", "varden", Slip.NEIGHBOUR),  # added
        ("vsrden", "varden", Slip.NEIGHBOUR),  # the key beside
        ("vxrden", "varden", Slip.OTHER),  # a key elsewhere
        ("medecin", "medicin", Slip.NEIGHBOUR),  # vowels
        ("specialicera", "specialisera", Slip.NEIGHBOUR),  # sound alike
        ("omstalnigen", "omstallningen", Slip.SEVERAL),
        ("komision", "kommission", Slip.SEVERAL),
        ("bostadshem", "bostadshus", Slip.OTHER),  # another word's end
        ("varden", "varden", Slip.FINGERS),
    ],
)
def test_what_happened_between_two_words(typed: str, meant: str, happened: Slip) -> None:
    assert slip(typed, meant) is happened


def test_readings_with_diacritics() -> None:
    assert list(with_diacritics("pa")) == ["pa", "på", "pä"]
    assert set(with_diacritics("loda")) == {"loda", "lodå", "lodä", "löda", "lödå", "lödä"}
    assert list(with_diacritics("vård")) == ["vård"]


def test_too_many_readings_are_none() -> None:
    assert len(list(with_diacritics("a" * 5))) == 243
    assert list(with_diacritics("a" * 6)) == []


def test_what_one_slip_makes_a_word_of() -> None:
    found = set(one_slip_from("skoolnin"))
    assert {"skolnin", "skoolning", "sokolnin", "skooklnin"} <= found
    assert "koolnin" not in found
    assert "skoolnin" not in found
