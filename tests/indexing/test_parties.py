"""Codes and names of parties."""

from __future__ import annotations

import pytest

from indexing.parties import PARTY_CODES, PARTY_NAMES, party_code


def test_the_eight_parties() -> None:
    assert PARTY_CODES == ("S", "M", "SD", "C", "V", "KD", "MP", "L")


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in PARTY_NAMES.items() for name in names])
def test_every_name_in_any_case(code: str, name: str) -> None:
    assert [party_code(form) for form in (name, name.upper(), name.title(), f"  {name} ", f"the {name}")] == [code] * 5


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("V", "V"),
        ("sd", "SD"),
        (" Kd ", "KD"),
        ("the  Left\nParty", "V"),
        ("", None),
        ("X", None),
        ("vänster", None),
        ("S, M", None),
        ("de", None),
        ("NaN", None),
        ("\x00", None),
        ("\ud800", None),
    ],
)
def test_codes_and_what_is_no_party(value: str, expected: str | None) -> None:
    assert party_code(value) == expected


def test_no_name_belongs_to_two_parties() -> None:
    names = [name for names in PARTY_NAMES.values() for name in names]
    assert len(names) == len(set(names))
    assert all(name == name.lower() for name in names)
