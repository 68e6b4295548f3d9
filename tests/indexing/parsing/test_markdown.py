"""Markdown: headings, points and paragraphs come from the marks, and nothing is lost."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.errors import ParsingError
from indexing.parsing import parse
from indexing.records import ArtefactKind, Document, SectionKind
from tests.indexing.parsing.samples import bodies, check_nothing_lost, make_meta, outline, paragraph_texts, parse_text

PROGRAMME = """\ufeff# Miljöprogram för *Region Norr*

Antaget av partistyrelsen.

## Vård och omsorg

Fler [vårdplatser](https://a.se/plats "Titel") ska **öppnas**. Se `bilaga 2`
och <https://b.se>.

1. Regionen ska anställa fler läkare.

   Det gäller hela länet.
2. Regionen ska avskaffa avgiften.

### 2.1 Tandvård

- Barn ska få hjälp.
- Äldre också, hälso-
  och sjukvård ingår.

| År | Mål |
|----|-----|
| 2026 | 50 \\* |

> Citat ur <script>alert(1)</script>

Slut
====
"""


def read(source: str, title: str | None = None) -> Document:
    return parse_text(source, title, parser="markdown")


def test_a_programme() -> None:
    document = read(PROGRAMME, "Miljöprogram för Region Norr")
    assert outline(document) == [
        ("section", None, "Miljöprogram för Region Norr"),
        ("section", None, "Vård och omsorg"),
        ("point", "1", None),
        ("point", "2", None),
        ("section", "2.1", "Tandvård"),
        ("section", None, "Slut"),
    ]
    assert bodies(document, SectionKind.POINT) == {
        "1": "Regionen ska anställa fler läkare.\n\nDet gäller hela länet.",
        "2": "Regionen ska avskaffa avgiften.",
    }
    assert paragraph_texts(document) == [
        "Antaget av partistyrelsen.",
        "Fler vårdplatser ska öppnas. Se bilaga 2 och https://b.se.",
        "Regionen ska anställa fler läkare.",
        "Det gäller hela länet.",
        "Regionen ska avskaffa avgiften.",
        "- Barn ska få hjälp.",
        "- Äldre också, hälso- och sjukvård ingår.",
        "År | Mål",
        "2026 | 50 *",
        "Citat ur <script>alert(1)</script>",
    ]


def test_a_title() -> None:
    document = read("# Vårdprogram\n\nText här.\n\n## Skola\n\nMer text.\n", "Vårdprogram")
    assert document.root.heading == "Vårdprogram"
    assert outline(document) == [("introduction", None, None), ("section", None, "Skola")]
    described = read("# Vårdprogram\n\nText här.\n")
    assert (described.root.heading, outline(described)) == (None, [("section", None, "Vårdprogram")])


def test_marks_are_artefacts_with_their_place() -> None:
    document = read("**Vård** [nu](http://x.se)y\r\n")
    assert document.text == "Vård nuy"
    removed = [(artefact.kind, artefact.text) for artefact in document.artefacts]
    assert removed == [
        (ArtefactKind.MARKUP, "**"),
        (ArtefactKind.MARKUP, "**"),
        (ArtefactKind.MARKUP, "["),
        (ArtefactKind.MARKUP, "](http://x.se)"),
    ]
    assert document.source_map.to_source(7, 8).start == len("**Vård** [nu](http://x.se)")


def test_proposals_of_a_motion() -> None:
    document = read("## Förslag till riksdagsbeslut\n\n1. Riksdagen ställer sig bakom A.\n2. Riksdagen avslår B.\n")
    assert bodies(document, SectionKind.PROPOSAL) == {
        "1": "Riksdagen ställer sig bakom A.",
        "2": "Riksdagen avslår B.",
    }


@pytest.mark.parametrize("source", ["", "  \n", "\ufeff", "\0"])
def test_no_text(source: str) -> None:
    with pytest.raises(ParsingError):
        parse(source.encode(), make_meta(parser="markdown"))


PIECES = [
    *("vård", "Skola", "*", "**", "_", "`", "# ", "## ", "> ", "- ", "1. ", "2) ", "[", "](", ")", "http://a.se"),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "    ",
        "|",
        "---",
        "===",
        "```",
        "\\",
        "&amp;",
        "<b>",
        "!",
        " ",
        "\u00ad",
        "a\u030a",
        "\t",
    ),
]


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join))
def test_nothing_is_lost(source: str) -> None:
    try:
        document = parse(source.encode(), make_meta(parser="markdown"))
    except ParsingError:
        return
    check_nothing_lost(document, source)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["sjukvård", "och", "läkare", "skola", "öka"]), min_size=1, max_size=40))
def test_wrapped_words_come_back(words: list[str]) -> None:
    text = f"Vi {' '.join(words)}."
    assert read("\n".join(textwrap.wrap(text, 30))).text == text
