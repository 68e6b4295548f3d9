"""What a question says besides its topic, item by item, and where in the question it says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """A part of what is understood of a question; callers switch parts and items off by these names."""

    PARTY = "party"
    TYPE = "type"
    DOCUMENT = "document_id"
    SESSION = "session"
    YEAR = "year"
    PLACE = "place"
    COMPARISON = "comparison"
    CORRECTION = "correction"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Mention:
    """One item that a question names.

    Attributes:
        part: what kind of item it is.
        value: the item: a party's code, "motion", "2023/24", "punkt 20".
        start: first code point of the words that name it.
        end: one past the last.
        is_topic: the words belong to the topic as well, and stay in it.
    """

    part: Part
    value: str
    start: int
    end: int
    is_topic: bool = False

    @property
    def key(self) -> str:
        """The item as callers write it: "party:V"."""
        return f"{self.part}:{self.value}"

    def covers(self, other: Mention) -> bool:
        """Tell whether this mention's words hold the other's and more."""
        longer = self.end - self.start > other.end - other.start
        return longer and self.start <= other.start and other.end <= self.end


def is_ignored(key: str, ignore: tuple[str, ...]) -> bool:
    """Tell whether an item ("party:V") is switched off, by itself or with its part ("party")."""
    return key in ignore or key.partition(":")[0] in ignore
