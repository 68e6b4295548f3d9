"""What the question page says of how the question was read; each item can be taken away by its link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from indexing.answers import Answer, QuestionForm
from indexing.mentions import Part
from indexing.parties import party_name
from indexing.records import Document
from service.links import Links
from service.notes import TYPE_NAMES, understood_items

_NAMES: Final = {
    Part.PARTY: "Parti",
    Part.DOCUMENT: "Dokument",
    Part.TYPE: "Dokumenttyp",
    Part.SESSION: "Riksmöte",
    Part.YEAR: "År",
    Part.PLACE: "Ställe",
    Part.COMPARISON: "Jämförelse",
    Part.CORRECTION: "Tolkat som",
}
_FORMS: Final = {
    QuestionForm.YES_NO: "ja eller nej",
    QuestionForm.WHO: "vem",
    QuestionForm.WHEN: "när",
    QuestionForm.WHERE: "var",
    QuestionForm.WHY: "varför",
    QuestionForm.HOW_MANY: "hur många",
    QuestionForm.HOW_MUCH: "hur mycket",
    QuestionForm.HOW: "hur",
    QuestionForm.WHAT: "vad",
    None: "sökord",
}
_LANGUAGES: Final = {"sv": "svenska", "en": "engelska"}
_OTHER_LANGUAGE: Final = {"sv": "en"}


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item that was understood: what it is called, and the address of the question without it."""

    name: str
    value: str
    without_url: str


@dataclass(frozen=True, slots=True)
class UnderstoodView:
    """How a question was read.

    Attributes:
        items: what can be taken away.
        form: what kind of reply it wants, in a word.
        language: its language, in Swedish, or the language tag.
        other_language: the language that it might be in instead.
        other_language_url: the question read in that.
        afresh_url: the question with nothing taken away; empty when nothing is.
    """

    items: tuple[ItemView, ...]
    form: str
    language: str
    other_language: str
    other_language_url: str
    afresh_url: str


def understood_view(answer: Answer, documents: Mapping[str, Document], links: Links) -> UnderstoodView:
    """Shape what was understood for the page.

    Args:
        answer: knows the question and what was read out of it.
        documents: the indexed documents, by id.
        links: makes addresses; the page links within its own host.

    Returns:
        The view.
    """
    query, found = answer.query, answer.understanding
    other = _OTHER_LANGUAGE.get(found.language, "sv")
    is_changed = bool(query.ignore or query.language)
    return UnderstoodView(
        items=tuple(_items(answer, documents, links)),
        form=_FORMS[found.form],
        language=_LANGUAGES.get(found.language, found.language),
        other_language=_LANGUAGES[other],
        other_language_url=links.question(query.text, ignore=query.ignore, language=other),
        afresh_url=links.question(query.text) if is_changed else "",
    )


def _items(answer: Answer, documents: Mapping[str, Document], links: Links) -> Iterator[ItemView]:
    query = answer.query
    for item in understood_items(answer.understanding):
        without = links.question(query.text, ignore=(*query.ignore, item.key), language=query.language)
        yield ItemView(_NAMES[item.part], _shown(item.part, item.value, documents), without)


def _shown(part: Part, value: str, documents: Mapping[str, Document]) -> str:
    match part:
        case Part.PARTY:
            return f"{party_name(value)} ({value})"
        case Part.DOCUMENT:
            return documents[value].meta.title
        case Part.TYPE:
            return TYPE_NAMES.get(value, value)
        case Part.COMPARISON:
            return "båda sidor"
        case _:
            return value
