"""Documents that a question names by their titles, or by the part of a title that stands for it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Name:
    """What names a document, and what must stand in a question for it to match: that is soon looked up.

    Attributes:
        place: its place among all names.
        document_id: what it names.
        begins: the beginning of a word.
        holds: a part of the question, case-folded.
        pattern: the name itself, a regular expression.
    """

    place: int
    document_id: str
    begins: str
    holds: str
    pattern: str


class TitleIndex:
    """Finds the documents that a question names by title."""

    def __init__(self, documents: Iterable[DocumentMeta]) -> None:
        """Index the titles of documents."""
        self._names: defaultdict[str, list[_Name]] = defaultdict(list)
        named = ((document.document_id, *form) for document in documents for form in _forms(document.title))
        for place, (document_id, begins, holds, pattern) in enumerate(named):
            self._names[begins].append(_Name(place, document_id, begins, holds, pattern))
        self._lengths = sorted({len(begins) for begins in self._names})

    def named(self, question: str) -> Iterator[Mention]:
        """Yield the documents that a question names by title, in the documents' order.

        A title counts when it stands in the question whole, without its owner ("44 punkter för Region Stockholm" of
        "Vänsterpartiets 44 punkter för Region Stockholm") or up to a colon; or when it counts something and the
        question does ("44 punkter", "44-punktsprogrammet", "the 44 points").

        Args:
            question: as asked, NFC.
        """
        folded = question.casefold()
        words = {word.lower() for word in _WORD.findall(question)} | set(re.findall(r"\d+", question))
        beginnings = {word[:length] for word in words for length in self._lengths if length <= len(word)}
        names = (name for begins in beginnings & self._names.keys() for name in self._names[begins])
        for name in sorted((name for name in names if name.holds in folded), key=lambda name: name.place):
            for match in _compiled(name.pattern).finditer(question):
                subject = _SUBJECT.search(match.group())
                end = match.start() + subject.start() if subject else match.end()
                yield Mention(Part.DOCUMENT, name.document_id, match.start(), end)


def _forms(title: str) -> Iterator[tuple[str, str, str]]:
    """Yield what a title may be called by: ``begins``, ``holds`` and ``pattern`` of a name."""
    bare = _BRACKETS.sub("", title)
    for form in dict.fromkeys((bare, _OWNER.sub("", bare), re.split(r":\s|\s–\s", bare)[0])):
        if (words := form.lower().split()) and _is_telling(words):
            yield words[0], words[-1].casefold(), _spelt_out(words)
    for match in _COUNTED.finditer(title):
        yield match["number"], match["number"], _counted(match["number"], match["noun"].lower())


@lru_cache(maxsize=10_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _is_telling(words: list[str]) -> bool:
    return len(words) > 1 or bool(_DOCUMENT_WORD.fullmatch(words[0]))


def _spelt_out(words: Sequence[str]) -> str:
    first, *others = map(re.escape, words)
    pattern = r"\s+".join((rf"{first}(?:e?n|e?t|met|na)?s?", *others))
    return rf"(?i)(?<![\w-]){pattern}s?(?![\w-])"


def _counted(number: str, noun: str) -> str:
    counted = rf"{number}[\s-]*(?:{noun}|{_ENGLISH[noun]})\w*|{number}:an"
    return rf"(?i)(?<![\w.,]){counted}(?!\w)"
