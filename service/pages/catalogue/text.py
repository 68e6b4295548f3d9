"""What an entry of the catalogue is: one text in every language of the pages, side by side.

A text that lacks a language cannot be written down, and mypy knows the name of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PageLanguage(StrEnum):
    """A language of the pages; the documents and the questions have their own."""

    SV = "sv"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts in one language; subclasses hold them.

    Attributes:
        language: which.
    """

    language: PageLanguage


@dataclass(frozen=True, slots=True)
class Text:
    """A text; in braces stand the names of what `str.format` puts in."""

    sv: str
    en: str

    def __get__(self, catalogue: Catalogue, _: type[Catalogue]) -> str:
        """Return the text in the catalogue's language."""
        return self.sv if catalogue.language is PageLanguage.SV else self.en


@dataclass(frozen=True, slots=True)
class Counted:
    """A text about a number of things, which stands in it as ``{n}``."""

    one: Text
    many: Text

    def __get__(self, catalogue: Catalogue, owner: type[Catalogue]) -> CountedTexts:
        """Return the text in the catalogue's language, for any number."""
        return CountedTexts(self.one.__get__(catalogue, owner), self.many.__get__(catalogue, owner))


@dataclass(frozen=True, slots=True)
class CountedTexts:
    """A counted text in one language."""

    one: str
    many: str

    def __call__(self, n: int) -> str:
        """Return the text for a number of things."""
        return (self.one if n == 1 else self.many).format(n=n)
