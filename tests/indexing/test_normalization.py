"""One Unicode form, and at what price."""

from __future__ import annotations

import random
import sys
import time
import unicodedata

import pytest

from indexing.normalization import normalize

MARKS = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)).startswith("M")]


def test_a_letter_with_a_mark_becomes_one_letter() -> None:
    assert normalize("a\u030a") == "å"


def test_long_runs_of_marks_become_what_the_standard_says() -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    for _ in range(300):
        letters = (chance.choice(MARKS) if chance.random() < 0.97 else chance.choice("aåé–한ᄒ") for _ in range(100))
        text = "".join(letters)
        assert normalize(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("marks", ["\u0315\u0300", "\u0f73", "\u0f73\u0f75\u0344", "\u3099\u0315\u0300\u0301"])
def test_marks_in_the_wrong_order_take_no_time(marks: str) -> None:
    """Python alone takes a minute for the first of them."""
    before = time.process_time()
    normalize("a" + marks * (32_000 // len(marks)))
    assert time.process_time() - before < 2
