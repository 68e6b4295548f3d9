"""What a reader of an answer should know besides it: what was understood, item by item, and what the index lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indexing.answers import Understanding
from indexing.mentions import Part
from indexing.parties import party_name

# What the kinds of documents are called in Swedish; another type is called what the corpus calls it.
TYPE_NAMES: Final = {
    "motion": "motion",
    "budget-motion": "budgetmotion",
    "program": "program",
    "manifesto": "valmanifest",
    "agreement": "överenskommelse",
    "proposition": "proposition",
    "report": "betänkande",
}
_ABSENT_SV: Final = {
    Part.PARTY: "Inget dokument av {} finns i indexet.",
    Part.TYPE: "Inget dokument av typen {} finns i indexet.",
    Part.SESSION: "Inget dokument från riksmötet {} finns i indexet.",
    Part.YEAR: "Inget dokument från år {} finns i indexet.",
}
_ABSENT_EN: Final = {
    Part.PARTY: "The index has no document by {}.",
    Part.TYPE: "The index has no document of type {}.",
    Part.SESSION: "The index has no document from the session {}.",
    Part.YEAR: "The index has no document from {}.",
}


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
    for correction in understanding.corrections:
        words = f"{correction.used} ({correction.typed})"
        yield UnderstoodItem(Part.CORRECTION, words, f"{Part.CORRECTION}:{correction.typed}")


def notes(understanding: Understanding, language: str | None = None) -> tuple[str, ...]:
    """Say of which parties, types, sessions and years that are asked for the index has no document.

    Args:
        understanding: what was read out of the question.
        language: of the notes, "sv" or else English; None takes the question's.

    Returns:
        A sentence each.
    """
    is_swedish = (language or understanding.language) == "sv"
    texts = _ABSENT_SV if is_swedish else _ABSENT_EN
    items = (key.split(":", 1) for key in understanding.absent)
    return tuple(texts[Part(part)].format(_named(Part(part), value, is_swedish)) for part, value in items)


def _named(part: Part, value: str, is_swedish: bool) -> str:
    if part is Part.PARTY and is_swedish:
        return f"{party_name(value)} ({value})"
    return TYPE_NAMES.get(value, value) if part is Part.TYPE and is_swedish else value
