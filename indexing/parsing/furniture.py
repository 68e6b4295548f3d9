"""Page furniture: page numbers and running heads that extraction left between the lines.

Nothing is furniture by its looks alone. A number is a page number when it is one of a series that counts up with
about a page of text between its members; a repeated line is a running head when it stands at page borders.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from indexing.parsing.lines import Gap, Line
from indexing.parsing.sentences import ends_sentence
from indexing.records import Artefact, ArtefactKind

_PAGE_LABEL = re.compile(
    r"(?P<before>(?:[^\d].{0,78}?[\s|])??)(?P<number>[1-9]\d{0,2})(?P<after>(?:[\s|].{0,78}[^\d])?|\s?(?:av|/)\s?\d{1,3})"
)
_SIGNS = re.compile(r"[\s|–\-()]+|(?:sida|sidan|page|av)\b", re.IGNORECASE)
_LEAST_PAGE_CHARACTERS = 500
_GREATEST_STEP = 4
_FEWEST_HEADS = 3
_SMALLEST_SHARE = 0.1
_LONGEST_LABEL = 90


@dataclass(frozen=True, slots=True)
class _Label:
    index: int
    number: int
    words: str


def remove_furniture(source: str, lines: Sequence[Line]) -> tuple[list[Line], list[Artefact]]:
    """Take page numbers and running heads out of the lines.

    Args:
        source: the decoded source file.
        lines: its lines.

    Returns:
        The other lines, those after furniture marked as a page's first; and what was removed.
    """
    removed = _numbered(lines)
    removed |= _repeated(lines, removed)
    return drop_lines(lines, set(removed)), [
        line_artefact(source, lines[index], kind) for index, kind in sorted(removed.items())
    ]


def line_artefact(source: str, line: Line, kind: ArtefactKind) -> Artefact:
    """Return a whole line as an artefact."""
    span = line.content.source_span()
    return Artefact(kind, span, source[span.start : span.end])


def drop_lines(lines: Sequence[Line], dropped: set[int]) -> list[Line]:
    """Return the lines but those at ``dropped``; a line after a dropped one starts a page."""
    kept: list[Line] = []
    new_page = False
    for index, line in enumerate(lines):
        if index in dropped:
            new_page = True
        else:
            kept.append(replace(line, starts_page=True, gap=Gap.WIDE) if new_page else line)
            new_page = False
    return kept


def _numbered(lines: Sequence[Line]) -> dict[int, ArtefactKind]:
    """Find lines that number the pages, alone or with a running head."""
    groups: defaultdict[str, list[_Label]] = defaultdict(list)
    for index, line in enumerate(lines):
        label = _page_label(index, line.text)
        if label is not None:
            groups[label.words].append(label)
    offsets = list(accumulate((len(line.text) for line in lines), initial=0))
    found: dict[int, ArtefactKind] = {}
    for words, labels in groups.items():
        kind = ArtefactKind.RUNNING_HEAD if words else ArtefactKind.PAGE_NUMBER
        series = _series(labels, offsets, lines)
        if _is_furniture(series, lines, words):
            found |= {label.index: kind for label in [*series, *_between(series, labels)]}
    return found


def _page_label(index: int, text: str) -> _Label | None:
    if len(text) > _LONGEST_LABEL or (match := _PAGE_LABEL.fullmatch(text)) is None:
        return None
    words = _SIGNS.sub(" ", f"{match['before']} {re.sub(r'[0-9]+', '', match['after'])}").strip()
    return _Label(index, int(match["number"]), words)


def _series(labels: Sequence[_Label], offsets: Sequence[int], lines: Sequence[Line]) -> list[_Label]:
    """Return the longest run of labels that counts up with a page of text between neighbours."""
    best: dict[int, tuple[int, _Label, _Label | None]] = {}
    chains: dict[int, tuple[int, _Label | None]] = {}
    for label in labels:
        length, previous = 1, None
        for step in range(1, _GREATEST_STEP + 1):
            entry = best.get(label.number - step)
            if entry is None or not _is_page_apart(entry[1], label, offsets, lines):
                continue
            if entry[0] + 1 > length:
                length, previous = entry[0] + 1, entry[1]
        chains[label.index] = (length, previous)
        if label.number not in best or length >= best[label.number][0]:
            best[label.number] = (length, label, previous)
    return _unwind(labels, chains)


def _unwind(labels: Sequence[_Label], chains: dict[int, tuple[int, _Label | None]]) -> list[_Label]:
    label: _Label | None = max(labels, key=lambda item: chains[item.index][0])
    series: list[_Label] = []
    while label is not None:
        series.append(label)
        label = chains[label.index][1]
    return series[::-1]


def _between(series: Sequence[_Label], labels: Sequence[_Label]) -> Iterator[_Label]:
    """Return the labels that alone fit between neighbours of the series: pages with little text on them."""
    places = [label.index for label in series]
    fitting: defaultdict[tuple[int, int], list[_Label]] = defaultdict(list)
    for label in labels:
        after = bisect_right(places, label.index)
        if 0 < after < len(series) and series[after - 1].number < label.number < series[after].number:
            fitting[after, label.number].append(label)
    return (found[0] for found in fitting.values() if len(found) == 1)


def _is_page_apart(first: _Label, second: _Label, offsets: Sequence[int], lines: Sequence[Line]) -> bool:
    if _is_at_page_edge(first.index, lines) and _is_at_page_edge(second.index, lines):
        return True
    return offsets[second.index] - offsets[first.index + 1] >= _LEAST_PAGE_CHARACTERS


def _is_at_page_edge(index: int, lines: Sequence[Line]) -> bool:
    return lines[index].starts_page or index + 1 == len(lines) or lines[index + 1].starts_page


def _is_furniture(series: Sequence[_Label], lines: Sequence[Line], words: str) -> bool:
    """A bare series needs two members; a worded one ("Kapitel 3" counts up too) must cut through sentences."""
    if not words:
        return len(series) >= 2
    cuts = sum(_cuts_sentence(label.index, lines) for label in series)
    return len(series) >= _FEWEST_HEADS and cuts * 5 >= len(series)


def _cuts_sentence(index: int, lines: Sequence[Line]) -> bool:
    if index == 0 or index + 1 == len(lines):
        return False
    return not ends_sentence(lines[index - 1].text) and lines[index + 1].text[0].islower()


def _repeated(lines: Sequence[Line], numbered: dict[int, ArtefactKind]) -> dict[int, ArtefactKind]:
    """Find lines that stand word for word at the borders of many pages, and hardly elsewhere."""
    pages = len(numbered) + sum(line.starts_page for line in lines)
    edges = [index for index in range(len(lines)) if _may_be_head(index, lines, numbered)]
    at_edges = Counter(lines[index].text for index in edges)
    anywhere = Counter(line.text for line in lines)
    fewest = max(_FEWEST_HEADS, pages * _SMALLEST_SHARE)
    heads = {text for text, count in at_edges.items() if count >= fewest and count * 2 > anywhere[text]}
    return {index: ArtefactKind.RUNNING_HEAD for index in edges if lines[index].text in heads}


def _may_be_head(index: int, lines: Sequence[Line], numbered: dict[int, ArtefactKind]) -> bool:
    line = lines[index]
    if index in numbered or len(line.text) > _LONGEST_LABEL or ends_sentence(line.text):
        return False
    return _is_at_page_edge(index, lines) or index - 1 in numbered or index + 1 in numbered
