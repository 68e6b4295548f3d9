"""Repairs within a line: white space, soft hyphens, ligatures, control characters, composition."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from indexing.normalization import is_normalized, normalize
from indexing.parsing.mapped import MappedText, MappedTextBuilder
from indexing.records import Artefact, ArtefactKind, Span

SOFT_HYPHEN = "\u00ad"
# Control characters but white space, and characters of no width that extraction leaves behind.
INVISIBLE = "\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\u200b\u2060\ufeff"
_LIGATURES = "\ufb00-\ufb06"
# What attaches to the character before it: combining marks, Hangul vowels and finals.
_MARKS = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u1160-\u11ff"
_DIRT = re.compile(
    rf"(?P<composed>[^\s{_MARKS}{SOFT_HYPHEN}{INVISIBLE}](?:[{SOFT_HYPHEN}{INVISIBLE}]*[{_MARKS}])+)"
    rf"|(?P<soft>{SOFT_HYPHEN})(?P<broken>\s+(?=[^\W\d_A-ZÅÄÖ]))?"
    rf"|(?P<invisible>[{INVISIBLE}]+)"
    rf"|(?P<ligature>[{_LIGATURES}])"
    rf"|(?P<space>\s\s+|[^\S ])"
)
_VISIBLE = re.compile(f"[^\\s{INVISIBLE}]")
_REMOVED = re.compile(f"[{SOFT_HYPHEN}{INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class CleanText:
    """One line of the source, repaired.

    Attributes:
        content: NFC, white space collapsed to single spaces, none at the ends.
        ends_in_soft_hyphen: the line broke a word at a soft hyphen.
        artefacts: what was removed, in order of the source.
    """

    content: MappedText
    ends_in_soft_hyphen: bool
    artefacts: tuple[Artefact, ...]


def clean(source: str, start: int, end: int) -> CleanText:
    """Repair ``source[start:end]``, a stretch without line ends.

    Args:
        source: the decoded source file.
        start: first code point.
        end: one past the last code point.

    Returns:
        The repaired text; every non-space code point of the stretch is in it or among its artefacts.
    """
    start, end = _strip(source, start, end)
    raw = source[start:end]
    if _DIRT.search(raw) is None and is_normalized(raw):
        builder = MappedTextBuilder()
        builder.add_piece(raw, start, end)
        return CleanText(builder.build(), False, ())
    return _repair(source, start, end)


def _strip(source: str, start: int, end: int) -> tuple[int, int]:
    raw = source[start:end]
    return start + len(raw) - len(raw.lstrip()), end - (len(raw) - len(raw.rstrip()))


def _repair(source: str, start: int, end: int) -> CleanText:
    builder = MappedTextBuilder()
    artefacts: list[Artefact] = []
    position = start
    for dirt in _DIRT.finditer(source, start, end):
        _add_plain_stretch(builder, source, position, dirt.start())
        _add_repaired(builder, artefacts, dirt)
        position = dirt.end()
    _add_plain_stretch(builder, source, position, end)
    content = normalised(builder.build())
    last = _VISIBLE.search(source[start:end][::-1])
    return CleanText(content, last is not None and last[0] == SOFT_HYPHEN, tuple(artefacts))


def _add_plain_stretch(builder: MappedTextBuilder, source: str, start: int, end: int) -> None:
    raw = source[start:end]
    if is_normalized(raw):
        builder.add_piece(raw, start, end)
        return
    for offset, character in enumerate(raw, start):
        builder.add_piece(normalize(character), offset, offset + 1)


def _add_repaired(builder: MappedTextBuilder, artefacts: list[Artefact], dirt: re.Match[str]) -> None:
    if dirt["space"] is not None:
        builder.add_piece(" ", dirt.start(), dirt.start() + 1)
        return
    artefacts.extend(_artefact(dirt.start() + hit.start(), hit[0]) for hit in _REMOVED.finditer(dirt[0]))
    if dirt["ligature"] is not None:
        builder.add_piece(unicodedata.normalize("NFKC", dirt[0]), dirt.start(), dirt.end())
    elif dirt["composed"] is not None:
        builder.add_piece(normalize(_REMOVED.sub("", dirt[0])), dirt.start(), dirt.end())


def _artefact(offset: int, character: str) -> Artefact:
    kind = ArtefactKind.SOFT_HYPHEN if character == SOFT_HYPHEN else ArtefactKind.CONTROL_CHARACTER
    return Artefact(kind, Span(offset, offset + 1), character)


def normalised(content: MappedText) -> MappedText:
    """Settle what is left: spaces that removals brought together, and compositions no rule above foresaw.

    Args:
        content: a line that was put together.

    Returns:
        The line in NFC, white space collapsed to single spaces, none at the ends.
    """
    text = content.text
    if text == text.strip() and "  " not in text and is_normalized(text):
        return content
    builder = MappedTextBuilder()
    for word in re.finditer(r"\S+", text):
        if word.start() and builder.length:
            builder.add_plain(" ")
        part = content.slice(word.start(), word.end())
        if is_normalized(part.text):
            builder.add(part)
        else:
            span = part.source_span()
            builder.add_piece(normalize(part.text), span.start, span.end)
    return builder.build()
