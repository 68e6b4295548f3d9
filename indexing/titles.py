"""Documents that a question names by their titles, or by the part of a title that stands for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from indexing.mentions import Mention, Part
from indexing.parties import CODE_PATTERN, NAME_PATTERN
from indexing.records import DocumentMeta

_WORD: Final = re.compile(r"[\w-]+")
# Before and after what makes a title: whose the document is, and in brackets who wrote it.
_OWNER: Final = re.compile(rf"^(?:{NAME_PATTERN}s?|{CODE_PATTERN}:s)\s+")
_BRACKETS: Final = re.compile(r"\s*\([^)]*\)\s*$")
# What follows is the document's subject, and the question's.
_SUBJECT: Final = re.compile(r"(?i)\s(?:om|angående|on|about)\s")
# One word is a title only when it says that it is a document: "Tidöavtalet".
_DOCUMENT_WORD: Final = re.compile(
    r"(?i)\w{3,}(?:avtal|avtalet|överenskommelsen?|manifest|manifestet|programmet|plattformen|motionen)"
)
_COUNTED: Final = re.compile(r"(?i)(?P<number>\d+)\s+(?P<noun>punkt|förslag|reform|steg|mål)\w*")
_ENGLISH: Final = {"punkt": "point", "förslag": "proposal", "reform": "reform", "steg": "step", "mål": "goal"}


def named_documents(question: str, documents: Iterable[DocumentMeta]) -> Iterator[Mention]:
    """Yield the documents that a question names by title.

    A title counts when it stands in the question whole, without its owner ("44 punkter för Region Stockholm" of
    "Vänsterpartiets 44 punkter för Region Stockholm") or up to a colon; or when it counts something and the question
    does ("44 punkter", "44-punktsprogrammet", "the 44 points").

    Args:
        question: as asked, NFC.
        documents: the indexed documents.
    """
    words = {word.lower() for word in _WORD.findall(question)} | set(re.findall(r"\d+", question))
    for document in documents:
        for key, pattern in _patterns(document.title):
            if any(word.startswith(key) for word in words):
                for match in pattern.finditer(question):
                    subject = _SUBJECT.search(match.group())
                    end = match.start() + subject.start() if subject else match.end()
                    yield Mention(Part.DOCUMENT, document.document_id, match.start(), end)


@lru_cache(maxsize=10_000)
def _patterns(title: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what names a title, each with the beginning of a word that must stand in the question for it to match."""
    bare = _BRACKETS.sub("", title)
    forms = dict.fromkeys((bare, _OWNER.sub("", bare), re.split(r":\s|\s–\s", bare)[0]))
    whole = [_spelt_out(words) for form in forms if (words := form.lower().split()) and _is_telling(words)]
    return (*whole, *(_counted(match) for match in _COUNTED.finditer(title)))


def _is_telling(words: list[str]) -> bool:
    return len(words) > 1 or bool(_DOCUMENT_WORD.fullmatch(words[0]))


def _spelt_out(words: list[str]) -> tuple[str, re.Pattern[str]]:
    first, *others = map(re.escape, words)
    pattern = r"\s+".join((rf"{first}(?:e?n|e?t|met|na)?s?", *others))
    return words[0], re.compile(rf"(?i)(?<![\w-]){pattern}s?(?![\w-])")


def _counted(match: re.Match[str]) -> tuple[str, re.Pattern[str]]:
    number, noun = match["number"], match["noun"].lower()
    counted = rf"{number}[\s-]*(?:{noun}|{_ENGLISH[noun]})\w*|{number}:an"
    return number, re.compile(rf"(?i)(?<![\w.,]){counted}(?!\w)")
