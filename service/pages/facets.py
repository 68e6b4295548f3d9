"""What a question can be narrowed down to: the parties, documents, types and sessions that the index holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from indexing.mentions import Part
from indexing.parties import PARTY_CODES
from indexing.records import Document, DocumentMeta
from service.notes import item_name
from service.pages.asked import FIELDS, FILTERS, Asked
from service.pages.catalogue import Words

# Longer lists scroll by themselves, so that the page keeps its shape.
LONG_LIST: Final = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A box to tick.

    Attributes:
        value: what the address says.
        name: what people read.
        is_chosen: it is ticked.
    """

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The boxes of one filter.

    Attributes:
        field: the parameter's name.
        name: what people read.
        choices: the boxes, at least one.
    """

    field: str
    name: str
    choices: tuple[Choice, ...]

    @property
    def is_long(self) -> bool:
        """Whether the list is to scroll by itself."""
        return len(self.choices) > LONG_LIST


@dataclass(frozen=True, slots=True)
class ChosenFilter:
    """A value that the question is narrowed down to, and the address of the question without it."""

    name: str
    value: str
    without_url: str


def facets(asked: Asked, documents: Mapping[str, Document], words: Words) -> tuple[Facet, ...]:
    """List the filters that the index has values for.

    Args:
        asked: knows what is chosen.
        documents: the indexed documents, by id.
        words: the page's.
    """
    metas = [document.meta for document in documents.values()]
    listed = (_facet(part, metas, asked, words) for part in FILTERS)
    return tuple(facet for facet in listed if facet.choices)


def chosen_filters(
    asked: Asked, documents: Mapping[str, Document], words: Words, base: str
) -> tuple[ChosenFilter, ...]:
    """List what the question is narrowed down to.

    Args:
        asked: the question.
        documents: the indexed documents, by id.
        words: the page's.
        base: path below which the service is mounted.
    """
    return tuple(
        ChosenFilter(
            words.part_name(part), shown_name(part, value, documents, words), _without(asked, part, value, base)
        )
        for part in FILTERS
        for value in asked.chosen(part)
    )


def shown_name(part: Part, value: str, documents: Mapping[str, Document], words: Words) -> str:
    """Return what people call a party, a document, a type or a session; an unknown one is called what it is."""
    if part is Part.DOCUMENT and value in documents:
        return documents[value].meta.title
    return item_name(part, value, words)


def _facet(part: Part, metas: list[DocumentMeta], asked: Asked, words: Words) -> Facet:
    titles = {meta.document_id: meta.title for meta in metas}
    chosen = set(asked.chosen(part))
    choices = (
        Choice(value, _choice_name(part, value, titles, words), value in chosen)
        for value in dict.fromkeys(_sorted(part, _values(part, metas)))
    )
    return Facet(FIELDS[part], words.part_name(part), tuple(choices))


def _choice_name(part: Part, value: str, titles: Mapping[str, str], words: Words) -> str:
    match part:
        case Part.PARTY:
            return words.party_name(value)
        case Part.DOCUMENT:
            return titles[value]
        case Part.TYPE:
            return words.type_name(value)
        case _:
            return value


def _values(part: Part, metas: list[DocumentMeta]) -> Iterator[str]:
    for meta in metas:
        match part:
            case Part.PARTY:
                yield from meta.parties
            case Part.DOCUMENT:
                yield meta.document_id
            case Part.TYPE:
                yield meta.type
            case _:
                yield from (meta.session,) if meta.session else ()


def _sorted(part: Part, values: Iterator[str]) -> list[str]:
    """Order parties as everywhere, sessions from the newest, the rest as the corpus has them."""
    match part:
        case Part.PARTY:
            return sorted(values, key=PARTY_CODES.index)
        case Part.SESSION:
            return sorted(values, reverse=True)
        case _:
            return list(values)


def _without(asked: Asked, part: Part, value: str, base: str) -> str:
    return asked.without(part, value).address(base)
