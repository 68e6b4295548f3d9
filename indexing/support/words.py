"""Texts read for comparison: clauses of words, each with its index terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from indexing.analyzer import terms, word_terms, words
from indexing.compounds import split_compound

# A clause ends at punctuation that does not stand in a number, and before a word that opens another one, which
# belongs to the clause that it opens.
_CLAUSE_END: Final = re.compile(
    r"([;:!?()]+(?!\d)|[,.](?!\d)|\s[–—-]\s"
    r"|\s(?=(?:men|medan|utan|eftersom|därför att|för att|så att|trots att)\b))",
    re.IGNORECASE,
)
PREPOSITIONS: Final = frozenset(
    "i på av för till med inom under enligt hos från vid genom utan mellan mot över efter före utöver".split()
)
_CONTRASTS: Final = frozenset({"medan", "men"})
_SHORTEST_ROOT: Final = 4
_NOUN_ENDINGS: Final = ("ning", "ing")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    Attributes:
        text: lower case, as written.
        terms: its index terms, parts of a compound included; empty for function words.
        whole: its own index term; empty for function words.
        root: its own term, or that of the verb that it is a noun of; empty for function words.
        head: the root of a compound's last part, which says what kind of thing it is; else the root.
    """

    text: str
    terms: frozenset[str]
    whole: str
    root: str
    head: str


Clause = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in clauses.

    Attributes:
        raw: as given.
        clauses: its words in order.
        marks: the punctuation before each clause; empty for the first, and where a word opens the clause.
    """

    raw: str
    clauses: tuple[Clause, ...]
    marks: tuple[str, ...]

    @property
    def words(self) -> Iterator[Word]:
        """All words in order."""
        return (word for clause in self.clauses for word in clause)

    @property
    def statements(self) -> list[Clause]:
        """The words of what is said one after the other: of each sentence, and of each side of a contrast."""
        found: list[Clause] = []
        for clause, mark in zip(self.clauses, self.marks, strict=True):
            if not found or mark not in {"", ","} or clause[0].text in _CONTRASTS:
                found.append(clause)
            else:
                found[-1] += clause
        return found

    def has(self, *wanted: str) -> bool:
        """Tell whether one of some lower-case words stands in the text."""
        return any(word.text in wanted for word in self.words)


@lru_cache(maxsize=512)
def read(text: str) -> Text:
    """Read a text; the latest are kept, since several sentences cite the same quote."""
    pieces = _CLAUSE_END.split(text)
    clauses = [tuple(_word(word) for word in words(piece)) for piece in pieces[::2]]
    marks = ["", *(end.strip() for end in pieces[1::2])]
    found = [(clause, mark) for clause, mark in zip(clauses, marks, strict=True) if clause]
    return Text(text, tuple(clause for clause, _ in found), tuple(mark for _, mark in found))


@lru_cache(maxsize=20_000)
def _word(word: str) -> Word:
    whole, found = "".join(word_terms(word)), terms(word)
    last = split_compound(word)[-1:]
    head = "".join(word_terms(last[0])) if whole and last else whole
    return Word(word, frozenset((*found, *map(_root, found))), whole, _root(whole), _root(head or whole))


def _root(term: str) -> str:
    """Return what a verb's term and that of a noun made of it have in common: "försen" and "försening" give "förse"."""
    verbs = (term.removesuffix(end) for end in _NOUN_ENDINGS if term.endswith(end) and len(term) > len(end) + 2)
    root = next(verbs, term)
    return root.removesuffix("n") if len(root) > _SHORTEST_ROOT else root
