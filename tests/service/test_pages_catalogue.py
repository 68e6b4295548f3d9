"""The catalogue holds every word of the pages in both languages, and the templates hold none of their own."""

from __future__ import annotations

import re
import string
from html.parser import HTMLParser
from pathlib import Path

import pytest

import service.pages
from indexing.answers import QuestionForm
from indexing.mentions import Part
from indexing.parties import PARTY_CODES
from service.pages.catalogue import PageLanguage, Words
from service.pages.catalogue.text import Catalogue, Counted, Text
from service.pages.templates import minute

PAGES = Path(service.pages.__file__).parent
TEMPLATES = sorted((PAGES.parent / "templates").glob("*.html"))
SWAGGER = "swagger.html"  # the API's own page, which is English like the description that it shows
SPOKEN = {"aria-label", "alt", "title", "placeholder", "data-copied", "data-failed", "data-asking", "data-title"}
JINJA = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
SV, EN = Words(PageLanguage.SV), Words(PageLanguage.EN)


def entries() -> dict[str, Text | Counted]:
    mixins = [kind for kind in Words.__mro__ if issubclass(kind, Catalogue)]
    named = [(name, value) for kind in mixins for name, value in vars(kind).items()]
    return {name: value for name, value in named if isinstance(value, Text | Counted)}


def texts() -> list[tuple[str, Text]]:
    pairs: list[tuple[str, Text]] = []
    for name, entry in entries().items():
        pairs += [(name, entry)] if isinstance(entry, Text) else [(name, entry.one), (name, entry.many)]
    return pairs


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_text_is_there_in_both_languages() -> None:
    assert len(entries()) > 100
    assert [name for name, text in texts() if not text.sv.strip() or not text.en.strip()] == []


def test_both_languages_put_in_the_same_values() -> None:
    assert [name for name, text in texts() if fields(text.sv) != fields(text.en)] == []


def test_no_part_of_the_catalogue_hides_another() -> None:
    mixins = [kind for kind in Words.__mro__ if issubclass(kind, Catalogue) and kind not in {Words, Catalogue}]
    names = [name for kind in mixins for name in vars(kind) if not name.startswith("__")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_text_is_used() -> None:
    modules = "".join(path.read_text(encoding="utf-8") for path in PAGES.parent.rglob("*.py"))
    used = set(re.findall(r"\b(?:t|words)\.(\w+)", modules + "".join(map(Path.read_text, TEMPLATES))))
    assert sorted(set(entries()) - used) == []


class Bare(HTMLParser):
    """Collects what a template says by itself, in text and in attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words += re.findall(r"[^\W\d_]{2,}", data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        for name, value in attrs:
            if name in SPOKEN:
                self.handle_data(value or "")


@pytest.mark.parametrize("template", [path for path in TEMPLATES if path.name != SWAGGER], ids=lambda path: path.name)
def test_templates_hold_no_words(template: Path) -> None:
    bare = Bare()
    markup = re.sub(r"{% block body_class %}.*", "", template.read_text(encoding="utf-8"))
    bare.feed(JINJA.sub("", markup.replace("<{{", "<p {{").replace("</{{", "</p {{")))
    assert bare.words == []
    assert re.findall(r'"[^"]*[åäöÅÄÖ][^"]*"', template.read_text(encoding="utf-8")) == []


def test_names_of_things() -> None:
    assert (SV.type_name("manifesto"), EN.type_name("manifesto")) == ("valmanifest", "manifesto")
    assert SV.type_name("<pamflett>") == "<pamflett>"
    assert (SV.party_name("V"), EN.party_name("V")) == ("Vänsterpartiet (V)", "Left Party (V)")
    assert (SV.language_name("en"), EN.language_name("en"), EN.language_name("fi")) == ("engelska", "English", "fi")
    assert [SV.places(1), SV.places(2), EN.places(0)] == ["1 ställe", "2 ställen", "0 passages"]


def test_sizes_of_files() -> None:
    sizes = (1, 1023, 1024, 1500, 20 << 20, (3 << 20) + (1 << 19))
    assert [SV.size(size) for size in sizes] == ["1 byte", "1023 byte", "1 kB", "1,5 kB", "20 MB", "3,5 MB"]
    assert [EN.size(size) for size in sizes] == ["1 byte", "1023 bytes", "1 kB", "1.5 kB", "20 MB", "3.5 MB"]


def test_times_are_told_to_the_minute() -> None:
    assert minute("2026-11-22T11:15:59+00:00") == "2026-11-22 11:15 UTC"


def test_everything_that_can_be_understood_has_a_name() -> None:
    for words in (SV, EN):
        assert all(words.part_name(part) for part in Part)
        assert all(words.form_name(form) for form in (*QuestionForm, None))
        assert all(words.party_name(code).endswith(f"({code})") for code in PARTY_CODES)
    assert EN.absent(Part.PARTY, "Left Party (V)") == "The index has no document by Left Party (V)."


def test_every_problem_has_words_of_its_own_or_general_ones() -> None:
    assert SV.apology("unknown-document", 404).heading == "Dokumentet finns inte"
    assert EN.apology("unheard-of", 404).heading == "There is no such page"
    assert SV.apology("unheard-of", 418).heading == "Något gick fel hos oss"
