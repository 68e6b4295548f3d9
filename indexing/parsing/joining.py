"""Joining the visual lines of a block: hyphens at line ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from itertools import pairwise

from indexing.parsing.lines import Line
from indexing.parsing.mapped import MappedText, MappedTextBuilder
from indexing.records import Artefact, ArtefactKind

_HYPHENS = "-\u2010"
_HYPHENATED = re.compile(rf"[^\W_]+(?:[{_HYPHENS}][^\W_]+)+")
_LAST_WORD = re.compile(rf"([^\W_]+)[{_HYPHENS}]$")
_FIRST_WORD = re.compile(r"[^\W_]+")
# A hyphen before one of these stands for the rest of the word: "hälso- och sjukvården", "res- och arbetstid".
_CONJUNCTIONS = frozenset("och eller samt respektive resp som än men utan till and or".split())
_LONGEST_WORD = 200


class Joint(Enum):
    """How two lines are joined."""

    SPACE = auto()
    GLUE = auto()
    DROP_HYPHEN = auto()


class Joiner:
    """Joins lines, guided by how the document itself writes words within lines.

    Args:
        lines: all lines of the document.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        self._hyphenated: frozenset[str] = frozenset(
            word.replace("\u2010", "-").casefold()
            for line in lines
            if "-" in line.text or "\u2010" in line.text
            for word in _HYPHENATED.findall(line.text)
        )

    def joint(self, line: Line, following: Line) -> Joint:
        """Decide how ``following`` continues ``line``."""
        if line.ends_in_soft_hyphen and following.text[0].islower():
            return Joint.GLUE
        tail = line.text[-_LONGEST_WORD:].rsplit(" ", 1)[-1]
        if _is_broken_address(tail, following.text[:_LONGEST_WORD].split(" ", 1)[0]):
            return Joint.GLUE
        if len(tail) < 2 or tail[-1] not in _HYPHENS:
            return Joint.SPACE
        return self._hyphen_joint(tail, following.text[:_LONGEST_WORD])

    def join(self, lines: Sequence[Line]) -> tuple[MappedText, list[Artefact]]:
        """Join the lines of one block.

        Args:
            lines: at least one line.

        Returns:
            The block's text and the hyphens that were removed.
        """
        builder = MappedTextBuilder()
        artefacts: list[Artefact] = []
        for line, following in pairwise(lines):
            joint = self.joint(line, following)
            if joint is Joint.DROP_HYPHEN:
                builder.add(line.content.slice(0, len(line.text) - 1))
                span = line.content.slice(len(line.text) - 1, len(line.text)).source_span()
                artefacts.append(Artefact(ArtefactKind.LINE_END_HYPHEN, span, line.text[-1]))
            else:
                builder.add(line.content)
                builder.add_plain(" " if joint is Joint.SPACE else "")
        builder.add(lines[-1].content)
        return builder.build(), artefacts

    def _hyphen_joint(self, tail: str, following: str) -> Joint:
        last, first = _LAST_WORD.search(tail), _FIRST_WORD.match(following)
        if last is None or first is None:
            return Joint.SPACE if first is None else Joint.GLUE
        if first[0].casefold() in _CONJUNCTIONS:
            return Joint.SPACE
        if not (last[1][-1].islower() and first[0][0].islower()):
            return Joint.GLUE
        written = f"{last[1]}-{first[0]}".casefold()
        return Joint.GLUE if written in self._hyphenated else Joint.DROP_HYPHEN


def _is_broken_address(tail: str, following: str) -> bool:
    """Tell whether a web address goes on: it ends in a joining sign, or in a slash before more of an address."""
    if "://" not in tail and not tail.startswith("www."):
        return False
    return tail[-1] in "-_=&?%#~" or (tail[-1] == "/" and re.search(r"[/_=-]|\.\w", following) is not None)
