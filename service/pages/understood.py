"""What the question page says of how the question was read; each item can be taken away by its link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from indexing.answers import Answer, Understanding
from indexing.mentions import Part
from indexing.records import Document
from service.notes import notes, understood_items
from service.pages.asked import Asked
from service.pages.catalogue import Words
from service.pages.facets import ChosenFilter, chosen_filters, shown_name

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
        filters: what it is narrowed down to by hand.
        items: what was read out of it.
        form: what kind of reply it wants, in a word.
        language: its language's name.
        other_language: the language that it might be in instead.
        other_language_url: the question read in that.
        afresh_url: the question with nothing taken away; empty when nothing is.
        notes: what the index lacks, a sentence each.
    """

    filters: tuple[ChosenFilter, ...]
    items: tuple[ItemView, ...]
    form: str
    language: str
    other_language: str
    other_language_url: str
    afresh_url: str
    notes: tuple[str, ...]


def understood_view(
    answer: Answer, asked: Asked, documents: Mapping[str, Document], words: Words, base: str
) -> UnderstoodView:
    """Shape what was understood for the page.

    Args:
        answer: knows what was read out of the question.
        asked: the question's address.
        documents: the indexed documents, by id.
        words: the page's.
        base: path below which the service is mounted.

    Returns:
        The view.
    """
    found = answer.understanding
    other = _OTHER_LANGUAGE.get(found.language, "sv")
    is_changed = bool(asked.ignore or asked.language)
    return UnderstoodView(
        filters=chosen_filters(asked, documents, words, base),
        items=tuple(_items(found, asked, documents, words, base)),
        form=words.form_name(found.form),
        language=words.language_name(found.language),
        other_language=words.language_name(other),
        other_language_url=replace(asked, language=other).address(base),
        afresh_url=replace(asked, ignore=(), language=None).address(base) if is_changed else "",
        notes=notes(found, words),
    )


def _items(
    found: Understanding, asked: Asked, documents: Mapping[str, Document], words: Words, base: str
) -> Iterator[ItemView]:
    for item in understood_items(found):
        is_comparison = item.part is Part.COMPARISON
        value = words.both_sides if is_comparison else shown_name(item.part, item.value, documents, words)
        yield ItemView(words.part_name(item.part), value, asked.ignoring(item.key).address(base))
