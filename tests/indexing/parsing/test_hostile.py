"""Files that are made to keep a parser busy: the time that each takes grows with its length alone."""

from __future__ import annotations

import time

import pytest

from indexing.parsing import PARSERS, parse
from tests.indexing.parsing.samples import make_meta

FILES = {
    "a table of many rows": "|a|b|\n|-|-|\n" + "|x|y|\n" * 5_000,
    "paragraphs without any heading": "Mer vård.\n\n" * 20_000,
    "spaces within a line": "a" + " " * 100_000 + "b",
    "marks in the wrong order": "a" + "\u0315\u0300" * 30_000,
    "soft hyphens": "a\u00ad " * 30_000,
    "a line without spaces": "a" * 200_000,
    "brackets": "[" * 5_000,
    "emphasis": "*a **b " * 5_000,
    "code": "`a``b" * 5_000,
    "empty lines": "\n" * 200_000 + "a",
    "points": "1. a\n" * 10_000,
}


@pytest.mark.parametrize("parser", sorted(PARSERS))
@pytest.mark.parametrize("name", FILES)
def test_hostile_files_are_parsed_in_a_moment(name: str, parser: str) -> None:
    before = time.process_time()
    parse(FILES[name].encode(), make_meta(parser=parser))
    assert time.process_time() - before < 5
