"""What is guessed of a document, and what is left to people."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

import pytest

from service.admin.guesses import guess_metadata
from service.admin.metadata import Metadata
from service.admin.uploads import receive
from tests.indexing.parsing.samples import MOTION_FILE, PROGRAMME_FILE

TODAY = datetime.date(2026, 11, 22)
MOTION = """Motion till riksdagen
2023/24:2378
av Nooshi Dadgostar m.fl. (V)

Bättre villkor i skolan

Förslag till riksdagsbeslut

1. Riksdagen ställer sig bakom det som anförs i motionen om lärare.

Nooshi Dadgostar (V)
Stockholm den 4 oktober 2023
"""


def guess(name: str, text: str, taken: tuple[str, ...] = ()) -> Metadata:
    return guess_metadata(receive(name, text.encode()), taken, TODAY)


def test_a_motion() -> None:
    assert guess("fil.txt", MOTION) == Metadata(
        id="v-motion-till-riksdagen-2023-24-2378-av-nooshi-dadgostar-m-fl",
        title="Motion till riksdagen 2023/24:2378 av Nooshi Dadgostar m.fl. (V)",
        type="motion",
        party=("V",),
        language="sv",
        source="Uppladdad som fil.txt, 2026-11-22.",
        licence="Får återanvändas fritt om källan anges (Källa: Sveriges riksdag).",
        parser="plain-text",
        organ="Riksdagen",
        session="2023/24",
        date="2023-10-04",
    )


def test_readers_are_told_the_source_in_the_language_of_the_document() -> None:
    said = guess(
        "motion.txt", "The Riksdag\n\nThis is a motion of the Green Party about trains: förslag till riksdagsbeslut\n"
    )
    assert (said.language, said.source, said.licence) == (
        "en",
        "Uploaded as motion.txt, 2026-11-22.",
        "Free re-use with the source named (Källa: Sveriges riksdag).",
    )


def test_markdown_in_english() -> None:
    said = guess(
        "green_plan.md", "Some words.\n\n# Election manifesto *2022*\n\nThe Green Party wants trains to run.\n"
    )
    assert (said.title, said.type, said.party, said.language, said.parser) == (
        "Election manifesto 2022",
        "manifesto",
        ("MP",),
        "en",
        "markdown",
    )
    assert (said.id, said.organ, said.session, said.date, said.licence) == (
        "mp-election-manifesto-2022",
        None,
        None,
        None,
        "",
    )


def test_what_the_text_does_not_show_stays_empty() -> None:
    said = guess("min_fina fil.txt", "och sedan gick de hem, alla sju.\n")
    assert (said.title, said.title_is_descriptive, said.type, said.party) == ("Min fina fil", True, "", ())
    assert said.id == "min-fina-fil"


def test_an_id_is_free() -> None:
    assert guess("a.txt", "Åsa & Öberg\n\nText.", ("asa-oberg", "asa-oberg-2")).id == "asa-oberg-3"
    assert guess("日本.txt", "日本語の文章。\n").id == "document"


@pytest.mark.parametrize(
    ("file", "kind", "organ"), [(PROGRAMME_FILE, "program", "Region Stockholm"), (MOTION_FILE, "motion", "Riksdagen")]
)
def test_the_corpus(file: Path, kind: str, organ: str) -> None:
    said = guess_metadata(receive(file.name, file.read_bytes()), (), TODAY)
    assert (said.type, said.party, said.organ, said.language) == (kind, ("V",), organ, "sv")
    assert said.parser == "pdf-text"
    if kind == "program":
        assert (said.title, said.title_is_descriptive) == ("Vänsterpartiets 44 punkter för Region Stockholm", False)


def test_pages_and_hostile_titles() -> None:
    pages = guess("a.txt", "Rubrik\n\nText\n1\n\nText\n2\n\nText\n3\n")
    assert pages.parser == "pdf-text"
    hostile = guess("a.txt", "<script>alert('å')</script>\n\nText.")
    assert hostile.title == "A"
    assert guess("a.txt", "Vård <script>\u202e\n\nText.").title == "Vård <script>\u202e"


def test_marks_that_close_a_heading_are_not_in_the_title() -> None:
    assert guess("fil.md", "## Skolan i Åre ##  \n\nText.\n").title == "Skolan i Åre"


@pytest.mark.parametrize(
    "text", ["# a" + " \f" * 1_400 + "b", "# " + "#" * 2_900 + "b", "a\u0315\u0300" * 9 + "\u0315\u0300" * 90_000]
)
def test_hostile_beginnings_are_guessed_at_in_a_moment(text: str) -> None:
    before = time.process_time()
    guess("fil.md", text)
    assert time.process_time() - before < 3
