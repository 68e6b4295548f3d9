"""Nothing of a source is lost, whatever the source: generated documents, real ones, hostile ones."""

from __future__ import annotations

import shutil
import subprocess
import textwrap
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexing.errors import ParsingError
from indexing.parsing import parse
from tests.indexing.parsing.samples import SHARED_DATA, check_nothing_lost, make_meta, parse_text

WORDS = (
    "vården sjukvårdslagen läkare och eller regionen ska öka Regeringen bör 25 1 100 procent hälso- AT- ST-läkare "
    "24/7 bl.a. känna.5 välfärden.15 skolan. patienter, SLSO VÅRD konflikt fiskeri § 3 (2023). https://a.se/b-c"
).split()


@st.composite
def extracted(draw: st.DrawFn) -> str:
    """A document as extraction might leave it: wrapped, numbered, decomposed, with ligatures and soft hyphens."""
    width = draw(st.integers(20, 100))
    paragraphs = draw(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join), max_size=12))
    extras = st.sampled_from(
        ["", "3", "4", "5 Note (2019).", "6 Ibid.", "2 Rubrik", "\f", "1. Punkt", " ", "VÅRD", "7"]
    )
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [*textwrap.wrap(paragraph, width), draw(extras)]
    gap = draw(st.sampled_from(["\n", " \n\n", "\r\n", "\n \n\n", "\r"]))
    text = gap.join(lines).replace("fl", draw(st.sampled_from(["fl", "\ufb02"])))
    text = text.replace("sk", draw(st.sampled_from(["sk", "s\u00adk", "s-\nk", "s\u00ad\nk"])))
    return unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), text)


@example(source="och vården och och\n\x0c\noch vården och och\noch vården och och\n")  # nothing but running heads
@settings(max_examples=400, deadline=None)
@given(extracted())
def test_extracted_documents(source: str) -> None:
    if source.strip():
        parse_text(source)


HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "ab1 .-\n\n\u00ad\u0308\u030a\ufb01\ufeff\u200b\f\r\t\x02\u1100\u1161\u11a8\u212b\u0958\x85\x1f"
        ),
        st.characters(exclude_characters="\0", exclude_categories=["Cs"]),
    ),
    max_size=60,
)


@settings(max_examples=1500, deadline=None)
@given(HOSTILE, st.sampled_from(["pdf-text", "plain-text", "markdown"]))
def test_any_text(source: str, parser: str) -> None:
    try:
        document = parse(source.encode(), make_meta(parser=parser))
    except ParsingError:
        return
    check_nothing_lost(document, source)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["sjukvård", "och", "läkare", "skola", "regionen", "öka"]), min_size=1, max_size=60))
def test_wrapped_words_come_back(words: list[str]) -> None:
    text = f"Vi {' '.join(words)}."
    for width in (20, 45, 80):
        assert parse_text("\n".join(textwrap.wrap(text, width))).text == text
        assert parse_text(" \n\n".join(textwrap.wrap(text, width))).text.replace("\n\n", " ") == text


def test_parsing_again_gives_the_same() -> None:
    source = (Path(__file__).parents[3] / "corpora" / "v-motion-halso-och-sjukvard.txt").read_bytes()
    assert parse(source, make_meta()) == parse(source, make_meta())


@pytest.mark.parametrize(
    "source",
    [
        "a" * 10_000_000,
        "ord " * 500_000,
        "1 Rad.1\n" * 50_000,
        "1. Punkt\n" * 30_000,
        "VÅRD\n" * 30_000,
        "5\n" * 30_000,
        "".join(f"Rad {i} i ett långt dokument som\n" for i in range(100_000)),
        "a\u0308 " * 100_000,
        "\n" * 300_000 + "slut",
        "." * 1_000_000,
    ],
    ids=["one word", "one line", "notes", "points", "capitals", "numbers", "lines", "decomposed", "blank", "dots"],
)
def test_large_inputs_are_parsed_whole(source: str) -> None:
    data = source.encode()
    document = parse(data, make_meta())
    assert len(document.text) + sum(len(artefact.text) for artefact in document.artefacts) > 0


def party_texts() -> list[Path]:
    return sorted((SHARED_DATA / "party-texts").glob("*.txt"))


@pytest.mark.skipif(not party_texts(), reason="the shared folder party-texts is absent")
def test_party_texts() -> None:
    sources = [path.read_bytes() for path in party_texts()]
    documents = [parse(source, make_meta()) for source in sources]
    for document, source in zip(documents, sources, strict=True):
        check_nothing_lost(document, source.decode())
        assert len(document.text) > 0.9 * len(" ".join(source.decode().split()))


def party_pdfs() -> list[Path]:
    return sorted((SHARED_DATA / "party-pdf").glob("*.pdf"))


@pytest.mark.skipif(not party_pdfs(), reason="the shared folder party-pdf is absent")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("options", [[], ["-layout"]], ids=["flow", "layout"])
def test_extracted_party_pdfs(options: list[str]) -> None:
    for path in party_pdfs():
        command = ["pdftotext", "-enc", "UTF-8", *options, str(path), "-"]
        data = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603
        check_nothing_lost(parse(data, make_meta()), data.decode())
