"""What a reader of an answer should know besides it: what was understood, item by item, and what the index lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexing.answers import Understanding
from indexing.mentions import Part
from indexing.parties import PARTY_CODES
from service.pages.catalogue import PageLanguage, Words


@dataclass(frozen=True, slots=True)
class UnderstoodItem:
    """One item that was understood.

    Attributes:
        part: what kind of item it is.
        value: the item, for people; empty for a comparison.
        key: what to ignore to switch it off: "party:V".
    """

    part: Part
    value: str
    key: str


def understood_items(understanding: Understanding) -> Iterator[UnderstoodItem]:
    """Yield everything that was understood and can be ignored, part by part."""
    listed = {
        Part.PARTY: understanding.parties,
        Part.DOCUMENT: understanding.document_ids,
        Part.TYPE: understanding.types,
        Part.SESSION: understanding.sessions,
        Part.YEAR: tuple(map(str, understanding.years)),
        Part.PLACE: understanding.places,
    }
    for part, values in listed.items():
        yield from (UnderstoodItem(part, value, f"{part}:{value}") for value in values)
    if understanding.is_comparison:
        yield UnderstoodItem(Part.COMPARISON, "", Part.COMPARISON.value)
    if understanding.follow_up:
        yield UnderstoodItem(Part.FOLLOW_UP, understanding.follow_up, Part.FOLLOW_UP.value)
    for correction in understanding.corrections:
        words = f"{correction.used} ({correction.typed})"
        yield UnderstoodItem(Part.CORRECTION, words, f"{Part.CORRECTION}:{correction.typed}")


def notes(understanding: Understanding, words: Words | None = None) -> tuple[str, ...]:
    """Say of which parties, types, sessions and years that are asked for the index has no document.

    Args:
        understanding: what was read out of the question.
        words: in the language of the notes; None takes the question's language.

    Returns:
        A sentence each.
    """
    said = words or Words(PageLanguage.SV if understanding.language == PageLanguage.SV else PageLanguage.EN)
    items = (key.split(":", 1) for key in understanding.absent)
    return tuple(said.absent(Part(part), item_name(Part(part), value, said)) for part, value in items)


def item_name(part: Part, value: str, words: Words) -> str:
    """Return what people call a party or a type; what is unknown, and all else, is called what it is.

    Args:
        part: what kind of item it is.
        value: the item.
        words: in the language of the name.
    """
    if part is Part.PARTY and value in PARTY_CODES:
        return words.party_name(value)
    return words.type_name(value) if part is Part.TYPE else value
