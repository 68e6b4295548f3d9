"""The motion, changed as other extractions and other motions differ: the same structure must come out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from indexing.parsing import parse
from indexing.records import ArtefactKind, Document, SectionKind
from tests.indexing.parsing.samples import MOTION_FILE, check_nothing_lost, innermost, make_meta, outline
from tests.indexing.parsing.test_motion import NOTES, SECTIONS

SOURCE = MOTION_FILE.read_bytes().decode()
_NOTE_LINE = re.compile(r"(?m)^(\d{1,2}) (?=Myndigheten|Ibid|Ivarsson|Folkhälso|Välfärdsk|SOU|Social|https)")
_MARKER = re.compile(r"(?<=[a-zåäö]\.)(\d{1,2})(?=\s)|(?<=2027\.)13(?= )")


def parsed(source: str) -> Document:
    document = parse(source.encode(), make_meta())
    check_nothing_lost(document, source)
    return document


def section_headings(document: Document) -> dict[str, str]:
    return {number or "": heading or "" for kind, number, heading in outline(document) if kind == "section"}


def note_places(document: Document) -> dict[int, tuple[str, str | None]]:
    return {note.number: (note.text, innermost(document, note.anchor or 0).number) for note in document.footnotes}


def page_breaks_as_form_feeds(source: str) -> str:
    """A form feed where a page's first line begins with a space."""
    return re.sub(r"\n (?=\S)", "\n\f", source)


def page_numbers_everywhere(source: str) -> str:
    """Number the pages that the source leaves unnumbered."""
    pages = iter(range(6, 100))
    return re.sub(r"\n (?=\S)", lambda _: f"\n \n\n{next(pages)} \n\n", source)


def single_spaced(source: str) -> str:
    """Without the empty line after every visual line; paragraphs are told by their last lines alone."""
    return re.sub(r"(?<=\S \n)\n(?=\S)", "", source)


def renumbered_sections(source: str) -> str:
    """Sections 2 to 5 become 5 to 8."""
    return re.sub(
        r"(?m)^( ?)([2-5])((?:\.\d)* [A-ZÅÄÖ](?!.*\d{4}\)\.| *bid))(?=.*[^.] $)",
        lambda match: (
            match[0]
            if match[0].strip().startswith(("2 Ibid", "3 Myndig", "4 Ivars", "5 Folkh"))
            else f"{match[1]}{int(match[2]) + 3}{match[3]}"
        ),
        source,
    )


SAME_RESULT: dict[str, Callable[[str], str]] = {
    "crlf": lambda source: source.replace("\n", "\r\n"),
    "bom": lambda source: f"\ufeff{source}",
    "no trailing space": str.rstrip,
    "form feeds": page_breaks_as_form_feeds,
    "page numbers everywhere": page_numbers_everywhere,
    "single-spaced": single_spaced,
    "lines stripped": lambda source: re.sub(r"(?m)^ +| +$", "", source),
    "single-spaced, lines stripped": lambda source: re.sub(r"(?m)^ +| +$", "", single_spaced(source)),
    "no empty lines": lambda source: re.sub(r"\n\s+", "\n", source),
    "two empty lines": lambda source: source.replace("\n\n", "\n\n\n"),
    "indented": lambda source: re.sub(r"(?m)^(?=\S)", " " * 6, source),
}


@pytest.mark.parametrize("change", SAME_RESULT.values(), ids=SAME_RESULT.keys())
def test_structure_is_the_same(change: Callable[[str], str]) -> None:
    document = parsed(change(SOURCE))
    assert section_headings(document) == SECTIONS
    proposals = [number for kind, number, _ in outline(document) if kind == "proposal"]
    assert proposals == [str(number) for number in range(1, 25)]
    assert note_places(document) == {number: (text, section) for number, (text, section, _) in NOTES.items()}
    assert document.root.children[-1].kind is SectionKind.SIGNATURE


@pytest.mark.parametrize("name", ["crlf", "bom", "no trailing space", "two empty lines", "single-spaced"])
def test_text_is_the_same(name: str) -> None:
    assert parsed(SAME_RESULT[name](SOURCE)).text == parsed(SOURCE).text


def test_numbers_on_every_page_are_removed() -> None:
    document = parsed(page_numbers_everywhere(SOURCE))
    pages = [artefact.text for artefact in document.artefacts if artefact.kind is ArtefactKind.PAGE_NUMBER]
    assert pages == [str(number) for number in range(3, 3 + len(pages))]
    assert len(pages) == 3 + len(re.findall(r"\n (?=\S)", SOURCE))
    assert "fördelningen av AT- och ST-tjänster kan bli mer likvärdig" in document.text


def test_other_section_numbers() -> None:
    document = parsed(renumbered_sections(SOURCE))
    expected = {f"{int(number[0]) + 3}{number[1:]}": heading for number, heading in SECTIONS.items()}
    assert section_headings(document) == expected
    assert [note.number for note in document.footnotes] == list(NOTES)


@pytest.mark.parametrize("shift", [-3, 2])
def test_other_footnote_numbers(shift: int) -> None:
    """Notes 4 to 16 become 1 to 13 (the first three lose their number), or all move up by two."""
    shifted = _NOTE_LINE.sub(lambda match: f"{int(match[1]) + shift} ", SOURCE)
    shifted = _MARKER.sub(lambda match: str(int(match[0]) + shift), shifted)
    if shift < 0:
        shifted = re.sub(r"(?m)^(-2|-1|0) (?=Myndigheten|Ibid)", "", shifted)
        shifted = re.sub(r"(?<=[a-z]\.)(-2|-1|0)(?=\s)", "", shifted)
    document = parsed(shifted)
    expected = {n + shift: (text, section) for n, (text, section, _) in NOTES.items() if n + shift > 0}
    assert note_places(document) == expected
    assert section_headings(document) == SECTIONS


def test_footnote_whose_first_line_looks_like_the_next_heading() -> None:
    """Note 5 without a full stop on its first line, while section 5 is what comes next."""
    changed = SOURCE.replace(
        "5 Folkhälsomyndigheten (2019). Öppna jämförelser folkhälsa 2019. \n",
        "5 Folkhälsomyndigheten om öppna jämförelser av folkhälsan i landets alla regioner och \nkommuner 2019. \n",
    )
    assert changed != SOURCE
    document = parsed(changed)
    assert section_headings(document) == SECTIONS
    assert note_places(document)[5] == (
        "Folkhälsomyndigheten om öppna jämförelser av folkhälsan i landets alla regioner och kommuner 2019.",
        "4.5.1",
    )


def test_heading_that_looks_like_the_next_footnote() -> None:
    """Section 5 becomes 12, which is also the note that comes next, its marker already passed."""
    changed = re.sub(r"(?m)^( ?)5((?:\.\d)? [A-ZÅÄÖ](?!olkhälsomyndigheten \(2019))", r"\g<1>12\2", SOURCE)
    changed = re.sub(r"(?m)^( ?)4((?:\.\d)* [A-ZÅÄÖ](?!varsson))", r"\g<1>11\2", changed)
    changed = re.sub(r"(?m)^( ?)3( Inledning)", r"\g<1>10\2", changed)
    changed = re.sub(r"(?m)^( ?)2( Förslag)", r"\g<1>9\2", changed)
    changed = changed.replace("somatiska sjukvården.11 Bristen", "somatiska sjukvården.11 Bristen på plats.12 Bristen")
    expected = {
        {"2": "9", "3": "10", "4": "11", "5": "12"}[number[0]] + number[1:]: heading
        for number, heading in SECTIONS.items()
    }
    document = parsed(changed)
    assert section_headings(document) == expected
    assert [note.number for note in document.footnotes] == list(NOTES)
