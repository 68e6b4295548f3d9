"""What a model wrote, in sentences with the citations that they claim; what is no plain sentence is marked so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indexing.language import sentence_spans
from indexing.normalization import normalize

# A written answer is short; what a model adds after that is not read.
MAX_SENTENCES: Final = 12
MAX_CHARACTERS: Final = 600
# With marks and white space; an endpoint may send more than it was asked for.
_READ_CHARACTERS: Final = MAX_SENTENCES * MAX_CHARACTERS
_MARK: Final = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_MARKS_AFTER_END: Final = re.compile(r"([.!?…][”\"»]?)((?:\s*\[\d{1,3}(?:\s*[,;]\s*\d{1,3})*\])+)")
_BULLET: Final = re.compile(r"^[ \t]*(?:[-*•–]|#{1,6}|\d{1,2}[.)])[ \t]+", re.MULTILINE)
_EMPHASIS: Final = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_MARKUP: Final = re.compile(
    r"[<>{}`\\|]|\]\(|\[|\]|https?:|www\.|\b[\w-]+\.(?:se|com|org|net|io|eu|ru)\b|@", re.IGNORECASE
)
_ENDED: Final = re.compile(r"[.!?…][”\"»)]?$")
# Control, format (bidi marks, zero-width characters), surrogate, private and unassigned code points.
_UNSHOWABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SOFT_HYPHEN: Final = "\u00ad"


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as the model wrote it.

    Attributes:
        text: without marks of citation.
        citations: the numbers that it cites, in order, each once.
        is_plain: whether it is a whole sentence without markup, addresses and characters that nobody sees.
    """

    text: str
    citations: tuple[int, ...]
    is_plain: bool


def sentences(text: str) -> list[Written]:
    """Split what a model wrote.

    Args:
        text: anything.

    Returns:
        Sentences in order, at most `MAX_SENTENCES`.
    """
    plain = _EMPHASIS.sub(r"\2", _BULLET.sub("", normalize(text[:_READ_CHARACTERS]).replace(_SOFT_HYPHEN, "")))
    cited = _MARKS_AFTER_END.sub(lambda match: f"{match[2]}{match[1]}", plain)
    return [written for written, _ in zip(_sentences(cited), range(MAX_SENTENCES), strict=False)]


def _sentences(text: str) -> Iterator[Written]:
    for line in text.splitlines():
        for span in sentence_spans(line):
            raw = line[span.start : span.end]
            said = " ".join(_MARK.sub("", raw).split())
            numbers = (int(number) for match in _MARK.finditer(raw) for number in re.findall(r"\d+", match[1]))
            yield Written(said, tuple(dict.fromkeys(numbers)), _is_plain(said))


def _is_plain(said: str) -> bool:
    is_shown = not any(unicodedata.category(character) in _UNSHOWABLE for character in said)
    is_sentence = len(said) <= MAX_CHARACTERS and _ENDED.search(said) is not None
    return is_shown and is_sentence and _MARKUP.search(said) is None
