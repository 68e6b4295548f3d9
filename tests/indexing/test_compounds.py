"""Compounds: a table of policy words and their parts, and how the cheapest reading is chosen."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.compounds import CompoundSplitter, split_compound
from indexing.hunspell import Dictionary

# One "word: part part" a line; a word without parts stays whole.
TABLE = [
    (word, tuple(parts.split()))
    for line in (Path(__file__).parent / "compounds.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word, parts in [line.split(":")]
]

RULES = """
SFX A Y 1
SFX A 0 s .
SFX D Y 1
SFX D 0 en [^a]
SFX v N 2
SFX v a s/WXZ a
SFX v 0 s/WXZ [^a]
"""


def test_the_table_is_large() -> None:
    assert len(TABLE) >= 300
    assert len({word for word, _ in TABLE}) == len(TABLE)
    assert sum(not parts for _, parts in TABLE) >= 40


@pytest.mark.parametrize(("word", "parts"), TABLE, ids=[word for word, _ in TABLE])
def test_policy_words(word: str, parts: tuple[str, ...]) -> None:
    assert split_compound(word) == parts


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        # linking letters, and letters dropped
        ("arbetstiden", ("arbete", "tid")),
        ("skattetrycket", ("skatt", "tryck")),
        ("kyrkovalet", ("kyrka", "val")),
        ("gatubelysningen", ("gata", "belysning")),
        ("läkartid", ("läkare", "tid")),
        ("gymnasieval", ("gymnasium", "val")),
        # three equal letters are written as two
        ("busstrafik", ("buss", "trafik")),
        ("natttåg", ("natt", "tåg")),
        ("nattåg", ("natt", "tåg")),
        ("mattraditioner", ("mat", "tradition")),
        # the same letters, other words
        ("patientlag", ("patient", "lag")),
        ("patientsäkerhetslagen", ("patientsäkerhet", "lag")),
        ("ersättningsökning", ("ersättning", "ökning")),
        # names
        ("göteborgsprotokollet", ("göteborg", "protokoll")),
        # as long as they get
        ("arbetsmarknadsutbildningsplatserna", ("arbetsmarknad", "utbildningsplats")),
    ],
)
def test_joints(word: str, parts: tuple[str, ...]) -> None:
    assert split_compound(word) == parts


@pytest.mark.parametrize("word", ["", "a", "el", "vård", "60", "st-läkare", "vård plats", "VÅRDPLATS", "xqzvårdplats"])
def test_what_is_no_compound_stays_whole(word: str) -> None:
    assert split_compound(word) == ()


@pytest.mark.parametrize(
    "word", "government healthcare transport understanding statement sometimes midwifery emissions budget".split()
)
def test_english_words_stay_whole(word: str) -> None:
    assert split_compound(word) == ()


def test_cheapest_reading() -> None:
    entries = "7\nbild/DXY\nbil/DXY\nrulle/DY\ndrulle/DY\nsjuk/X\nvård/vDXY\nsjukvård/vDY\n"
    splitter = CompoundSplitter(Dictionary(entries, RULES))
    # no three-letter part, where there is another reading
    assert splitter.split("bildrulle") == ("bild", "rulle")
    # fewest parts
    assert splitter.split("sjukvårdsrulle") == ("sjukvård", "rulle")
    # an inflected last part; "rulleen" is what the rule makes of it
    assert splitter.split("sjukvården") == ("sjuk", "vård")
    assert splitter.split("vårdvårdsrulleen") == ("vård", "vård", "rulle")


def test_flags_are_obeyed() -> None:
    splitter = CompoundSplitter(Dictionary("4\nbrott/vY\nvakt/X\nfall/Y\nhemlig/%XY\nrörd/XY\n", RULES))
    assert splitter.split("brottsfall") == ("brott", "fall")
    assert splitter.split("brottfall") == ()
    assert splitter.split("brottsvakt") == ()
    assert splitter.split("hemligfall") == ()
    # "XY" alone marks words from user interfaces
    assert splitter.split("rördfall") == ()


@settings(deadline=None)  # the first word loads the dictionaries
@given(st.text(alphabet="abdeilnorsttåvägård", max_size=60))
def test_parts_are_words_and_in_order(word: str) -> None:
    parts = split_compound(word)
    assert len(parts) != 1
    assert all(len(part) >= 2 and part.isalpha() for part in parts)


def test_time_is_proportional_to_length() -> None:
    split_compound("vårdplats")
    began = time.process_time()
    for word in ("a" * 10_000, "vård" * 2_500, "buss" * 2_500, "å" * 10_000):
        split_compound(word)
    # 0.06 s a thousand letters at most when measured; quadratic work would take minutes
    assert time.process_time() - began < 20
