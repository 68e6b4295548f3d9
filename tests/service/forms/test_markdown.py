"""An answer as Markdown: to the letter, and as a renderer shows it whatever the documents hold."""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from indexing.answers import Understanding
from indexing.queries import make_query
from service import wire
from service.convert import ask_reply
from service.forms.markdown import answer_blocks, answer_markdown, escape, link
from service.links import Links
from service.reading import Reading
from tests.service.conftest import DOCUMENTS, EVERYTHING, FakeEngine

ROOT = "https://belagg.example.se"
RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


class Shown(HTMLParser):
    """Collects what a reader sees, and the elements that it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.elements: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.addresses += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(markdown: str) -> Shown:
    parser = Shown()
    parser.feed(RENDERER.render(markdown))
    parser.close()
    return parser


def reply_to(question: str, understanding: Understanding | None = None, root: str | None = ROOT) -> wire.AskReply:
    engine = FakeEngine()
    engine.understanding = understanding or Understanding()
    answer = engine.ask(make_query(question))
    return ask_reply(Reading(answer, DOCUMENTS, "g-1", 1.0), Links(root))


ANSWER = """\
Fler vårdplatser ska öppnas. \\<script\\>alert('å')\\</script\\> [1]

Fler behövs. [2]

**Källor**

- [1] [Partiets program \\<i\\> (V), punkt 1]({})
- [2] [Motion om vården (V, MP), avsnitt 5.1]({})"""


def test_an_answer() -> None:
    reply = reply_to("vård")
    assert answer_markdown(reply) == ANSWER.format(*(cited.url for cited in reply.citations))


def test_what_the_reader_sees_of_it() -> None:
    reply = reply_to("vård")
    page = shown(answer_markdown(reply))
    assert "<script>alert('å')</script> [1]" in page.text
    assert "[2] Motion om vården (V, MP), avsnitt 5.1" in page.text
    assert set(page.elements) == {"p", "strong", "ul", "li", "a"}
    assert page.addresses == [cited.url for cited in reply.citations]
    assert all(address.startswith(f"{ROOT}/documents/") for address in page.addresses)


def test_a_quote_is_shown_where_no_statement_says_it() -> None:
    reply = reply_to("vård")
    merged = msgspec.structs.replace(reply, statements=(wire.StatementReply("Fler behövs.", (2, 1)),))
    sources = answer_markdown(merged).split("**Källor**")[1]
    assert sources.count("”") == 2
    assert "#hit)  \n  ”Fler vårdplatser ska öppnas. \\<script\\>alert('å')\\</script\\>”\n- [2]" in sources


def test_footnotes_of_a_quote_are_told() -> None:
    reply = reply_to("vård")
    noted = msgspec.structs.replace(reply.citations[0], footnotes=(wire.FootnoteReply(7, "SoS (2021), s. 5_a_.", 1),))
    text = answer_markdown(msgspec.structs.replace(reply, citations=(noted, reply.citations[1])))
    assert "#hit)  \n  Fotnot 7: SoS (2021), s. 5_a\\_.\n- [2]" in text


def test_how_the_question_was_read_comes_first() -> None:
    follow_up = dataclasses.replace(EVERYTHING, follow_up="vad säger motionen om *vård*?")
    blocks = list(answer_blocks(reply_to("och motionen?", follow_up)))
    assert blocks[:3] == [
        "*Tolkat som: vad säger motionen om \\*vård\\*?*",
        "*Läst som: vårdplatser (vardplatser)*",
        "*Inget dokument av Moderaterna (M) finns i indexet.*",
    ]


def test_who_worded_an_answer_is_told_and_its_quotes_are_shown() -> None:
    reply = reply_to("vård")
    statements = (wire.StatementReply("Partiet vill ha fler.", (1, 2)),)
    blocks = list(answer_blocks(msgspec.structs.replace(reply, written_by="modell_1", statements=statements)))
    assert blocks[0].startswith("*Formulerat av modell_1, kontrollerat mot citaten.")
    assert "”Fler behövs.”" in blocks[-1]


def test_parts_without_an_answer_are_named() -> None:
    partly = msgspec.structs.replace(reply_to("vård"), unanswered=("vem betalar",))
    assert "Dokumenten svarar inte på: vem betalar" in list(answer_blocks(partly))


def test_nothing_found_in_either_language() -> None:
    text = answer_markdown(reply_to("månen"))
    assert text.startswith("Dokumenten säger inget om det. Ingen mening svarar tillräckligt säkert")
    assert "**Närmaste ställen** (inget av dem är ett säkert svar)\n\n- [Partiets program" in text
    english = answer_markdown(reply_to("the moon: månen", Understanding(language="en")))
    assert english.startswith("The documents don’t say. No sentence answers")
    assert "**Källor**" not in text


def test_without_an_address_of_the_service_sources_are_no_links() -> None:
    text = answer_markdown(reply_to("vård", root=None))
    assert "\n- [2] Motion om vården (V, MP), avsnitt 5.1" in text
    assert "](" not in text


def test_a_link_with_parentheses_in_its_address_is_whole() -> None:
    assert shown(link("a [b]", "https://x.se/(belägg)/")).addresses == ["https://x.se/%28bel%C3%A4gg%29/"]


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("1. Riksdagen", "1\\. Riksdagen"),
        ("2024) och", "2024\\) och"),
        ("- strecksats", "\\- strecksats"),
        ("-5 procent, +2,5", "-5 procent, +2,5"),
        ("5.1 Personal", "5.1 Personal"),
        ("1.", "1\\."),
        ("---", "\\---"),
        ("# rubrik", "\\# rubrik"),
        ("2,5 kr. 1. a", "2,5 kr. 1. a"),
        ("snake_case och _kursiv_", "snake_case och \\_kursiv\\_"),
        ("AT&T &amp; &#39;", "AT&T \\&amp; \\&#39;"),
        ("a\n\n    kod\n b", "a kod b"),
    ],
)
def test_escaping(text: str, markdown: str) -> None:
    assert escape(text) == markdown


@given(st.text(st.sampled_from("ab1 .)-+#=*_`~[]()!<>&;|\\/:$\nå"), max_size=40))
@example("a\n===")
@example("[x]: https://a.se")
@example("<https://a.se>")
@example("|a|b|\n|-|-|")
@example("&lt;")
def test_any_text_is_shown_as_it_is(text: str) -> None:
    page = shown(escape(text))
    assert " ".join(page.text.split()) == " ".join(text.split())
    assert set(page.elements) <= {"p"}
