"""Metadata is checked field by field, and tidied first."""

from __future__ import annotations

import msgspec
import pytest

from service.admin.metadata import Metadata, find_flaws, tidy

GOOD = Metadata(
    "v-a", "Å", "program", ("V", "MP"), "sv", "Här.", "Fri.", "plain-text", False, None, "2023/24", "2024-02-29"
)


def test_good_metadata() -> None:
    assert find_flaws(GOOD, {"other"}) == {}
    assert find_flaws(msgspec.structs.replace(GOOD, session="1999/2000", date=None), ()) == {}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("id", "", "'' is no slug"),
        ("id", "Å b", "is no slug"),
        ("id", "../a", "is no slug"),
        ("id", "a" * 101, "is no slug"),
        ("id", "taken", "'taken' is another document's"),
        ("title", "", "it is needed"),
        ("title", "a" * 1001, "it has 1001 characters; at most 1000"),
        ("title", "a\x07b", "it holds control characters"),
        ("type", "En typ", "is no slug"),
        ("party", ("X",), "'X' is not known"),
        ("party", ("V", "V"), "a party occurs twice"),
        ("language", "swe", "no code of ISO 639-1"),
        ("parser", "pdf", "there is no parser 'pdf'"),
        ("session", "2023/25", "'2023/25' is no session"),
        ("date", "2023-02-29", "'2023-02-29' is no date"),
        ("date", "20230101", "is no date"),
        ("source", "", "it is needed"),
        ("organ", "a\x00", "control characters"),
    ],
)
def test_flaws(field: str, value: object, message: str) -> None:
    flaws = find_flaws(msgspec.structs.replace(GOOD, **{field: value}), {"taken"})
    assert list(flaws) == [field]
    assert message in flaws[field]


def test_tidying() -> None:
    said = tidy(msgspec.structs.replace(GOOD, title=" A\u030a\n sa ", organ=" ", date="", session=None))
    assert (said.title, said.organ, said.date, said.session) == ("Å sa", None, None, None)
